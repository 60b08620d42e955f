"""`opendti workbook`: scores as live formulas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opendti.cli.screen import waiting
from opendti.cli.sources import (
    AllowUnitOption,
    AnswersSource,
    FrameworkSource,
    LanguageOption,
    SheetOption,
    StageOption,
    known_language,
    refuse_own_source,
)


def workbook(  # noqa: PLR0913 -- one argument an option
    framework: FrameworkSource,
    answers: AnswersSource,
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="The XLSX file to write.")],
    stage: StageOption = "final",
    sheet: SheetOption = None,
    allow_unit: AllowUnitOption = None,
    bare: Annotated[
        bool,
        typer.Option(
            "--bare", help="Formulas only, without our own numbers beside them."
        ),
    ] = False,
    language: LanguageOption = "en",
) -> None:
    """Write a workbook in which every score and rank is a live formula."""
    from opendti.cli.sources import find_answers, find_plan
    from opendti.workbook import write_workbook

    known_language(language)
    refuse_own_source(out, framework, answers)
    with waiting("opendti workbook"):
        plan = find_plan(framework)
        found = find_answers(answers, plan, stage, sheet, allow_unit)
        write_workbook(plan, found, out, results=not bare)
