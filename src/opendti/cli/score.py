"""`opendti score`: answers to scores and ranks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opendti.cli.language import print_note
from opendti.cli.screen import screen, table, waiting
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
from opendti.errors import Fault

if TYPE_CHECKING:
    from opendti.ranking import Bands, Ranking
    from opendti.scoring import Scores

HEADINGS = {
    "vi": ("Hạng", "Đơn vị", "Điểm", "Điểm tối đa", "Giá trị", "Mức"),
    "en": ("Rank", "Unit", "Points", "Of", "Value", "Band"),
}
SIDES = ("right", "left", "right", "right", "right", "left")


def score(  # noqa: PLR0913 -- one argument an option
    framework: FrameworkSource,
    answers: AnswersSource,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="Write CSV, XLSX or Parquet; - is CSV to a pipe."
        ),
    ] = None,
    stage: StageOption = "final",
    sheet: SheetOption = None,
    allow_unit: AllowUnitOption = None,
    language: LanguageOption = "vi",
) -> None:
    """Score and rank the units of a table of answers."""
    from opendti.cli.sources import find_answers, find_plan
    from opendti.ranking import rank
    from opendti.scoring import score as score_answers

    known_language(language)
    refuse_own_source(out, framework, answers)
    with waiting("opendti score"):
        plan = find_plan(framework)
        found = find_answers(answers, plan, stage, sheet, allow_unit)
        scores = score_answers(plan, found)
        ranking = rank(scores)
        if out is not None and str(out) != "-":
            from opendti.tables import write_scores  # loads Polars

            write_scores(scores, ranking, out)
    if out is None:
        _print_ranking(scores, ranking, language)
    elif str(out) == "-":
        from opendti.tables import scores_frame

        sys.stdout.write(scores_frame(scores, ranking).write_csv())
    _warn_unresolved(scores)
    _print_unscaled(scores)


def _print_ranking(scores: Scores, ranking: Ranking, language: str) -> None:
    """Print the ranking of each block by the whole index."""
    import numpy as np

    from opendti.ranking import bands_of

    console, bands = screen(), bands_of(scores)
    for index, block in enumerate(scores.plan.blocks):
        members = np.flatnonzero(scores.blocks == index)
        if not len(members):
            continue
        title = f"{scores.plan.marked_title.in_language(language)}: {block.title.in_language(language)}"
        console.print(title, soft_wrap=True)
        shown = table(*zip(HEADINGS[language], SIDES, strict=True))
        ranks = ranking.ranks[members, 0]
        # Units without a rank (0) come last.
        for unit in members[
            np.argsort(np.where(ranks == 0, len(ranks) + 1, ranks), kind="stable")
        ]:
            shown.add_row(*_cells(scores, ranking, bands, int(unit), language))
        console.print(shown)


def _cells(
    scores: Scores, ranking: Ranking, bands: Bands, unit: int, language: str
) -> tuple[str, ...]:
    from opendti.numeric.text import NO_VALUE, format_number

    rounding = scores.plan.rounding
    numbers: list[tuple[Any, int]] = [
        (scores.points[unit, 0], rounding.points),
        (scores.max_points[unit, 0], rounding.points),
        (scores.values[unit, 0], rounding.value),
    ]
    band = bands.of(unit, 0)
    return (
        str(ranking.ranks[unit, 0] or NO_VALUE),
        scores.units[unit],
        *(format_number(number, decimals, language) for number, decimals in numbers),
        band.title.in_language(language) if band else "",
    )


def _warn_unresolved(scores: Scores) -> None:
    waiting_units = int(scores.unresolved.sum())
    if waiting_units:
        params = {"waiting": waiting_units, "units": len(scores.units)}
        print_note(Fault("note_waiting", params))


def _print_unscaled(scores: Scores) -> None:
    """Name the indicators of a composite index that no unit has a value in, though it has answers."""
    from opendti.scoring import unscaled_indicators

    for block, node in unscaled_indicators(scores):
        entry = scores.plan.entries[node]
        params = {
            "code": entry.code,
            "title": {"vi": entry.title.vi, "en": entry.title.en or ""},
            "block": scores.plan.blocks[block].code,
        }
        print_note(Fault("note_unscaled", params))
