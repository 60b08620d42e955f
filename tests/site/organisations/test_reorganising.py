"""Mergers and splits of units: what they write, what they refuse, and what the pages show first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from opendti_site.accounts.actions import (
    declare_conflict,
    end_conflict,
    grant_role,
)
from opendti_site.accounts.conflicts import has_conflict
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import InterestConflict, RoleAssignment
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.organisations.actions import (
    create_unit,
    merge_units,
    preview_merge,
    split_unit,
)
from opendti_site.organisations.models import Succession, Unit
from opendti_site.organisations.queries import changes_of
from opendti_site.organisations.reorganisation import (
    Merger,
    NewUnit,
    ReorganisationOrder,
    UnitSplit,
)
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User

TODAY = timezone.localdate()
ORDER = ReorganisationOrder(on=TODAY, document="15/NQ-CP", reason="Sắp xếp bộ máy")
NEW = NewUnit(code="CucMoi", name="Cục Mới", block="services")


def below(unit: Unit, code: str = "Phong") -> Unit:
    return create_unit(by=None, code=code, name=f"Phòng {code}", parent=unit)


def merger_of(*units: Unit, into: Unit | NewUnit = NEW, order=ORDER) -> Merger:
    return Merger(units, into, units[0].parent, order)


def test_merge_ends_the_old_units_and_moves_what_is_below(
    agency: Unit, department: Unit, coordinator: User
) -> None:
    room = below(agency)
    deep = below(room, "To")

    new = merge_units(merger_of(agency, department), by=coordinator)

    assert (new.parent, new.opened_on) == (agency.parent, TODAY)
    for old in (agency, department):
        old.refresh_from_db()
        assert old.closed_on == TODAY
    room.refresh_from_db()
    deep.refresh_from_db()
    assert room.parent == new
    assert deep.path.startswith(room.path)
    assert room.path.startswith(new.path)
    links = Succession.objects.values_list("predecessor", "successor", "document")
    assert set(links) == {
        (agency.pk, new.pk, "15/NQ-CP"),
        (department.pk, new.pk, "15/NQ-CP"),
    }
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.detail["moved"]) == ("merge_units", ["Phong"])


def test_merge_into_a_unit_that_goes_on_makes_it_its_own_successor(
    agency: Unit, department: Unit, coordinator: User
) -> None:
    kept = merge_units(merger_of(department, into=agency), by=coordinator)

    assert kept == agency
    kept.refresh_from_db()
    assert kept.closed_on is None
    old = Succession.objects.filter(successor=agency).values_list("predecessor")
    assert {pk for (pk,) in old} == {agency.pk, department.pk}
    (taken,) = changes_of(agency)
    assert (taken.units, taken.is_origin, taken.goes_on) == ((department,), True, True)
    (gone,) = changes_of(department)
    assert (gone.units, gone.is_origin, gone.goes_on) == ((agency,), False, False)


def test_split_sends_children_where_they_are_told_and_the_rest_to_the_first_part(
    agency: Unit, coordinator: User
) -> None:
    one, two = below(agency, "P1"), below(agency, "P2")
    parts = [NewUnit("CucA", "Cục A"), NewUnit("CucB", "Cục B")]
    split = UnitSplit(agency, parts, ORDER, children={two.pk: 1})

    made = split_unit(split, by=coordinator)

    agency.refresh_from_db()
    assert agency.closed_on == TODAY
    for child, parent in ((one, made[0]), (two, made[1])):
        child.refresh_from_db()
        assert child.parent == parent


def test_split_of_a_part_leaves_the_unit_and_its_children(
    agency: Unit, coordinator: User
) -> None:
    stays, goes = below(agency, "P1"), below(agency, "P2")
    part = NewUnit("CucA", "Cục A")
    split = UnitSplit(agency, [part], ORDER, keeps=True, children={goes.pk: 0})

    (made,) = split_unit(split, by=coordinator)

    for unit in (agency, stays, goes):
        unit.refresh_from_db()
    assert agency.closed_on is None
    assert (stays.parent, goes.parent) == (agency, made)
    (change,) = changes_of(agency)
    assert (change.units, change.is_origin, change.goes_on) == ((made,), False, True)


def conflicts_about(unit: Unit) -> list[tuple[str, str]]:
    found = InterestConflict.objects.filter(unit=unit).order_by("pk")
    return [(row.user.username, row.reason) for row in found]


def declared(user: User, unit: Unit, until: int | None = None) -> InterestConflict:
    return declare_conflict(
        user=user,
        unit=unit,
        reason="Từng công tác",
        since=TODAY - dt.timedelta(days=9),
        until=None if until is None else TODAY + dt.timedelta(days=until),
        by=user,
    )


def test_conflicts_of_interest_hold_about_the_unit_into_which_others_merge(
    agency: Unit, department: Unit, coordinator: User, appraiser: User, viewer: User
) -> None:
    declared(appraiser, agency)
    ended = declared(viewer, department)
    end_conflict(ended, reason="Đã thôi", by=coordinator)

    new = merge_units(merger_of(agency, department), by=coordinator)

    assert conflicts_about(new) == [(appraiser.username, "Từng công tác")]
    assert conflicts_about(agency) == conflicts_about(new)  # what was declared stays
    appraiser.forget_roles()
    assert has_conflict(appraiser, new)
    line = AuditLine.objects.get(verb="carry_conflicts")
    assert line.detail["unit"] == agency.code
    assert "Từng" not in str(line.detail)


def test_conflicts_of_interest_hold_about_every_part_of_a_unit_that_is_divided(
    agency: Unit, coordinator: User, appraiser: User
) -> None:
    made = declared(appraiser, agency, until=20)
    parts = [NewUnit("CucA", "Cục A"), NewUnit("CucB", "Cục B")]

    units = split_unit(UnitSplit(agency, parts, ORDER), by=coordinator)

    for unit in units:
        assert conflicts_about(unit) == [(appraiser.username, "Từng công tác")]
        (carried,) = InterestConflict.objects.filter(unit=unit)
        assert (carried.since, carried.until) == (made.since, made.until)


def test_conflicts_of_interest_go_with_the_part_that_leaves_a_unit(
    agency: Unit, coordinator: User, appraiser: User
) -> None:
    declared(appraiser, agency)
    goes = below(agency, "P2")
    part = NewUnit("CucA", "Cục A")
    split = UnitSplit(agency, [part], ORDER, keeps=True, children={goes.pk: 0})

    (made,) = split_unit(split, by=coordinator)

    appraiser.forget_roles()
    goes.refresh_from_db()
    assert [has_conflict(appraiser, unit) for unit in (agency, made, goes)] == [
        True
    ] * 3


def test_roles_move_but_ones_own_and_those_of_people_of_elsewhere(
    agency: Unit, department: Unit, ministry: Unit, coordinator: User, reporter: User
) -> None:
    other = create_unit(by=None, code="TINH", name="Tỉnh khác", kind="province")
    stranger = person("la", "Người Lạ", Role.SIGNATORY, agency)
    grant_role(user=stranger, role=Role.VIEWER, unit=other, by=None)
    grant_role(user=coordinator, role=Role.VIEWER, unit=agency, by=None)
    order = ReorganisationOrder(TODAY, "1/QĐ", "Sắp xếp", moves_roles=True)

    new = merge_units(merger_of(agency, department, order=order), by=coordinator)

    held = RoleAssignment.objects.filter(unit__in=[agency, new])
    assert set(held.values_list("user__username", "unit__code")) == {
        ("ha", "CucMoi"),
        ("la", "CucTMDT"),
        ("minh", "CucTMDT"),
    }


def test_preview_writes_nothing_and_names_all(
    agency: Unit, department: Unit, coordinator: User, reporter: User
) -> None:
    room = below(agency)
    before = AuditLine.objects.count()
    order = ReorganisationOrder(TODAY, "1/QĐ", "Sắp xếp", moves_roles=True)

    effect = preview_merge(merger_of(agency, department, order=order), coordinator)

    assert [child for child, _parent in effect.moved] == [room]
    assert [move.assignment.user for move in effect.roles_moved] == [reporter]
    assert AuditLine.objects.count() == before
    assert not Unit.objects.filter(code="CucMoi").exists()
    assert RoleAssignment.objects.filter(user=reporter, unit=agency).exists()


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (ReorganisationOrder(TODAY + dt.timedelta(1), "1", "Lý do"), "tương lai"),
        (ReorganisationOrder(TODAY, " ", "Lý do"), "số văn bản"),
        (ReorganisationOrder(TODAY, "1", "..."), "lý do"),
    ],
)
def test_merge_refuses_an_order_that_does_not_hold(
    agency: Unit, department: Unit, coordinator: User, order, words: str
) -> None:
    with pytest.raises(ActionRefusedError, match=words):
        merge_units(merger_of(agency, department, order=order), by=coordinator)
    assert not Succession.objects.exists()


def test_merge_refuses_what_makes_no_sense(
    agency: Unit, department: Unit, coordinator: User
) -> None:
    inside = below(agency)
    for merger, words in (
        (merger_of(agency), "ít nhất hai"),
        (merger_of(agency, into=agency), "một đơn vị khác"),
        (merger_of(agency, into=inside), "sẽ kết thúc"),
    ):
        with pytest.raises(ActionRefusedError, match=words):
            merge_units(merger, by=coordinator)
    merge_units(merger_of(agency, department), by=coordinator)
    with pytest.raises(ActionRefusedError, match="đã kết thúc"):
        merge_units(merger_of(agency, department), by=coordinator)


def test_only_who_coordinates_the_body_above_reorganises(
    agency: Unit, department: Unit, ministry: Unit, coordinator: User
) -> None:
    own = person("cuc", "Của Cục", Role.COORDINATOR, agency)

    with pytest.raises(PermissionDenied):
        merge_units(merger_of(agency, department), by=own)
    with pytest.raises(PermissionDenied):
        split_unit(UnitSplit(agency, [NEW], ORDER, keeps=True), by=own)
    with pytest.raises(PermissionDenied):
        split_unit(UnitSplit(ministry, [NEW], ORDER, keeps=True), by=coordinator)


def test_merge_page_shows_the_effect_before_it_writes(
    client: Client, agency: Unit, department: Unit, coordinator: User, reporter: User
) -> None:
    room = below(agency)
    client.force_login(coordinator)
    there = f"{agency.get_absolute_url()}hop-nhat/"
    fields = {
        "others": [department.pk],
        "into": "",
        "code": "CucMoi",
        "name": "Cục Mới",
        "on": TODAY.strftime("%d/%m/%Y"),
        "document": "15/NQ-CP",
        "reason": "Sắp xếp",
        "rule": "mean",
        "roles": "keep",
    }

    assert "Hợp nhất cùng với" in client.get(there).content.decode()
    answer = client.post(there, fields)
    page = answer.content.decode()
    assert f"{room.name} → Cục Mới" in page
    assert "2 đơn vị kết thúc, còn 1 đơn vị" in page
    assert not Unit.objects.filter(code="CucMoi").exists()
    stale = client.post(there, fields | {"confirmed": "khac"})
    assert stale.status_code == 200
    assert not Unit.objects.filter(code="CucMoi").exists()

    stamp = answer.context["stamp"]
    done = client.post(there, fields | {"confirmed": stamp}, follow=True)

    shown = done.content.decode()
    assert "Hợp nhất từ" in shown
    assert agency.name in shown
    assert "15/NQ-CP" in shown
    old = client.get(agency.get_absolute_url()).content.decode()
    assert "Hợp nhất vào" in old
    assert "hop-nhat/" not in old


def test_split_page_shows_the_effect_and_splits(
    client: Client, agency: Unit, coordinator: User
) -> None:
    room = below(agency)
    client.force_login(coordinator)
    there = f"{agency.get_absolute_url()}tach/"
    fields = {
        "code_1": "CucA",
        "name_1": "Cục A",
        "code_2": "CucB",
        "name_2": "Cục B",
        f"child_{room.pk}": "1",
        "on": TODAY.strftime("%d/%m/%Y"),
        "document": "15/NQ-CP",
        "reason": "Sắp xếp",
        "rule": "mean",
        "roles": "keep",
    }
    wrong = client.post(there, fields | {f"child_{room.pk}": "3"})
    assert "Chưa ghi đơn vị này" in wrong.content.decode()

    answer = client.post(there, fields)
    assert f"{room.name} → Cục B" in answer.content.decode()
    client.post(there, fields | {"confirmed": answer.context["stamp"]})

    room.refresh_from_db()
    assert room.parent.code == "CucB"
    page = client.get(agency.get_absolute_url()).content.decode()
    assert "Tách thành" in page


def test_a_unit_takes_in_others_twice_on_one_day(
    agency: Unit, department: Unit, ministry: Unit, coordinator: User
) -> None:
    third = create_unit(by=None, code="VuBa", name="Vụ Ba", parent=ministry)
    for old in (department, third):
        merge_units(merger_of(old, into=agency), by=coordinator)

    assert Succession.objects.filter(successor=agency).count() == 3
