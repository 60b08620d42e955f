"""Conflicts of interest: declared by oneself or recorded by a coordinator, ended with a reason, never deleted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from opendti_site.accounts.actions import declare_conflict, end_conflict
from opendti_site.accounts.conflicts import (
    conflicts_between,
    has_conflict,
    read_conflicts,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import InterestConflict, User
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.organisations.models import Unit

REASON = "Từng công tác tại đơn vị"


def declared(
    user: User,
    unit: Unit,
    by: User | None = None,
    since: int = 0,
    until: int | None = None,
) -> InterestConflict:
    """Declare a conflict from some days before today on."""
    today = timezone.localdate()
    return declare_conflict(
        user=user,
        unit=unit,
        reason=REASON,
        since=today - dt.timedelta(days=since),
        until=None if until is None else today + dt.timedelta(days=until),
        by=by or user,
    )


def test_a_conflict_counts_at_once_for_the_unit_and_below(
    appraiser: User, ministry: Unit, agency: Unit, department: Unit
):
    made = declared(appraiser, agency)
    assert has_conflict(appraiser, agency)
    assert not has_conflict(appraiser, department)
    assert not has_conflict(appraiser, ministry)
    declared(appraiser, ministry)
    assert has_conflict(appraiser, department)
    line = AuditLine.objects.get(verb="declare_conflict", detail__unit=agency.code)
    assert REASON not in str(line.detail)
    assert made.state == "standing"


@pytest.mark.parametrize(
    ("since", "until", "stands"),
    [(0, None, True), (5, 0, True), (0, 3, True), (-1, None, False), (-1, 2, False)],
)
def test_it_holds_from_its_first_day_to_its_last(
    appraiser: User, agency: Unit, since: int, until: int | None, stands: object
):
    made = declared(appraiser, agency, since=since, until=until)
    assert has_conflict(appraiser, agency) is stands
    read_conflicts([appraiser])
    assert has_conflict(appraiser, agency) is stands
    assert (made.state == "standing") is stands


def test_ending_needs_a_reason_and_keeps_what_was_declared(
    appraiser: User, agency: Unit
):
    made = declared(appraiser, agency)
    with pytest.raises(ValidationError):
        end_conflict(made, reason=" … ", by=appraiser)
    ended = end_conflict(made, reason="Người thân đã nghỉ hưu", by=appraiser)
    assert not has_conflict(User.objects.get(pk=appraiser.pk), agency)
    assert (ended.reason, ended.state) == (REASON, "ended")
    assert ended.end_reason == "Người thân đã nghỉ hưu"
    with pytest.raises(ActionRefusedError, match="đã kết thúc"):
        end_conflict(made, reason="Lần nữa", by=appraiser)
    declared(appraiser, agency)


def test_what_a_coordinator_recorded_only_a_coordinator_ends(
    coordinator: User, appraiser: User, agency: Unit
):
    made = declared(appraiser, agency, by=coordinator)
    with pytest.raises(PermissionDenied):
        end_conflict(made, reason="Không còn", by=appraiser)
    end_conflict(made, reason="Không còn", by=coordinator)


def test_who_looks_after_nobody_records_nothing_of_others(
    appraiser: User, reporter: User, agency: Unit, department: Unit
):
    """Neither a colleague nor the coordinator of the unit that is appraised: the appraiser's role lies above."""
    local = person("nga", "Nga", Role.COORDINATOR, agency)
    for by in (reporter, local):
        with pytest.raises(PermissionDenied):
            declared(appraiser, agency, by=by)
    with pytest.raises(PermissionDenied):
        declared(reporter, department)


def test_unfit_declarations_are_refused(appraiser: User, agency: Unit):
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        declare_conflict(
            user=appraiser, unit=agency, reason="...", since=today, by=appraiser
        )
    with pytest.raises(ValidationError):
        declared(appraiser, agency, since=-2, until=1)
    with pytest.raises(ValidationError):
        declared(appraiser, agency, since=9, until=-1)
    declared(appraiser, agency, until=4)
    with pytest.raises(ActionRefusedError, match="đã được khai"):
        declared(appraiser, agency, since=-4)
    declared(appraiser, agency, since=-5)


def test_conflicts_of_a_time_are_those_that_stood_on_one_of_its_days(
    appraiser: User, agency: Unit, department: Unit
):
    today = timezone.localdate()
    day = dt.timedelta(days=1)
    made = declared(appraiser, agency, since=3)
    end_conflict(made, reason="Không còn", by=appraiser)
    declared(appraiser, department, since=-2)

    def units(first: dt.date, last: dt.date) -> list[int]:
        return [c.unit_id for c in conflicts_between([appraiser], first, last)]

    assert units(today, today) == [agency.pk]
    assert units(today - 9 * day, today - 4 * day) == []
    assert units(today + day, today + day) == []
    assert units(today, today + 2 * day) == [agency.pk, department.pk]


def test_a_person_declares_and_ends_on_their_own_page(
    client: Client, appraiser: User, agency: Unit
):
    client.force_login(appraiser)
    page = reverse("accounts:own_conflicts")
    today = timezone.localdate().isoformat()
    bad = client.post(page, {"unit": agency.pk, "reason": "", "since": today})
    assert bad.status_code == 422
    client.post(
        page, {"unit": agency.pk, "reason": "<b>Người thân</b>", "since": today}
    )
    shown = client.get(page).content.decode()
    assert "&lt;b&gt;Người thân&lt;/b&gt;" in shown
    made = InterestConflict.objects.get()
    client.post(
        page, {"act": "end", "conflict": made.pk, "end_reason": "Đã chuyển công tác"}
    )
    made.refresh_from_db()
    assert made.state == "ended"
    assert "Đã chuyển công tác" in client.get(page).content.decode()


def test_a_conflict_of_another_person_is_not_ended_from_a_page(
    client: Client, appraiser: User, coordinator: User, reporter: User, agency: Unit
):
    made = declared(appraiser, agency)
    client.force_login(coordinator)
    other = reverse("accounts:person_conflicts", args=[reporter.pk])
    body = {"act": "end", "conflict": made.pk, "end_reason": "Không còn"}
    assert client.post(other, body).status_code == 404
    own = reverse("accounts:person_conflicts", args=[appraiser.pk])
    client.post(own, body)
    made.refresh_from_db()
    assert made.ended_by == coordinator
