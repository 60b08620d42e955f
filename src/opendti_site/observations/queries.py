"""Reads of observations: what counts on a day, as it was known at a moment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import RawQuerySet

from opendti_site.observations.models import NEWEST_FIRST, Observation

SEPARATOR = "|"
NEWEST = """\
SELECT seen.* FROM {tables} {newest} (
  SELECT {columns} FROM observations_observation found
  WHERE found.unit_id = units.key AND found.framework = %s AND found.item = codes.code
    AND {of_source} AND found.period_start <= %s
    AND (units.known_at IS NULL OR found.recorded_at <= units.known_at)
    AND {position}(codes.versions, {separator} || found.version || {separator}) > 0
  ORDER BY found.period_start DESC, found.period_end DESC, found.recorded_at DESC, found.id DESC
  LIMIT 1
) {end}
"""
"""The newest observation of each unit and item: one step into an index each, however many came before."""
JOINS = {
    "postgresql": ("CROSS JOIN LATERAL", "found.*", "seen"),
    "sqlite": ("JOIN observations_observation seen ON seen.id =", "found.id", ""),
}
TABLES = {
    # Arrays, whose lengths the planner sees: it takes a query of unknown size for one worth compiling.
    "postgresql": "unnest(%s::bigint[], %s::timestamptz[]) units(key, known_at),"
    " unnest(%s::text[], %s::text[]) codes(code, versions)",
    "sqlite": "(SELECT json_extract(value, '$[0]') AS key, json_extract(value, '$[1]') AS known_at"
    " FROM json_each(%s)) units,"
    " (SELECT json_extract(value, '$[0]') AS code, json_extract(value, '$[1]') AS versions"
    " FROM json_each(%s)) codes",
}
POSITION = {"postgresql": "strpos", "sqlite": "instr"}


class ItemCode(NamedTuple):
    """How some versions of a framework write an item.

    `item` is the item as the reader names it, `code` what these versions call it.
    """

    item: str
    code: str
    versions: tuple[str, ...]


class CurrentValue(NamedTuple):
    """The observation of an item that counts on a day."""

    period_start: dt.date
    period_end: dt.date
    recorded_at: dt.datetime
    key: int
    unit: int
    item: str
    value: Decimal | None
    text: str
    state: str
    source: str
    reason: str

    def age_on(self, day: dt.date) -> int:
        """Return how many days before a day its period ended; 0 within the period."""
        return max(0, (day - self.period_end).days)


CurrentValues = dict[tuple[int, str], CurrentValue]
"""By the unit's key and the item."""
Moments = Mapping[int, dt.datetime | None]
"""By the unit's key the moment until which its values are known; None for today."""


def current_values(
    units: Moments,
    framework: str,
    codes: Sequence[ItemCode],
    *,
    as_of: dt.date,
    from_form: bool = False,
) -> CurrentValues:
    """Return what counts on a day for each unit and item, as it was known at the unit's moment.

    That is the observation of the latest period that had begun by the day, and of that period the one
    recorded last. `framework` is the name without a version. `from_form` asks for what forms saved, else for
    what machines sent. It takes one query, whatever the number of units and items.
    """
    if not units or not codes:
        return {}
    names = {(c.code, version): c.item for c in codes for version in c.versions}
    found = _newest(units, framework, codes, as_of, from_form=from_form)
    values: CurrentValues = {}
    for observation in found:
        row = _current(observation, names[observation.item, observation.version])
        kept = values.get((row.unit, row.item))
        # An item that versions write differently comes once for each code: the newest counts.
        if kept is None or row > kept:
            values[row.unit, row.item] = row
    return values


def _current(row: Observation, item: str) -> CurrentValue:
    return CurrentValue(
        row.period_start,
        row.period_end,
        row.recorded_at,
        row.pk,
        row.unit_id,
        item,
        row.value,
        row.text,
        row.state,
        row.source,
        row.reason,
    )


def _newest(
    units: Moments,
    framework: str,
    codes: Sequence[ItemCode],
    as_of: dt.date,
    *,
    from_form: bool,
) -> RawQuerySet[Observation]:
    """Return the newest observation of each unit and code."""
    day = connection.ops.adapt_datefield_value(as_of)
    adapt = connection.ops.adapt_datetimefield_value
    moments = [at and adapt(at) for at in units.values()]
    codes_of = [c.code for c in codes]
    versions = [SEPARATOR.join(("", *c.versions, "")) for c in codes]
    tables: list[object] = [list(units), moments, codes_of, versions]
    if connection.vendor == "sqlite":
        pairs = zip(units, moments, strict=True), zip(codes_of, versions, strict=True)
        tables = [json.dumps(list(rows)) for rows in pairs]
    return Observation.objects.raw(_sql(from_form=from_form), [*tables, framework, day])


def _sql(*, from_form: bool) -> str:
    """Return the query for the newest observations."""
    vendor = connection.vendor
    newest, columns, end = JOINS[vendor]
    of_form = "found.source = 'form'"
    return NEWEST.format(
        tables=TABLES[vendor],
        newest=newest,
        columns=columns,
        end=end,
        of_source=of_form if from_form else f"NOT ({of_form})",
        position=POSITION[vendor],
        separator=f"'{SEPARATOR}'",
    )


def history_of(
    unit: int, framework: str, item: str, version: str
) -> QuerySet[Observation]:
    """Return all observations of an item of a unit; each replaces the one that follows it, of the same source and period."""
    found = Observation.objects.filter(
        unit=unit, framework=framework, item=item, version=version
    )
    return found.select_related("delivery__by").order_by(*NEWEST_FIRST)
