"""No verb leaves a half written file, or writes over what it reads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from opendti.cli import app

META = (
    "iCode,iName,Type,Level,Parent,Direction,Weight\n"
    "A,First,Indicator,1,T,1,1\nB,Second,Indicator,1,T,1,1\nT,Total,Aggregate,2,,1,1\n"
)
DATA = "uCode,uName,A,B\nX,Ex,1,2\nY,Why,3,4\nZ,Zed,5,7\n"
FULL = Path("/dev/full")
"""Takes every write for one on a full disk."""

SAID = {
    "cannot be written: No space left on device",
    "Không ghi được: hết chỗ trên đĩa.",
}

OWN_SOURCE = re.compile("the very file that is read|chính là tệp đang đọc")
WRITES = {
    "export yaml": ("out.yaml", "export", "framework.yaml", "-o"),
    "export json": ("out.json", "export", "framework.yaml", "-o"),
    "export xlsx": ("out.xlsx", "export", "framework.yaml", "-o"),
    "export docx": ("out.docx", "export", "framework.yaml", "-o"),
    "import-annex": ("out.yaml", "import-annex", "annex.xlsx", "-o"),
    "workbook": ("out.xlsx", "workbook", "framework.yaml", "answers.csv", "-o"),
    "score csv": ("out.csv", "score", "framework.yaml", "answers.csv", "-o"),
    "score xlsx": ("out.xlsx", "score", "framework.yaml", "answers.csv", "-o"),
    "score parquet": ("out.parquet", "score", "framework.yaml", "answers.csv", "-o"),
    "compare": ("out.csv", "compare", "scores.csv", "later.csv", "-o"),
    "diff": ("out.yaml", "diff", "framework.yaml", "later.yaml", "--crosswalk"),
    "import-coin": ("framework.yaml", "import-coin", "meta.csv", "data.csv", "-o"),
    "import-coin answers": ("answers.csv", "import-coin", "meta.csv", "data.csv", "-o"),
}


@pytest.fixture
def sources(run: Any, tmp_path: Path) -> Path:
    """Put everything that a verb reads into the folder that it runs in."""
    text = (tmp_path / "framework.yaml").read_text("utf-8")
    (tmp_path / "later.yaml").write_text(
        text.replace('version: "1"', 'version: "2"'), "utf-8"
    )
    (tmp_path / "meta.csv").write_text(META, "utf-8")
    (tmp_path / "data.csv").write_text(DATA, "utf-8")
    for out in ("scores.csv", "later.csv"):
        assert run("score", "framework.yaml", "answers.csv", "-o", out).exit_code == 0
    assert run("export", "framework.yaml", "-o", "annex.xlsx").exit_code == 0
    return tmp_path


def files_in(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.iterdir() if path.is_file())
    return {path.name: path.read_bytes() for path in found if not path.is_symlink()}


@pytest.mark.parametrize("case", WRITES)
def test_a_full_disk_leaves_what_was_there_and_is_shown_in_words(
    run: Any, sources: Path, case: str
) -> None:
    name, verb, *arguments = WRITES[case]
    folder = sources / "made"
    folder.mkdir()
    is_coin, is_draft = verb == "import-coin", verb == "diff"
    if not is_draft:  # which replaces nothing
        (folder / name).write_text("what was there")
    (folder / f".{name}.{os.getpid()}.part").symlink_to(FULL)
    before = files_in(folder)
    result = run(verb, *arguments, str(folder if is_coin else folder / name))
    message = result.stderr.partition(f"{name}: ")[2].strip()
    assert message in SAID
    assert (result.stdout, result.exit_code) == ("", 2)
    assert files_in(folder) == before
    assert len(list(folder.iterdir())) == len(before)


@pytest.mark.parametrize("arguments", [["schema"], ["score", "-o", "-"]])
def test_a_pipe_into_a_full_disk_is_shown_in_words(
    sources: Path, arguments: list[str]
) -> None:
    verb, *options = arguments
    is_score = verb == "score"
    files = ["framework.yaml", "answers.csv"] if is_score else []
    language = ["-l", "en"] if is_score else []
    with FULL.open("wb") as full:
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "opendti", verb, *files, *options, *language],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=sources,
        )  # fmt: skip
    message = "stdout: cannot be written: No space left on device\n"
    assert (done.stderr, done.returncode) == (message, 2)


@pytest.mark.parametrize(
    ("verb", "files", "outs"),
    [
        ("export", ["framework.yaml"], ["framework.yaml"]),
        ("import-annex", ["annex.xlsx"], ["annex.xlsx"]),
        ("workbook", ["framework.yaml", "answers.csv"], None),
        ("score", ["framework.yaml", "answers.csv"], None),
        ("compare", ["scores.csv", "later.csv"], None),
        ("import-coin", ["coin/framework.yaml", "coin/answers.csv"], ["coin"]),
    ],
)
def test_no_verb_writes_over_what_it_reads(
    run: Any, sources: Path, verb: str, files: list[str], outs: list[str] | None
) -> None:
    (sources / "coin").mkdir()
    (sources / "coin" / "framework.yaml").write_text(META, "utf-8")
    (sources / "coin" / "answers.csv").write_text(DATA, "utf-8")
    before = files_in(sources) | files_in(sources / "coin")
    for out in outs or files:
        result = run(verb, *files, "-o", f"../{sources.name}/{out}")
        assert OWN_SOURCE.search(result.stderr), result.output
        assert result.exit_code == 2
    assert files_in(sources) | files_in(sources / "coin") == before


def test_a_source_is_known_by_any_of_its_names(run: Any, sources: Path) -> None:
    (sources / "other.xlsx").hardlink_to(sources / "annex.xlsx")
    result = run("import-annex", "annex.xlsx", "-o", "other.xlsx", "-l", "en")
    assert result.stderr == (
        "other.xlsx: this is the very file that is read; write to another one\n"
    )


def test_every_verb_that_writes_a_file_is_tried() -> None:
    commands = typer.main.get_command(app).commands
    writing = {
        name
        for name, command in commands.items()
        if any("--out" in param.opts for param in command.params)
    }
    tried = {call[1] for call in WRITES.values()} - {"diff"}
    assert writing - tried == set(), (
        "try these verbs in WRITES of tests/opendti/cli/test_full_disk.py"
    )
    assert tried - writing == set()
