"""`opendti compare`: two years beside each other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opendti.cli.screen import screen, table, waiting
from opendti.cli.sources import (
    LanguageOption,
    ScoresSource,
    known_language,
    shipped_table,
)

if TYPE_CHECKING:
    from opendti.errors import Fault
    from opendti.ranking.movement import Match, Movement
    from opendti.ranking.standing import Standing
    from opendti.ranking.succession import Origin

HEADS = {
    "vi": ("Giá trị A", "Giá trị B", "Thay đổi", "Hạng A", "Hạng B", "Bậc"),
    "en": ("Value A", "Value B", "Change", "Place A", "Place B", "Places"),
}
UNIT = {"vi": "Đơn vị", "en": "Unit"}
NODE = {"vi": "Chỉ số", "en": "Node"}
KIND = {"vi": "Loại", "en": "Kind"}
PART = {"vi": "Phần so sánh được", "en": "Comparable part"}
KINDS = {
    "vi": {"same": "giữ nguyên", "changed": "thay đổi", "new": "mới", "dropped": "bỏ"},
    "en": {"same": "same", "changed": "changed", "new": "new", "dropped": "dropped"},
}
STATES = {
    "vi": {1: "để trống", 2: "không áp dụng", 3: "chưa đo"},
    "en": {1: "blank", 2: "not applicable", 3: "not measured"},
}


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
    ] = "index",
    language: LanguageOption = "vi",
) -> None:
    """Compare two years: value, place, and the change over the comparable part."""
    from opendti.ranking.movement import compare as compare_standings
    from opendti.tables import movement_frame, read_standing, write_movement

    known_language(language)
    with waiting("opendti compare"):
        before, after = _read_both(read_standing, scores_a, scores_b)
        before, origins = _succeeded(before, succession)
        matches, notes = _matches(crosswalk)
        movement = compare_standings(before, after, matches)
        if out is not None and str(out) != "-":
            write_movement(movement, out, origins)
    if out is None:
        _print(movement, unit, node, language)
    elif str(out) == "-":
        sys.stdout.write(movement_frame(movement, origins).write_csv())
    for note in (*notes, *_notes(movement, origins or {}, before, after)):
        typer.echo(f"note: {note}", err=True)


def _read_both(
    read: Callable[[Path], Standing], one: Path, two: Path
) -> tuple[Standing, Standing]:
    """Read both tables; what is wrong with the second is told with the first."""
    from opendti.errors import FaultsError, TableError

    standings: list[Standing] = []
    faults: list[Fault] = []
    for path in (one, two):
        try:
            standings.append(read(path))
        except FaultsError as error:
            faults.extend(error.faults)
    if faults:
        raise TableError(faults)
    return standings[0], standings[1]


def _succeeded(
    before: Standing, path: Path | None
) -> tuple[Standing, Mapping[str, Origin] | None]:
    from opendti.ranking.succession import succeed
    from opendti.tables import read_succession

    if path is None:
        return before, None
    inherited = succeed(before, read_succession(path))
    return inherited.standing, inherited.origins


def _matches(path: Path | None) -> tuple[tuple[Match, ...] | None, tuple[str, ...]]:
    """Read the crosswalk, and say what stands for it where there is none."""
    if path is None:
        return None, ("without --crosswalk, nodes of equal code are taken as the same",)
    from opendti.cli.sources import find_framework
    from opendti.tables import matches_of, read_crosswalk

    crosswalk, earlier, later = read_crosswalk(path, find_framework)
    drafts = sum(entry.confirm for entry in crosswalk.entries)
    note = f"{path.name}: {drafts} of {len(crosswalk.entries)} entries wait for a person to confirm them"
    return matches_of(crosswalk, earlier, later), (note,) if drafts else ()


def _notes(
    movement: Movement,
    origins: Mapping[str, Origin],
    before: Standing,
    after: Standing,
) -> Iterator[str]:
    """Say what the numbers alone would hide."""
    import numpy as np

    one, two = movement.before, movement.after
    for name, only in (("A", ~two.present), ("B", ~one.present)):
        units = [movement.units[place] for place in np.flatnonzero(only)]
        if units:
            yield f"only in {name}: {', '.join(units)}"
    for unit, origin in origins.items():
        if origin.lacking:
            yield f"{unit} has no past: {', '.join(origin.lacking)} is not in A"
        elif origin.past == "not_comparable":
            yield f"{unit} has no past that compares"
    moved = one.present & two.present
    moved &= np.array([a != b for a, b in zip(one.blocks, two.blocks, strict=True)])
    if moved.any():
        names = ", ".join(movement.units[place] for place in np.flatnonzero(moved))
        yield f"ranked in another block, so places do not compare: {names}"
    yield from _field_notes(before, after)
    if np.isnan(movement.comparable.change).all():
        yield "no comparable part: the tables share no nodes with points, or leave nodes out"


def _field_notes(before: Standing, after: Standing) -> Iterator[str]:
    """Say where places are among another number of units."""
    for block in dict.fromkeys(after.blocks):
        numbers = [one.blocks.count(block) for one in (before, after)]
        if numbers[0] and numbers[0] != numbers[1]:
            yield f"block {block}: {numbers[0]} units in A, {numbers[1]} in B"


def _print(movement: Movement, unit: str | None, node: str, language: str) -> None:
    if unit is None:
        _print_units(movement, node, language)
    else:
        _print_unit(movement, unit, language)


def _print_units(movement: Movement, node: str, language: str) -> None:
    """Print one node of every unit, block by block, the later year's best first."""
    from opendti.errors import UsageError
    from opendti.tables.movement import matches_with

    found = matches_with(movement, node)
    if not found:
        message = f"no node {node} in either table"
        raise UsageError(message)
    console = screen()
    blocks = [
        b or a
        for a, b in zip(movement.before.blocks, movement.after.blocks, strict=True)
    ]
    for block in dict.fromkeys(blocks):
        for place, match in found:
            console.print(_title(block, match, language), soft_wrap=True)
            heads = [
                (UNIT[language], "left"),
                *((head, "right") for head in HEADS[language]),
            ]
            is_whole = node == "index"
            shown = table(*heads, *([(PART[language], "right")] if is_whole else []))
            for row in _order(movement, place, blocks, block):
                cells = _cells(movement, row, place, language)
                part = [_part(movement, row, language)] if is_whole else []
                shown.add_row(movement.units[row], *cells, *part)
            console.print(shown)


