"""Which items of an earlier version of a framework ask for the same as those of a later one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache, cached

from opendti.errors import CrosswalkError
from opendti.framework.crosswalk import (
    CrosswalkDefinition,
    pairs_of,
    parse_crosswalk,
)
from opendti.framework.model import Framework
from opendti.framework.proposal import propose_crosswalk
from opendti.plan.model import PlanItem
from opendti_site.frameworks.bridge.releases import FrameworkSource, describe
from opendti_site.frameworks.sheets import CriterionSheet, FrameworkPage

CACHE_SIZE = 64
"""Pairs of frameworks that one process keeps."""
REPORTED = "report"
_MATCHES: LRUCache[tuple[str, str, str], ItemMatches] = LRUCache(CACHE_SIZE)


@dataclass(frozen=True, slots=True)
class ItemMatches:
    """
    What an earlier framework has for the criteria and items of a later one.

    All map from the later code to the earlier one. `same` holds an item only where every
    item of its criterion has the same code, kind, unit and options as before. `items` are those of
    them that units report.
    """

    criteria: Mapping[str, str]
    items: Mapping[str, str]
    same: Mapping[str, str]


def matches_between(
    before: FrameworkSource, after: FrameworkSource, crosswalk: str = ""
) -> ItemMatches:
    """Return which items are the same in the frameworks of two rounds or releases, by a crosswalk's text or by code and title."""
    return _matches(before, after, crosswalk)


def _key(
    before: FrameworkSource, after: FrameworkSource, crosswalk: str
) -> tuple[str, str, str]:
    return before.framework_fingerprint, after.framework_fingerprint, crosswalk


@cached(_MATCHES, key=_key, lock=Lock())
def _matches(
    before: FrameworkSource, after: FrameworkSource, crosswalk: str
) -> ItemMatches:
    earlier, later = describe(before), describe(after)
    criteria = _criteria(earlier, later, crosswalk)
    sheets = {sheet.code: sheet for sheet in earlier.criteria()}
    reported: dict[str, str] = {}
    found: dict[str, str] = {}
    for sheet in later.criteria():
        former = sheets.get(criteria.get(sheet.code, ""))
        if former and _form(sheet) == _form(former):
            pairs = zip(sheet.items, former.items, strict=True)
            same = {item.id: old.id for item, old in pairs}
            found |= same
            reported |= same if _is_reported(sheet) else {}
    return ItemMatches(criteria, reported, found)


def _criteria(
    earlier: FrameworkPage, later: FrameworkPage, crosswalk: str
) -> dict[str, str]:
    """Return the earlier code of each later criterion that stands for one earlier criterion alone."""
    before, after = earlier.framework, later.framework
    if before == after:
        return {sheet.code: sheet.code for sheet in later.criteria()}
    table = _read(crosswalk, before, after) or propose_crosswalk(before, after)
    return {
        pair.after[0][0]: pair.before[0][0]
        for pair in pairs_of(table, before, after)
        if len(pair.before) == 1 == len(pair.after)
    }


def _read(
    crosswalk: str, before: Framework, after: Framework
) -> CrosswalkDefinition | None:
    if not crosswalk:
        return None
    known = {before.identity: before, after.identity: after}
    try:
        return parse_crosswalk(crosswalk, known.__getitem__)[0]
    except CrosswalkError:  # its own page lists what is wrong with it
        return None


def _is_reported(sheet: CriterionSheet) -> bool:
    # What a feed, a survey or a panel gives is measured anew each year.
    return sheet.criterion.collected_from == REPORTED


def _form(sheet: CriterionSheet) -> list[object]:
    """Return what must be equal for a value to mean the same."""
    return [_item_form(item) for item in sheet.items]


def _item_form(item: PlanItem) -> object:
    unit = item.unit.vi if item.unit else ""
    return item.code, item.type, unit, [option.code for option in item.options]
