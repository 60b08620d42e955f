"""What a person means by a framework or a table: a file, or an id of the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opendti.cli.language import print_note, write_faults_in
from opendti.errors import Fault

if TYPE_CHECKING:
    from opendti.framework import Framework
    from opendti.plan import Plan
    from opendti.scoring import Answers


def shipped_table(part: str) -> Callable[[str], Path]:
    """Return what reads an argument as a file, or as the id of a data set that has the part."""

    def path_of(source: str) -> Path:
        from opendti.library import dataset_ids, load_dataset

        if Path(source).exists() or source not in dataset_ids():
            return Path(source)
        table: Path | None = getattr(load_dataset(source), part)
        if table is None:
            message = f"the data set {source} has no table of {part}"
            raise typer.BadParameter(message)
        return table

    return path_of


FrameworkSource = Annotated[
    str,
    typer.Argument(
        metavar="FRAMEWORK", help="A framework file, or an id such as vn.moit.dti@2023."
    ),
]
AnswersSource = Annotated[
    Path,
    typer.Argument(
        metavar="ANSWERS",
        parser=shipped_table("answers"),
        help="A table of answers: CSV, XLSX, Parquet, or the id of a data set.",
    ),
]
ScoresSource = Annotated[
    Path,
    typer.Argument(
        parser=shipped_table("published"),
        help="A table of `opendti score`, or the id of a published data set.",
    ),
]
StageOption = Annotated[
    str, typer.Option("--stage", help="Whose answers hold: self, appraised or final.")
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", help="The sheet of an XLSX; else its first.")
]
AllowUnitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-unit",
        metavar="NAME",
        help="A name that is a unit though it looks like a row of totals; may be repeated.",
    ),
]
LanguageOption = Annotated[
    str, typer.Option("--language", "-l", help="The language of the output: vi or en.")
]


def find_framework(source: str) -> Framework:
    """Load the framework that a file or an id of the library names."""
    from opendti.framework import load_framework, parse_framework
    from opendti.library import alias_of, framework_ids, framework_path

    if not Path(source).is_file() and ("@" in source or source in framework_ids()):
        # Our own file, which needs no process of its own.
        path, current = framework_path(source), alias_of(source)
        if current is not None:
            params = {"old": source, "new": current}
            print_note(Fault("note_old_name", params))
        return parse_framework(path.read_text("utf-8"), path.name)
    return load_framework(source)


def find_plan(source: str) -> Plan:
    """Compile the framework that a file or an id of the library names."""
    from opendti.plan import compile_plan

    return compile_plan(find_framework(source))


def find_answers(
    path: Path,
    plan: Plan,
    stage: str,
    sheet: str | None,
    allowed_units: list[str] | None,
) -> Answers:
    """Read a table of answers; columns that are not read are named as a note."""
    from opendti.tables import read_answers

    notes: list[Fault] = []
    answers = read_answers(
        path, plan, stage, sheet=sheet, allowed_units=allowed_units or (), notes=notes
    )
    for note in notes:
        print_note(note)
    return answers


def refuse_own_source(out: Path | None, *sources: str | Path | None) -> None:
    """
    Refuse to write over a file that the verb reads, whatever way either is named.

    Raises
    ------
    UsageError
        `out` is one of the sources; None and what is no file stand for nothing.
    """
    from opendti.errors import UsageError

    if out is None or not out.exists():
        return
    for source in sources:
        if source is not None and Path(source).exists() and out.samefile(source):
            raise UsageError(Fault("out_is_source", file=str(out)))


def known_language(language: str) -> str:
    """Refuse a language that nothing is written in; faults are written in it from here on."""
    if language not in {"vi", "en"}:
        message = f'vi or en was expected, not "{language}"'
        raise typer.BadParameter(message, param_hint="--language")
    write_faults_in(language)
    return language
