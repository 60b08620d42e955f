"""Roles given and taken back: by whom, over which unit, and what the row says at once."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from opendti_site.accounts.actions import (
    change_password,
    close_user,
    create_user,
    edit_user,
    grant_role,
    reopen_user,
    reset_password,
    revoke_role,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.permissions import (
    can_grant,
    can_manage,
    can_set_password,
)
from opendti_site.accounts.queries import has_role
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from tests.site.cast import person

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit


@pytest.fixture
def superuser(db: None) -> User:
    return create_user(by=None, username="root", full_name="Gốc", is_superuser=True)


def test_an_account_without_a_password_has_none_to_change(coordinator: User):
    made = create_user(by=coordinator, username="moi", full_name="Mới")
    assert not made.must_change_password
    assert not made.has_usable_password()


def test_an_account_from_the_command_line_keeps_its_password(db: None):
    made = create_user(by=None, username="moi", full_name="Mới", password="x")
    assert not made.must_change_password


def test_an_address_is_kept_folded(coordinator: User, reporter: User):
    made = create_user(by=None, username="moi", full_name="Mới", email="MOI@bct.vn")
    assert made.email == "moi@bct.vn"
    edit_user(user=reporter, by=coordinator, full_name="Hà", email=" HA@bct.vn")
    reporter.refresh_from_db()
    assert (reporter.full_name, reporter.email) == ("Hà", "ha@bct.vn")


def test_a_role_counts_from_the_moment_it_is_given(
    coordinator: User, reporter: User, agency: Unit
):
    assert not has_role(reporter, Role.VIEWER, unit=agency)
    given = grant_role(user=reporter, role=Role.VIEWER, unit=agency, by=coordinator)
    assert has_role(reporter, Role.VIEWER, unit=agency)
    again = grant_role(user=reporter, role=Role.VIEWER, unit=agency, by=coordinator)
    assert again == given
    kept = revoke_role(assignment=given, by=coordinator)
    assert not has_role(kept, Role.VIEWER, unit=agency)
    assert has_role(kept, Role.REPORTER, unit=agency)


def test_the_same_role_over_another_unit_is_another_role(
    coordinator: User, reporter: User, department: Unit
):
    grant_role(user=reporter, role=Role.REPORTER, unit=department, by=coordinator)
    other = person("tu", "Tú", Role.REPORTER, department)
    assert reporter.assignments.count() == 2
    assert other.assignments.count() == 1


def test_the_last_coordinator_may_give_back_another_role(
    coordinator: User, ministry: Unit
):
    viewer = grant_role(user=coordinator, role=Role.VIEWER, unit=ministry, by=None)
    revoke_role(assignment=viewer, by=coordinator)
    assert [role for role, _path in coordinator.held_roles] == [Role.COORDINATOR]


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("above", nullcontext()),
        *(
            (who, pytest.raises(ActionRefusedError, match="điều phối cuối cùng"))
            for who in ("beside", "inactive", "viewer")
        ),
    ],
)
def test_only_an_open_account_over_the_unit_is_another_coordinator(
    coordinator: User,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    who: str,
    outcome: AbstractContextManager[Any],
):
    """Of the agency's coordinator, as the ministry's own leaves too."""
    local = person("nga", "Nga", Role.COORDINATOR, agency)
    over = {"above": ministry, "beside": department}.get(who, agency)
    role = Role.VIEWER if who == "viewer" else Role.COORDINATOR
    other = person("binh", "Bình", role, over)
    if who == "inactive":
        close_user(user=other, by=coordinator)
    root = create_user(by=None, username="root", full_name="R", is_superuser=True)
    close_user(user=coordinator, by=root)
    mine = local.assignments.get()
    with outcome:
        revoke_role(assignment=mine, by=local)
    assert local.assignments.exists() is (who != "above")


def test_two_coordinators_do_not_shut_each_other_out(coordinator: User, ministry: Unit):
    """The second of them began before the first had ended."""
    other = person("hanh", "Hạnh", Role.COORDINATOR, ministry)
    meanwhile = User.objects.get(pk=other.pk)
    close_user(user=other, by=coordinator)
    with pytest.raises(ActionRefusedError, match="điều phối cuối cùng"):
        close_user(user=coordinator, by=meanwhile)
    assert User.objects.get(pk=coordinator.pk).is_active


def test_a_superuser_leaves_a_unit_without_a_coordinator(
    coordinator: User, superuser: User
):
    revoke_role(assignment=coordinator.assignments.get(), by=superuser)
    assert not coordinator.assignments.exists()


def test_not_even_a_superuser_acts_on_the_own_account(superuser: User, agency: Unit):
    before = AuditLine.objects.count()
    for act, words in (
        (lambda: close_user(user=superuser, by=superuser), "tự khóa"),
        (
            lambda: reset_password(user=superuser, password="x", by=superuser),
            "mật khẩu hiện tại",
        ),
        (
            lambda: grant_role(
                user=superuser, role=Role.COUNCIL, unit=agency, by=superuser
            ),
            "tự giao",
        ),
    ):
        with pytest.raises(ActionRefusedError, match=words):
            act()
    assert AuditLine.objects.count() == before
    assert User.objects.get(pk=superuser.pk).is_active


def test_an_account_is_closed_and_opened_in_the_row(coordinator: User, reporter: User):
    close_user(user=reporter, by=coordinator)
    assert not User.objects.get(pk=reporter.pk).is_active
    reopen_user(user=reporter, by=coordinator)
    assert User.objects.get(pk=reporter.pk).is_active


def test_a_coordinator_sets_no_password_of_a_superuser(
    coordinator: User, superuser: User
):
    with pytest.raises(PermissionDenied):
        reset_password(user=superuser, password="x", by=coordinator)


def test_a_password_is_set_by_another_and_then_by_oneself(
    coordinator: User, reporter: User
):
    def is_now(verb: str, password: str, *, must_change: bool) -> bool:
        kept = User.objects.get(pk=reporter.pk)
        line = AuditLine.objects.latest("pk")
        found = (line.verb, kept.check_password(password), kept.must_change_password)
        return found == (verb, True, must_change)

    reset_password(user=reporter, password="cua-minh", by=coordinator)
    assert is_now("reset_password", "cua-minh", must_change=True)
    change_password(user=reporter, password="cua-ha")
    assert is_now("change_password", "cua-ha", must_change=False)


def test_a_role_is_taken_back_once(coordinator: User, reporter: User, agency: Unit):
    given = grant_role(user=reporter, role=Role.VIEWER, unit=agency, by=coordinator)
    again = RoleAssignment.objects.get(pk=given.pk)
    revoke_role(assignment=given, by=coordinator)
    before = AuditLine.objects.count()
    with pytest.raises(ActionRefusedError, match="đã được thu hồi"):
        revoke_role(assignment=again, by=coordinator)
    assert AuditLine.objects.count() == before


def test_what_one_may_do_with_others_one_may_not_do_with_oneself(
    coordinator: User, reporter: User, stranger: User, agency: Unit, department: Unit
):
    local = person("nga", "Nga", Role.COORDINATOR, agency)
    asked = [(coordinator, coordinator), (coordinator, reporter), (local, stranger)]
    assert [can_set_password(*pair) for pair in asked] == [False, True, False]
    assert [can_grant(*pair, agency) for pair in asked] == [False, True, False]
    assert not can_grant(local, reporter, department)


def test_a_superuser_who_is_shut_out_looks_after_nobody(
    superuser: User, reporter: User
):
    other = create_user(by=None, username="root2", full_name="R2", is_superuser=True)
    assert can_manage(other, superuser)
    other.is_active = False
    assert not can_manage(other, superuser)
    assert not can_manage(other, reporter)
