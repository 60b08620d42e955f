"""The edition that the columns of change compare with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opendti_site.organisations.enums import SuccessionKind
from opendti_site.organisations.models import Succession, Unit
from opendti_site.publication.models import Edition
from opendti_site.publication.queries import current_editions
from opendti_site.publication.queries.past import keys_of
from opendti_site.publication.successions import links_in
from opendti_site.results.bridge import inheritance_of
from opendti_site.results.models import Run

Family = list[Succession]
"""All links of one act from one successor."""
CARRIED = ("predecessor", "mean", "sum", "not_comparable", "missing")
"""How a unit may come by its past other than by itself, in the engine's words."""


def previous_edition_of(run: Run) -> Edition | None:
    """Return the newest edition of an earlier year that a run can be compared with.

    By the same framework over the same units, of the same stage (what units say of themselves is
    no result of an appraisal), and made up only where the run is.
    """
    earlier = current_editions().filter(
        fingerprint=run.fingerprint,
        root=run.round.root_id,
        stage=run.stage,
        illustrative=run.round.illustrative,
        year__lt=run.round.year,
    )
    return earlier.order_by("-year", "-pk").first()


def successions_between(previous: Edition | None, run: Run) -> list[dict[str, Any]]:
    """Return the mergers and splits by which the units of a run came of those of an earlier edition.

    Each entry is one successor with its predecessors, named as they are called now, and with how it
    comes by its past.
    """
    if previous is None:
        return []
    units = set(run.unit_keys.values())
    keys = keys_of(previous)
    families = _families_before(units, set(keys.values()))
    kept = [_entry(family) for family in families]
    if not kept:
        return []
    origins = inheritance_of(previous, keys, links_in(kept)).origins
    for entry in kept:
        past, unknown = origins.get(entry["unit"]["key"], ("", ()))
        entry["past"] = past if entry["unit"]["key"] in units else ""
        entry["unknown"] = [
            old for old in entry["predecessors"] if old["key"] in unknown
        ]
    # Links of a time before or after both change nothing, and are not to be spoken of.
    return kept if any(entry["past"] in CARRIED for entry in kept) else []


def _families_before(units: set[int], earlier: set[int]) -> list[Family]:
    """Follow the successions back from a run's units, the earliest first."""
    found: list[Family] = []
    seen: set[int] = set()
    wanted = units
    while wanted:
        seen |= wanted
        rows = Succession.objects.filter(successor__in=wanted)
        families = [
            family
            for family in _by_act(rows.select_related("predecessor", "successor"))
            if _applies(family, units, earlier)
        ]
        found += families
        wanted = {row.predecessor_id for family in families for row in family} - seen
    return sorted(found, key=lambda family: (family[0].on, family[0].pk))


def _by_act(rows: Iterable[Succession]) -> list[Family]:
    families: dict[tuple[object, ...], Family] = {}
    for row in rows:
        families.setdefault((row.successor_id, row.on, row.document), []).append(row)
    return list(families.values())


def _applies(family: Family, units: set[int], earlier: set[int]) -> bool:
    """Return whether a merger or split lies between the earlier edition and the run."""
    successor = family[0].successor_id
    old = {row.predecessor_id for row in family}
    goes_on = successor in old
    # A run that still has a predecessor is of a time before, whenever it is published; but for a
    # unit that gave away a part, which a run of after has too.
    is_split = family[0].kind == SuccessionKind.SPLIT
    if not is_split and (old - {successor}) & units:
        return False
    # An earlier edition that has the new unit is of a time after.
    return goes_on or successor not in earlier


def _entry(family: Family) -> dict[str, Any]:
    first = family[0]
    return {
        "unit": _named(first.successor),
        "predecessors": [_named(row.predecessor) for row in family],
        "kind": first.kind,
        "on": first.on.isoformat(),
        "document": first.document,
        "rule": first.rule,
    }


def _named(unit: Unit) -> dict[str, Any]:
    return {
        "key": unit.pk,
        "code": unit.code,
        "name": unit.name,
        "name_en": unit.name_en,
    }
