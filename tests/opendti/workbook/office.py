"""A real LibreOffice that works out what files say, and a reader of what it found."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

ALWAYS_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
SECONDS = 240


def recalculate(files: Sequence[Path], folder: Path) -> list[Path]:
    """Let one LibreOffice open all files, work everything out, and save them anew."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed"
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(ALWAYS_RECALCULATE, "utf-8")
    out = folder / "worked-out"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), *map(str, files)]
    done = subprocess.run(  # noqa: S603 -- our own files, no shell
        command, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    found = [out / file.name for file in files]
    assert all(file.exists() for file in found), done.stdout + done.stderr
    return found


def sheet_rows(file: Path, sheet: str, first: int) -> list[list[object]]:
    """Return the cells of a sheet from a row on, counted from 1."""
    book = CalamineWorkbook.from_path(str(file))
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return rows[first - 1 :]