def _title(block: str, match: Match, language: str) -> str:
    from opendti.tables.movement import codes_of

    nodes = dict.fromkeys(filter(None, (codes_of(match.before), codes_of(match.after))))
    return f"{block}: {' → '.join(nodes)} ({KINDS[language][match.kind]})"


def _order(movement: Movement, place: int, blocks: list[str], block: str) -> list[int]:
    """Order a block's units by their place in the later year, then in the earlier one."""
    last = len(blocks) + 1
    rows = [row for row, one in enumerate(blocks) if one == block]
    sides = (movement.after, movement.before)
    return sorted(
        rows, key=lambda row: [one.places[row, place] or last for one in sides]
    )


def _print_unit(movement: Movement, unit: str, language: str) -> None:
    """Print every node of one unit."""
    from opendti.errors import UsageError
    from opendti.ranking.standing import ABSENT
    from opendti.tables.movement import codes_of

    if unit not in movement.units:
        message = f"no unit {unit} in either table"
        raise UsageError(message)
    row = movement.units.index(unit)
    heads = [(head, "right") for head in HEADS[language]]
    shown = table((NODE[language], "left"), *heads, (KIND[language], "left"))
    for place, match in enumerate(movement.matches):
        sides = (movement.before, movement.after)
        if all(side.states[row, place] == ABSENT for side in sides):
            continue
        codes = dict.fromkeys(filter(None, map(codes_of, (match.before, match.after))))
        cells = _cells(movement, row, place, language)
        shown.add_row(" → ".join(codes), *cells, KINDS[language][match.kind])
    console = screen()
    console.print(unit, soft_wrap=True)
    console.print(shown)
    part = _part(movement, row, language)
    console.print(f"{PART[language]}: {part}", soft_wrap=True)


def _cells(movement: Movement, row: int, place: int, language: str) -> tuple[str, ...]:
    from opendti.numeric.text import NO_VALUE

    sides = (movement.before, movement.after)
    values = [
        STATES[language].get(int(side.states[row, place]))
        or _number(side.values[row, place], language)
        for side in sides
    ]
    places = [str(side.places[row, place] or NO_VALUE) for side in sides]
    change = _signed(movement.change[row, place], language)
    climbed = movement.climbed[row, place]
    return (*values, change, *places, _climb(climbed))


def _climb(climbed: float) -> str:
    from opendti.numeric.text import NO_VALUE

    if climbed != climbed:  # noqa: PLR0124 -- NaN alone differs from itself
        return NO_VALUE
    if climbed == 0:
        return "="
    return f"{'↑' if climbed > 0 else '↓'} {abs(int(climbed))}"


def _part(movement: Movement, row: int, language: str) -> str:
    """Write `0,5000 → 0,6000 (+0,1000; 80%)`: the comparable part, and how much it is."""
    from opendti.numeric.text import NO_VALUE, format_number

    part = movement.comparable
    if part.change[row] != part.change[row]:
        return NO_VALUE
    shares = dict.fromkeys(
        format_number(100 * share[row], 1, language, trim=True)
        for share in (part.share_before, part.share_after)
    )
    values = (_number(one[row], language) for one in (part.before, part.after))
    change = _signed(part.change[row], language)
    return f"{' → '.join(values)} ({change}; {' → '.join(shares)}%)"


def _number(value: float, language: str) -> str:
    from opendti.numeric.text import format_number

    return format_number(value, 4, language)


def _signed(value: float, language: str) -> str:
    text = _number(abs(value), language)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + text
