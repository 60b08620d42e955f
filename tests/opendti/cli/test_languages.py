"""Every verb that reads data answers in both languages: its result, its faults, its notes."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from opendti.cli.entry import app

SERVER = {"schema", "serve", "site"}
"""Verbs that read no data of a person's."""
VERBS = {
    command.callback.__name__: command.callback
    for command in app.registered_commands
    if command.callback is not None
}
META = """iCode,iName,Type,Level,Parent,Weight,Direction
a,A,Indicator,1,P,1,1
P,P,Aggregate,2,Index,1,-1
Index,Index,Aggregate,3,,1,1
"""
DATA = "uCode,a\nU,1\nV,2\n"


def test_every_verb_that_reads_data_has_the_option() -> None:
    without = {
        name
        for name, verb in VERBS.items()
        if "language" not in inspect.signature(verb).parameters
    }
    assert without - SERVER == set(), (
        "give these verbs --language, or name them in SERVER of "
        "tests/opendti/cli/test_languages.py if they read no data of a person"
    )
    assert SERVER - without == set()


@pytest.fixture
def coin(tmp_path: Path) -> tuple[str, ...]:
    meta, data = tmp_path / "meta.csv", tmp_path / "data.csv"
    meta.write_text(META, "utf-8")
    data.write_text(DATA, "utf-8")
    return ("import-coin", str(meta), str(data), "-o", str(tmp_path / "coin"))


@pytest.mark.parametrize(
    ("language", "note", "result"),
    [
        ("vi", "ghi chú: P có chiều -1: ", "câu trả lời"),
        ("en", "note: P has the direction -1: ", "answers"),
    ],
)
def test_import_of_coin_writes_result_and_notes_in_the_language(
    run: Any, coin: tuple[str, ...], language: str, note: str, result: str
) -> None:
    done = run(*coin, "-l", language)
    assert done.stderr.startswith(note)
    assert done.stdout.endswith(f"coin.index@1, 2 {result}\n")


def test_faults_of_coin_are_written_in_the_language(
    run: Any, coin: tuple[str, ...]
) -> None:
    Path(coin[1]).write_text(META.replace("Indicator", "Indikator"), "utf-8")
    english, vietnamese = (run(*coin, "-l", name) for name in ("en", "vi"))
    assert english.exit_code == vietnamese.exit_code == 1
    assert "Indikator" in english.stderr
    assert "Indikator" in vietnamese.stderr
    assert english.stderr != vietnamese.stderr


@pytest.mark.parametrize(
    ("verb", "options"),
    [("check", ()), ("export", ("-o", "out.yaml")), ("workbook", ("-o", "out.xlsx"))],
)
def test_faults_of_a_framework_are_written_in_the_language(
    run: Any, verb: str, options: tuple[str, ...]
) -> None:
    text = Path("framework.yaml").read_text("utf-8")
    Path("framework.yaml").write_text(f"{text}\nunknown: 1\n", "utf-8")
    files = ("framework.yaml", *(["answers.csv"] if verb == "workbook" else []))
    english, vietnamese = (
        run(verb, *files, *options, "-l", name) for name in ("en", "vi")
    )
    assert english.exit_code == vietnamese.exit_code == 1
    assert "[unknown_key]" in english.stderr
    assert "[unknown_key]" in vietnamese.stderr
    assert english.stderr != vietnamese.stderr


def test_a_checked_framework_is_counted_in_the_language(run: Any) -> None:
    assert "không có lỗi; " in run("check", "framework.yaml", "-l", "vi").stdout
    assert "no faults; " in run("check", "framework.yaml").stdout
