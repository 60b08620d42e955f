"""Where a role takes two people: one coordinator proposes, another one confirms, declines, or lets it pass."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from opendti_site.accounts.actions import (
    add_person,
    close_user,
    confirm_role_proposal,
    grant_role,
    import_people,
    propose_role,
    reset_password,
    revoke_role,
    withdraw_role_proposal,
)
from opendti_site.accounts.actions.lists import preview_people
from opendti_site.accounts.enums import Role, RoleChange
from opendti_site.accounts.models import RoleAssignment, RoleProposal, User
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.home.queries.role_tasks import roles_to_confirm
from opendti_site.organisations.actions import merge_units
from opendti_site.organisations.reorganisation import Merger, ReorganisationOrder
from opendti_site.ui.list_tables.bridge import read_table
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.actions import ImportResult
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock


@pytest.fixture
def second(ministry: Unit) -> User:
    """Thu coordinates beside Minh."""
    return person("thu", "Phan Anh Thư", Role.COORDINATOR, ministry)


@pytest.fixture(autouse=True)
def _by_two(settings: SettingsWrapper) -> None:
    settings.SECOND_PERSON = ["roles"]


def proposed(
    user: User, unit: Unit, by: User, role: Role = Role.VIEWER, change: str = "give"
) -> RoleProposal:
    return propose_role(user=user, role=role, unit=unit, change=change, by=by)


def roles_of(user: User) -> set[str]:
    return set(user.assignments.values_list("role", flat=True))


def test_nobody_gives_or_takes_a_role_alone(
    coordinator: User, reporter: User, agency: Unit
):
    with pytest.raises(ActionRefusedError, match="người thứ hai"):
        grant_role(user=reporter, role=Role.VIEWER, unit=agency, by=coordinator)
    with pytest.raises(ActionRefusedError, match="người thứ hai"):
        revoke_role(assignment=reporter.assignments.get(), by=coordinator)
    made = proposed(reporter, agency, coordinator)
    with pytest.raises(ActionRefusedError, match="khác người đề nghị"):
        confirm_role_proposal(made, by=coordinator)
    assert roles_of(reporter) == {"reporter"}


def test_a_second_coordinator_gives_and_takes(
    coordinator: User, second: User, reporter: User, agency: Unit
):
    made = proposed(reporter, agency, coordinator)
    assert len(roles_to_confirm(second)) == 1
    assert roles_to_confirm(coordinator) == []
    confirm_role_proposal(made, by=second)
    assert roles_of(reporter) == {"reporter", "viewer"}
    with pytest.raises(ActionRefusedError, match="đã được xử lý"):
        confirm_role_proposal(made, by=second)
    with pytest.raises(ActionRefusedError, match="đã như vậy"):
        proposed(reporter, agency, coordinator)
    taken = proposed(reporter, agency, second, change=RoleChange.TAKE)
    confirm_role_proposal(taken, by=coordinator)
    assert roles_of(reporter) == {"reporter"}


def test_whose_password_the_proposer_set_is_no_second_person(
    coordinator: User, second: User, reporter: User, agency: Unit, clock: Clock
):
    made = proposed(reporter, agency, coordinator)
    reset_password(user=second, password="Mot-mat-khau-dai-9", by=coordinator)
    with pytest.raises(ActionRefusedError, match="cách đăng nhập"):
        confirm_role_proposal(made, by=second)
    assert roles_of(reporter) == {"reporter"}
    clock.move_on(days=31)
    confirm_role_proposal(proposed(reporter, agency, coordinator), by=second)


def test_who_may_no_longer_propose_gives_nothing(
    coordinator: User, second: User, reporter: User, agency: Unit
):
    made = proposed(reporter, agency, coordinator)
    close_user(user=coordinator, by=second)
    with pytest.raises(ActionRefusedError, match="không còn quyền"):
        confirm_role_proposal(made, by=second)
    assert roles_of(reporter) == {"reporter"}


def test_it_is_declined_with_a_reason_or_withdrawn_without(
    coordinator: User, second: User, reporter: User, agency: Unit
):
    made = proposed(reporter, agency, coordinator)
    with pytest.raises(ActionRefusedError, match="đang chờ"):
        proposed(reporter, agency, second)
    with pytest.raises(ActionRefusedError, match="lý do"):
        withdraw_role_proposal(made, by=second)
    declined = withdraw_role_proposal(made, by=second, reason="Chưa có quyết định")
    assert declined.state == "declined"
    again = proposed(reporter, agency, coordinator)
    assert withdraw_role_proposal(again, by=coordinator).state == "withdrawn"
    assert roles_of(reporter) == {"reporter"}


@pytest.mark.tampered("a proposal is made older")
def test_after_its_time_it_makes_room(
    coordinator: User, second: User, reporter: User, agency: Unit
):
    made = proposed(reporter, agency, coordinator)
    past = timezone.now() - dt.timedelta(days=15)
    RoleProposal.objects.filter(pk=made.pk).update(proposed_at=past)
    with pytest.raises(ActionRefusedError, match="quá hạn"):
        confirm_role_proposal(made, by=second)
    assert roles_to_confirm(second) == []
    confirm_role_proposal(proposed(reporter, agency, coordinator), by=second)


def test_who_does_not_look_after_the_person_settles_nothing(
    coordinator: User, reporter: User, agency: Unit, department: Unit
):
    elsewhere = person("nga", "Nga", Role.COORDINATOR, department)
    made = proposed(reporter, agency, coordinator)
    for by in (elsewhere, reporter):
        with pytest.raises(PermissionDenied):
            confirm_role_proposal(made, by=by)
        with pytest.raises(PermissionDenied):
            withdraw_role_proposal(made, by=by, reason="Không")
    with pytest.raises(ActionRefusedError, match="tự giao"):
        proposed(coordinator, agency, coordinator)


def test_who_lost_the_role_confirms_nothing_any_more(
    coordinator: User, second: User, ministry: Unit
):
    third = person("ba", "Ba", Role.COORDINATOR, ministry)
    taken = proposed(second, ministry, coordinator, Role.COORDINATOR, RoleChange.TAKE)
    confirm_role_proposal(taken, by=third)
    other = proposed(third, ministry, coordinator, Role.COORDINATOR, RoleChange.TAKE)
    with pytest.raises(PermissionDenied):
        confirm_role_proposal(other, by=User.objects.get(pk=second.pk))


def test_a_new_person_has_no_role_before_it_is_confirmed(
    coordinator: User, second: User, agency: Unit
):
    made = add_person(
        by=coordinator,
        role=Role.REPORTER,
        unit=agency,
        password="",
        username="moi",
        full_name="Mới",
        email="",
    )
    assert not made.assignments.exists()
    confirm_role_proposal(made.role_proposals.get(), by=second)
    assert roles_of(made) == {"reporter"}


def test_a_merger_proposes_what_would_move_roles(
    coordinator: User, second: User, reporter: User, agency: Unit, department: Unit
):
    order = ReorganisationOrder(
        on=timezone.localdate(),
        document="12/QĐ-BCT",
        reason="Sắp xếp lại",
        moves_roles=True,
    )
    merge_units(Merger([agency], department, None, order), by=coordinator)
    assert RoleAssignment.objects.get(user=reporter).unit == agency
    waiting = list(reporter.role_proposals.order_by("pk"))
    assert [(row.change, row.unit) for row in waiting] == [
        ("give", department),
        ("take", agency),
    ]
    for row in waiting:
        confirm_role_proposal(row, by=second)
    assert RoleAssignment.objects.get(user=reporter).unit == department


def test_pages_propose_list_and_settle(
    client: Client, coordinator: User, second: User, reporter: User, agency: Unit
):
    client.force_login(coordinator)
    grant = reverse("accounts:grant", args=[reporter.pk])
    client.post(grant, {"role": "viewer", "unit": agency.pk})
    made = RoleProposal.objects.get()
    own = reverse("accounts:person", args=[reporter.pk])
    assert "Chờ người thứ hai" in client.get(own).content.decode()
    page = reverse("accounts:role_proposals")
    assert 'value="confirm"' not in client.get(page).content.decode()
    client.force_login(second)
    assert 'value="confirm"' in client.get(page).content.decode()
    client.post(page, {"proposal": made.pk, "act": "decline", "reason": "<i>Chưa</i>"})
    shown = client.get(page).content.decode()
    assert "&lt;i&gt;Chưa&lt;/i&gt;" in shown
    client.post(page, {"proposal": made.pk, "act": "confirm"})
    assert roles_of(reporter) == {"reporter"}
    people = client.get(reverse("accounts:people")).content.decode()
    assert page in people


LIST = (
    "Tên đăng nhập,Họ và tên,Thư điện tử,Vai trò,Đơn vị\n"
    "lan.ngo,Ngô Lan,,reporter,CucTMDT\n"
    "lan.ngo,Ngô Lan,,viewer,CucTMDT\n"
)


def brought(by: User) -> ImportResult:
    table = read_table("nguoi.csv", LIST.encode())
    return import_people(table=table, by=by, invite=False)


def test_a_list_adds_people_and_proposes_their_roles(
    coordinator: User, second: User, agency: Unit
):
    done = brought(coordinator)

    lan = User.objects.get(username="lan.ngo")
    assert (done.created, done.roles) == (1, 2)
    assert roles_of(lan) == set()
    made = list(RoleProposal.objects.order_by("pk"))
    assert [(row.user, row.role, row.unit, row.change) for row in made] == [
        (lan, "reporter", agency, "give"),
        (lan, "viewer", agency, "give"),
    ]
    assert len(roles_to_confirm(second)) == 1
    with pytest.raises(ActionRefusedError, match="khác người đề nghị"):
        confirm_role_proposal(made[0], by=coordinator)
    confirm_role_proposal(made[0], by=second)
    assert roles_of(lan) == {"reporter"}


def test_a_list_that_comes_again_proposes_nothing_twice(
    coordinator: User, second: User, agency: Unit
):
    brought(coordinator)
    made = RoleProposal.objects.order_by("pk").first()
    assert made
    confirm_role_proposal(made, by=second)

    again = brought(second)

    assert (again.created, again.roles) == (0, 0)
    assert RoleProposal.objects.count() == 2


def test_the_preview_of_a_list_leaves_no_proposal(coordinator: User, agency: Unit):
    done = preview_people(read_table("nguoi.csv", LIST.encode()), coordinator)

    assert done.roles == 2
    assert not RoleProposal.objects.exists()
    assert not User.objects.filter(username="lan.ngo").exists()
