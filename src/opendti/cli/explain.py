"""`opendti explain`: one number taken apart."""

from __future__ import annotations

from typing import Annotated

import typer

from opendti.cli.sources import (
    AllowUnitOption,
    AnswersSource,
    FrameworkSource,
    LanguageOption,
    SheetOption,
    StageOption,
    known_language,
)


def explain(  # noqa: PLR0913 -- one argument an option
    framework: FrameworkSource,
    answers: AnswersSource,
    *,
    unit: Annotated[
        str, typer.Option("--unit", help="The unit, as the table writes it.")
    ],
    node: Annotated[
        str, typer.Option("--node", help="The node's code; the whole is index.")
    ],
    stage: StageOption = "final",
    sheet: SheetOption = None,
    allow_unit: AllowUnitOption = None,
    language: LanguageOption = "vi",
) -> None:
    """Show how a unit came to a score, down to its answers."""
    from opendti.cli.sources import find_answers, find_plan
    from opendti.scoring import explain as explain_score
    from opendti.scoring import write_working

    known_language(language)
    plan = find_plan(framework)
    found = find_answers(answers, plan, stage, sheet, allow_unit)
    working = explain_score(plan, found, unit=unit, node=node)
    if plan.status != "official":
        typer.echo(plan.marked_title.in_language(language))
    typer.echo(write_working(working, language))
