"""What counts on a day and was known at a moment, beside a plain reading of all rows."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.observations.appending import append_observations
from opendti_site.observations.models import Observation
from opendti_site.observations.queries import (
    CurrentValues,
    ItemCode,
    current_values,
    history_of,
)
from opendti_site.observations.readings import NewObservation
from tests.site.observations.test_recording import sent, value_of

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)
MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LINEAGE = "vn.test.small"
CODES = [
    ItemCode("1.2.a", "1.2.a", ("2026", "2025")),
    ItemCode("1.2.b", "1.2.b", ("2026",)),
    # Written otherwise by the version before.
    ItemCode("1.2.b", "1.9.b", ("2025",)),
]
CASES = 40


def scattered(units: list[Unit], seed: int, count: int = 120) -> None:
    """Add rows of all sorts: periods that overlap, corrections, versions, sources, and other frameworks."""
    chance = random.Random(seed)  # noqa: S311 -- a test's own
    for source in ("form", "feed", "api"):
        for _ in range(count // 12):
            start = DAY + dt.timedelta(days=chance.choice([0, 0, 30, 60, 90]))
            rows = [
                NewObservation(
                    chance.choice(units).pk,
                    f"{chance.choice([LINEAGE, LINEAGE, 'vn.other'])}@{chance.choice(['2025', '2026'])}",
                    chance.choice(["1.2.a", "1.2.b", "1.9.b"]),
                    start,
                    start + dt.timedelta(days=chance.choice([0, 29])),
                    Decimal(chance.randrange(1000)),
                )
                for _ in range(4)
            ]
            at = MOMENT + dt.timedelta(days=chance.randrange(120))
            append_observations(rows, source=source, by=None, at=at)


def plainly(
    units: list[Unit], day: dt.date, known: dt.datetime | None, *, from_form: bool
) -> dict[tuple[int, str], int]:
    """Return the key of the row that counts, by going through all rows."""
    names = {(c.code, v): c.item for c in CODES for v in c.versions}
    best: dict[tuple[int, str], tuple[object, ...]] = {}
    for row in Observation.objects.filter(framework=LINEAGE, unit__in=units):
        item = names.get((row.item, row.version))
        if (
            item is None
            or row.period_start > day
            or (known and row.recorded_at > known)
        ):
            continue
        if (row.source == "form") != from_form:
            continue
        order = (row.period_start, row.period_end, row.recorded_at, row.pk)
        best[row.unit_id, item] = max(best.get((row.unit_id, item), order), order)
    return {key: order[-1] for key, order in best.items()}


@pytest.mark.tampered("adds rows of many moments without a line")
def test_any_day_and_any_moment_read_as_a_plain_search(agency, department):
    units = [agency, department]
    scattered(units, 1)
    chance = random.Random(2)  # noqa: S311 -- a test's own
    seen = 0
    for _ in range(CASES):
        day = DAY + dt.timedelta(days=chance.randrange(-5, 130))
        known = chance.choice([
            None,
            MOMENT + dt.timedelta(days=chance.randrange(-5, 130)),
        ])
        asked = chance.choice([units, [agency]])
        from_form = chance.random() < 0.5
        moments = {unit.pk: known for unit in asked}
        found = current_values(moments, LINEAGE, CODES, as_of=day, from_form=from_form)
        keys = {key: value.key for key, value in found.items()}
        assert keys == plainly(asked, day, known, from_form=from_form)
        seen += len(found)
    assert seen > CASES


def read(unit: Unit, day: dt.date, known: dt.datetime | None = None) -> CurrentValues:
    """What machines say of one unit."""
    return current_values({unit.pk: known}, LINEAGE, CODES[:1], as_of=day)


def test_each_unit_is_read_as_known_at_its_own_moment(agency, department, coordinator):
    sent(value_of(agency, 60), value_of(department, 50), by=coordinator)
    before = timezone.now()
    sent(value_of(agency, 75), value_of(department, 65), by=coordinator)
    moments = {agency.pk: before, department.pk: None}
    found = current_values(moments, LINEAGE, CODES[:1], as_of=dt.date(2026, 5, 1))
    assert {unit: value.value for (unit, _item), value in found.items()} == {
        agency.pk: 60,
        department.pk: 65,
    }


def test_a_correction_replaces_what_was_known_from_its_moment_on(agency, coordinator):
    sent(value_of(agency, 60), by=coordinator)
    before = timezone.now()
    sent(value_of(agency, 75), by=coordinator)
    key = agency.pk, "1.2.a"
    day = dt.date(2026, 5, 1)
    assert read(agency, day)[key].value == 75
    assert read(agency, day, before)[key].value == 60
    rows = history_of(agency.pk, LINEAGE, "1.2.a", "2026")
    assert [row.value for row in rows] == [75, 60]


def test_a_value_ages_from_the_end_of_its_period(agency, coordinator):
    sent(value_of(agency), by=coordinator)
    (value,) = read(agency, dt.date(2026, 4, 10)).values()
    assert [
        value.age_on(dt.date(2026, m, d)) for m, d in ((2, 1), (3, 31), (4, 10))
    ] == [
        0,
        0,
        10,
    ]
    assert read(agency, dt.date(2025, 12, 31)) == {}


def test_it_takes_one_query(agency, department, coordinator, django_assert_num_queries):
    sent(value_of(agency), value_of(department), by=coordinator)
    with django_assert_num_queries(1):
        found = current_values(
            {agency.pk: None, department.pk: None},
            LINEAGE,
            CODES,
            as_of=dt.date(2026, 4, 1),
        )
    assert len(found) == 2
    with django_assert_num_queries(0):
        assert current_values({}, LINEAGE, CODES, as_of=DAY) == {}
