"""`opendti explain`: one number taken apart."""

from __future__ import annotations

from typing import Annotated

import typer

from opendti.cli.sources import (
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
    language: LanguageOption = "vi",
) -> None:
    """Show how a unit came to a score, down to its answers."""
    from opendti.cli.sources import find_plan
    from opendti.scoring import explain as explain_score
    from opendti.scoring import write_working
    from opendti.tables import read_answers

    known_language(language)
    plan = find_plan(framework)
    working = explain_score(
        plan, read_answers(answers, plan, stage, sheet=sheet), unit=unit, node=node
    )
    typer.echo(write_working(working, language))
