"""What a person means by FRAMEWORK: a file, or an id of the library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from opendti.framework import Framework
    from opendti.plan import Plan

FrameworkSource = Annotated[
    str,
    typer.Argument(
        metavar="FRAMEWORK", help="A framework file, or an id such as vn.moit.dti@2023."
    ),
]
AnswersSource = Annotated[
    Path,
    typer.Argument(metavar="ANSWERS", help="A table of answers: CSV, XLSX or Parquet."),
]
StageOption = Annotated[
    str, typer.Option("--stage", help="Whose answers hold: self, appraised or final.")
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", help="The sheet of an XLSX; else its first.")
]
LanguageOption = Annotated[
    str, typer.Option("--language", "-l", help="The language of the output: vi or en.")
]


def find_framework(source: str) -> Framework:
    """Load the framework that a file or an id of the library names."""
    from opendti.framework import load_framework
    from opendti.library import framework_ids, framework_path

    if not Path(source).is_file() and ("@" in source or source in framework_ids()):
        return load_framework(framework_path(source))
    return load_framework(source)


def find_plan(source: str) -> Plan:
    """Compile the framework that a file or an id of the library names."""
    from opendti.plan import compile_plan

    return compile_plan(find_framework(source))


def known_language(language: str) -> str:
    """Refuse a language that nothing is written in."""
    if language not in {"vi", "en"}:
        message = f'vi or en was expected, not "{language}"'
        raise typer.BadParameter(message, param_hint="--language")
    return language
