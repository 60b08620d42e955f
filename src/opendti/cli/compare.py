"""`opendti compare`: two years beside each other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opendti.cli.comparison import print_comparison
from opendti.cli.language import print_note
from opendti.cli.screen import waiting
from opendti.cli.sources import (
    AllowUnitOption,
    LanguageOption,
    ScoresSource,
    known_language,
    refuse_own_source,
    shipped_table,
)
from opendti.errors import Fault
from opendti.naming import ROOT_CODE

if TYPE_CHECKING:
    from opendti.ranking.comparison import YearComparison
    from opendti.ranking.matches import Match
    from opendti.ranking.pooling import Origin
    from opendti.ranking.standing import Standing

Dated = tuple[Path, int | None]
"""A table, and the year to read of it."""


def compare(  # noqa: PLR0913 -- one argument an option
    scores_a: ScoresSource,
    scores_b: ScoresSource,
    *,
    crosswalk: Annotated[
        Path | None,
        typer.Option("--crosswalk", help="Which nodes stand for which (YAML)."),
    ] = None,
    succession: Annotated[
        Path | None,
        typer.Option(
            "--succession",
            parser=shipped_table("successions"),
            help="Merged and split units (CSV, XLSX), or the id of a data set.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="Write CSV, XLSX or Parquet; - is CSV to a pipe."
        ),
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Show one unit, node by node.")
    ] = None,
    node: Annotated[
        str, typer.Option("--node", help="The node that is shown for all units.")
    ] = ROOT_CODE,
    year_a: Annotated[
        int | None,
        typer.Option("--year-a", help="The year of A, of a table of several."),
    ] = None,
    year_b: Annotated[
        int | None,
        typer.Option("--year-b", help="The year of B, of a table of several."),
    ] = None,
    allow_unit: AllowUnitOption = None,
    language: LanguageOption = "vi",
) -> None:
    """Compare two years: value, rank, and the change over the comparable part."""
    # Imported here, so that other verbs and `--help` do not wait for numpy and polars.
    from opendti.ranking.comparison import compare as compare_standings
    from opendti.ranking.matches import match_by_code
    from opendti.tables import comparison_frame, read_standing, write_comparison

    known_language(language)
    refuse_own_source(out, scores_a, scores_b, crosswalk, succession)
    with waiting("opendti compare"):
        tables = ((scores_a, year_a), (scores_b, year_b))
        read = partial(read_standing, allowed_units=allow_unit or ())
        before, after = _read_both(read, *tables)
        before, origins = _succeeded(before, succession)
        matches, notes = _matches(crosswalk)
        # Equal codes of two frameworks are a coincidence until a crosswalk says
        # otherwise.
        if crosswalk is None and (frameworks := _different_frameworks(*tables)):
            matches = match_by_code(before, after, "other_framework")
            notes = (
                Fault(
                    "note_other_framework",
                    {"before": frameworks[0], "after": frameworks[1]},
                ),
            )
        comparison = compare_standings(before, after, matches)
        if out is not None and str(out) != "-":
            write_comparison(comparison, out, origins)
    if out is None:
        print_comparison(comparison, unit, node, language)
    elif str(out) == "-":
        sys.stdout.write(comparison_frame(comparison, origins).write_csv())
    for note in (*notes, *_notes(comparison, origins or {}, before, after)):
        print_note(note)


def _read_both(
    read: Callable[[Path, int | None], Standing], source_a: Dated, source_b: Dated
) -> tuple[Standing, Standing]:
    """Read both tables; raises the faults of both together."""
    from opendti.errors import FaultsError, TableError

    standings: list[Standing] = []
    faults: list[Fault] = []
    for path, year in (source_a, source_b):
        try:
            # Both are read before either is refused: one run names the faults of both files.
            standings.append(read(path, year))
        except FaultsError as error:
            faults.extend(error.faults)
    if faults:
        raise TableError(faults)
    return standings[0], standings[1]


def _different_frameworks(source_a: Dated, source_b: Dated) -> tuple[str, str] | None:
    """Return the frameworks behind both tables where both are known, and are not the same."""
    from opendti.library import dataset_at

    found = [(dataset_at(path), year) for path, year in (source_a, source_b)]
    first, second = (
        owner.framework_of(year) if owner else None for owner, year in found
    )
    return (first, second) if first and second and first != second else None


def _succeeded(
    before: Standing, path: Path | None
) -> tuple[Standing, Mapping[str, Origin] | None]:
    from opendti.ranking.succession import succeed
    from opendti.tables import read_succession

    if path is None:
        return before, None
    inherited = succeed(before, read_succession(path))
    return inherited.standing, inherited.origins


def _matches(path: Path | None) -> tuple[tuple[Match, ...] | None, tuple[Fault, ...]]:
    """Read the crosswalk; return its matches, if any, and notes."""
    if path is None:
        return None, (Fault("note_no_crosswalk"),)
    from opendti.cli.sources import find_framework
    from opendti.tables import matches_of, read_crosswalk

    crosswalk, earlier, later = read_crosswalk(path, find_framework)
    drafts = sum(entry.confirm for entry in crosswalk.entries)
    params = {"drafts": drafts, "entries": len(crosswalk.entries)}
    note = Fault("note_unconfirmed", params, file=path.name)
    return matches_of(crosswalk, earlier, later), (note,) if drafts else ()


def _notes(
    comparison: YearComparison,
    origins: Mapping[str, Origin],
    before: Standing,
    after: Standing,
) -> Iterator[Fault]:
    """Describe what the numbers alone would hide."""
    import numpy as np

    earlier, later = comparison.before, comparison.after
    for side, only in (("A", ~later.present), ("B", ~earlier.present)):
        units = [comparison.units[row] for row in np.flatnonzero(only)]
        if units:
            yield Fault("note_one_side", {"side": side, "units": units})
    for unit, origin in origins.items():
        if origin.unknown:
            yield Fault("note_no_past", {"unit": unit, "unknown": list(origin.unknown)})
        elif origin.past == "not_comparable":
            yield Fault("note_past_apart", {"unit": unit})
    moved = earlier.present & later.present
    moved &= np.array([
        a != b for a, b in zip(earlier.blocks, later.blocks, strict=True)
    ])
    if moved.any():
        names = [comparison.units[row] for row in np.flatnonzero(moved)]
        yield Fault("note_other_block", {"units": names})
    yield from _field_notes(before, after)
    # An empty column would look like "no change".
    if np.isnan(comparison.comparable.change).all():
        yield Fault("note_no_part")


def _field_notes(before: Standing, after: Standing) -> Iterator[Fault]:
    """Yield a note for each block whose number of units differs: its ranks do not compare."""
    for block in dict.fromkeys(after.blocks):
        numbers = [standing.blocks.count(block) for standing in (before, after)]
        if numbers[0] and numbers[0] != numbers[1]:
            params = dict(zip(("before", "after"), numbers, strict=True))
            yield Fault("note_other_field", {"block": block, **params})
