"""Recipes of CONTRIBUTING.md, followed on a copy of the source."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def copy_source(folder: Path) -> Path:
    """Copy the source into a folder; return the copy's root."""
    ignored = shutil.ignore_patterns("__pycache__", "static", "node_modules")
    return Path(shutil.copytree(SOURCE, folder / "src", ignore=ignored))


def add_row(package: Path, after: str, row: str, imported: str) -> None:
    """Add a row to a package's table, after the one that ends so, and what it needs to import."""
    text = package.read_text("utf-8")
    assert text.count(after) == 1
    text = text.replace(after, f"{after}{row}")
    head = "\nfrom opendti."
    package.write_text(text.replace(head, f"\n{imported}{head}", 1), "utf-8")


def run_on(source: Path, code: str) -> list[str]:
    """Run code on a copy of the source; return the lines that it prints."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{source}{os.pathsep}{SOURCE.parent}",
        "OPENDTI_DEBUG": "1",
        "OPENDTI_DATA_DIR": str(source.parent / "data"),
    }
    done = subprocess.run(  # noqa: S603 -- our own interpreter on our own text
        [sys.executable, "-c", code],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()
