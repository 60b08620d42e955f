"""Comparison of two years as tables on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.cli.screen import screen, table
from opendti.naming import ROOT_CODE

if TYPE_CHECKING:
    from opendti.ranking.comparison import YearComparison
    from opendti.ranking.matches import Match

HEADINGS = {
    "vi": ("Giá trị A", "Giá trị B", "Thay đổi", "Hạng A", "Hạng B", "Bậc", "Tăng"),
    "en": ("Value A", "Value B", "Change", "Rank A", "Rank B", "Rank change", "Growth"),
}
UNIT = {"vi": "Đơn vị", "en": "Unit"}
NODE = {"vi": "Chỉ số", "en": "Node"}
KIND = {"vi": "Loại", "en": "Kind"}
PART = {"vi": "Phần so sánh được", "en": "Comparable part"}
DECIMALS = 4
OTHER_FRAMEWORK = {"vi": "khác bộ chỉ số", "en": "another framework"}


def print_comparison(
    comparison: YearComparison, unit: str | None, node: str, language: str
) -> None:
    """Print one node of every unit, or every node of one unit."""
    if unit is None:
        _print_units(comparison, node, language)
    else:
        _print_unit(comparison, unit, language)


def _print_units(comparison: YearComparison, node: str, language: str) -> None:
    """Print one node of every unit, block by block, the later year's best first."""
    from opendti.errors import Fault, UsageError
    from opendti.tables.comparison import matches_with

    found = matches_with(comparison, node)
    if not found:
        raise UsageError(Fault("compared_no_node", {"node": node}))
    console = screen()
    blocks = [
        # A unit that is only in one year belongs to its block of that year.
        b or a
        for a, b in zip(comparison.before.blocks, comparison.after.blocks, strict=True)
    ]
    for block in dict.fromkeys(blocks):
        for column, match in found:
            console.print(_title(block, match, language), soft_wrap=True)
            headings = [
                (UNIT[language], "left"),
                *((head, "right") for head in HEADINGS[language]),
            ]
            is_whole = node == ROOT_CODE
            shown = table(*headings, *([(PART[language], "right")] if is_whole else []))
            for row in _order(comparison, column, blocks, block):
                cells = _cells(comparison, row, column, language)
                part = [_part(comparison, row, language)] if is_whole else []
                shown.add_row(comparison.units[row], *cells, *part)
            console.print(shown)


def _title(block: str, match: Match, language: str) -> str:
    from opendti.tables.comparison import codes_of

    nodes = dict.fromkeys(filter(None, (codes_of(match.before), codes_of(match.after))))
    return f"{block}: {' → '.join(nodes)} ({_kind(match, language)})"


def _kind(match: Match, language: str) -> str:
    """Return what became of the node in words."""
    from opendti.framework.labels import PAIR_WORDS

    if match.kind == "other_framework":
        return OTHER_FRAMEWORK[language]
    return PAIR_WORDS[match.kind].in_language(language)


def _order(
    comparison: YearComparison, column: int, blocks: list[str], block: str
) -> list[int]:
    """Order a block's units by their rank in the later year, then in the earlier one."""
    last = len(blocks) + 1
    rows = [row for row, of_row in enumerate(blocks) if of_row == block]
    sides = (comparison.after, comparison.before)
    return sorted(
        rows, key=lambda row: [side.ranks[row, column] or last for side in sides]
    )


def _print_unit(comparison: YearComparison, unit: str, language: str) -> None:
    """Print every node of one unit."""
    from opendti.errors import Fault, UsageError
    from opendti.naming import find_name
    from opendti.ranking.standing import ABSENT
    from opendti.tables.comparison import codes_of

    row = find_name(unit, comparison.units)
    if row is None:
        raise UsageError(Fault("compared_no_unit", {"unit": unit}))
    headings = [(head, "right") for head in HEADINGS[language]]
    shown = table((NODE[language], "left"), *headings, (KIND[language], "left"))
    for column, match in enumerate(comparison.matches):
        sides = (comparison.before, comparison.after)
        if all(side.states[row, column] == ABSENT for side in sides):
            continue
        codes = dict.fromkeys(filter(None, map(codes_of, (match.before, match.after))))
        cells = _cells(comparison, row, column, language)
        shown.add_row(" → ".join(codes), *cells, _kind(match, language))
    console = screen()
    console.print(comparison.units[row], soft_wrap=True)
    console.print(shown)
    part = _part(comparison, row, language)
    console.print(f"{PART[language]}: {part}", soft_wrap=True)


def _cells(
    comparison: YearComparison, row: int, column: int, language: str
) -> tuple[str, ...]:
    from opendti.numeric.text import NO_VALUE

    sides = (comparison.before, comparison.after)
    values = [
        _state(int(side.states[row, column]), language)
        or _number(side.values[row, column], language)
        for side in sides
    ]
    ranks = [str(side.ranks[row, column] or NO_VALUE) for side in sides]
    change = _signed(comparison.change[row, column], language)
    ranks_gained = comparison.ranks_gained[row, column]
    growth = _percent(comparison.growth[row, column], language)
    return (*values, change, *ranks, _arrow(ranks_gained), growth)


def _state(state: int, language: str) -> str:
    """Return the word that stands instead of a value; empty where there is a value or no row."""
    from opendti.ranking.standing import ABSENT
    from opendti.scoring.answers import State
    from opendti.scoring.words import STATE_WORDS

    if state in {State.GIVEN, ABSENT}:
        return ""
    return STATE_WORDS[State(state).code].in_language(language)


def _percent(growth: float, language: str) -> str:
    """Write a share as a signed percentage with one decimal: `+15,4%`."""
    from opendti.numeric.text import NO_VALUE, format_signed

    if growth != growth:  # noqa: PLR0124 -- NaN alone differs from itself
        return NO_VALUE
    return f"{format_signed(100 * growth, 1, language)}%"


def _arrow(ranks_gained: float) -> str:
    from opendti.numeric.text import NO_VALUE

    if ranks_gained != ranks_gained:  # noqa: PLR0124 -- NaN alone differs from itself
        return NO_VALUE
    if ranks_gained == 0:
        return "="
    return f"{'↑' if ranks_gained > 0 else '↓'} {abs(int(ranks_gained))}"


def _part(comparison: YearComparison, row: int, language: str) -> str:
    """Write `0,5000 → 0,6000 (+0,1000; 80%)`: the comparable part, and how much it is."""
    from opendti.numeric.text import NO_VALUE, format_number

    part = comparison.comparable
    if part.change[row] != part.change[row]:
        return NO_VALUE
    shares = dict.fromkeys(
        format_number(100 * share[row], 1, language, trim=True)
        # As keys of a dictionary: two equal shares are printed once.
        for share in (part.share_before, part.share_after)
    )
    values = (_number(side[row], language) for side in (part.before, part.after))
    change = _signed(part.change[row], language)
    return f"{' → '.join(values)} ({change}; {' → '.join(shares)}%)"


def _number(value: float, language: str) -> str:
    from opendti.numeric.text import format_number

    return format_number(value, DECIMALS, language)


def _signed(value: float, language: str) -> str:
    from opendti.numeric.text import format_signed

    return format_signed(value, DECIMALS, language)
