"""Recording values that arrive by machine: who may, what is refused, and that rows never change."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.frozen import FrozenRowError
from opendti_site.audit.verification import verify
from opendti_site.observations.actions import record_observations
from opendti_site.observations.checking import check_deliveries
from opendti_site.observations.faults import WORDS, ObservationsRefusedError
from opendti_site.observations.models import Delivery, Observation
from opendti_site.observations.readings import NewObservation, RawMessage
from tests.site.walls.tampering import another

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
QUARTER = dt.date(2026, 1, 1), dt.date(2026, 3, 31)


def value_of(unit: Unit, value: object = 60, **given: object) -> NewObservation:
    """An observation of one item in the first quarter."""
    number = None if value is None else Decimal(str(value))
    observation = NewObservation(
        unit.pk, "vn.test.small@2026", "1.2.a", *QUARTER, number
    )
    return dataclasses.replace(observation, **given)


def sent(*rows: NewObservation, by: User, source: str = "feed") -> Delivery:
    """Record rows as a feed would send them."""
    return record_observations(rows, source=source, by=by, machine="feeds.Feed:1")


def test_a_delivery_keeps_where_its_values_came_from(agency, coordinator):
    message = RawMessage("ab" * 32, "feeds/2026/1.json", "quý I")
    rows = [value_of(agency), value_of(agency, None, state="not_measured")]
    delivery = record_observations(
        rows, source="feed", by=coordinator, machine="feeds.Feed:1", message=message
    )
    delivery.refresh_from_db()
    assert (delivery.count, delivery.source, delivery.by) == (2, "feed", coordinator)
    assert (delivery.raw_digest, delivery.raw_location) == (
        "ab" * 32,
        "feeds/2026/1.json",
    )
    given, unmeasured = delivery.observations.order_by("pk")
    assert (given.framework, given.version) == ("vn.test.small", "2026")
    assert (given.value, given.state) == (60, "given")
    assert (given.period_start, given.period_end) == QUARTER
    assert given.recorded_at == delivery.recorded_at
    assert (unmeasured.value, unmeasured.state) == (None, "not_measured")


def test_a_row_never_changes_and_never_goes(agency, coordinator):
    observation = sent(value_of(agency), by=coordinator).observations.get()
    observation.value = Decimal(90)
    for change in (
        observation.save,
        observation.delete,
        observation.delivery.delete,
        lambda: Observation.objects.update(value=90),
        Observation.objects.all().delete,
    ):
        with pytest.raises(FrozenRowError):
            change()
    assert Observation.objects.get().value == 60


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"period_end": dt.date(2025, 12, 31)}, "period_reversed"),
        ({"framework": "vn.test.small"}, "framework_without_version"),
        ({"value": None}, "value_missing"),
        ({"state": "not_measured"}, "value_not_expected"),
        ({"value": Decimal("NaN")}, "value_not_finite"),
        ({"value": Decimal(10) ** 18}, "value_too_large"),
        ({"state": "guessed"}, "state_unknown"),
    ],
)
def test_one_wrong_row_keeps_all_out_and_is_named(agency, coordinator, given, code):
    with pytest.raises(ObservationsRefusedError) as refused:
        sent(value_of(agency), value_of(agency, **given), by=coordinator)
    assert [(fault.row, fault.code) for fault in refused.value.faults] == [(1, code)]
    assert str(WORDS[code]) in str(refused.value)
    assert not Delivery.objects.exists()


def test_values_of_a_unit_come_from_its_own_people_or_its_coordinators(
    agency, department, coordinator, reporter, viewer
):
    assert sent(value_of(agency), by=reporter).count == 1
    assert sent(value_of(agency), value_of(department), by=coordinator).count == 2
    for rows, by in (
        ([value_of(agency), value_of(department)], reporter),
        ([value_of(agency)], viewer),
        ([dataclasses.replace(value_of(agency), unit=10**6)], coordinator),
    ):
        with pytest.raises(PermissionDenied):
            sent(*rows, by=by)


@pytest.mark.parametrize("source", ["form", "telepathy"])
def test_only_sources_of_machines_are_recorded_so(agency, coordinator, source):
    with pytest.raises(ActionRefusedError):
        sent(value_of(agency), by=coordinator, source=source)


def test_nothing_is_no_delivery(coordinator):
    with pytest.raises(ActionRefusedError):
        sent(by=coordinator)


def test_fifteen_digits_hold_their_digest_on_every_database(agency, coordinator):
    sent(
        value_of(agency, "123456789012.345"),
        value_of(agency, "0.12345678901234567"),
        value_of(agency, "-99999.99999999999"),
        by=coordinator,
    )
    assert verify(deep=True).findings == []


@pytest.mark.tampered("what this test is for")
def test_a_change_behind_the_site_names_the_delivery(agency, department, coordinator):
    row = sent(value_of(agency), by=coordinator).observations.get()
    other = sent(value_of(department), by=coordinator)
    # A state without its value, or with one it cannot have, is refused by the table itself.
    with pytest.raises(IntegrityError), transaction.atomic():
        _by_hand("state", "blank", row.pk)
    fields = Observation._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
    columns = [f for f in fields if not f.primary_key and f.name != "state"]
    unseen = []
    for column in columns:
        kept = getattr(row, column.attname)
        changes = {
            "delivery": other.pk,
            "unit": department.pk,
            "period_end": dt.date(2030, 1, 1),
        }
        value = changes.get(column.name, another(column, kept))
        _by_hand(column.column, value, row.pk)
        found = {(f.table, f.key) for f in check_deliveries(lambda: None)}
        if ("observations.Delivery", str(row.delivery_id)) not in found:
            unseen.append(column.name)
        _by_hand(column.column, kept, row.pk)
    assert unseen == []
    assert verify(deep=True).findings == []


def _by_hand(column: str, value: object, pk: int) -> None:
    field = Observation._meta.get_field(column.removesuffix("_id"))  # noqa: SLF001 -- Django's documented name
    stored = field.get_db_prep_save(value, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE observations_observation SET "{column}" = %s WHERE id = %s',  # noqa: S608 -- our own names
            [stored, pk],
        )
