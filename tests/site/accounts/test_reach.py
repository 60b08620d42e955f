"""A coordinator's reach over people ends where the units end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.accounts.actions import close_user, create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import can_manage
from opendti_site.accounts.queries import (
    demo_people,
    is_over_everything,
    people_known_to,
    units_coordinated_by,
    within,
)
from tests.site.cast import person

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit


@pytest.fixture
def local(agency: Unit) -> User:
    """Nam coordinates the agency alone."""
    return person("nam", "Đinh Nam", Role.COORDINATOR, agency)


@pytest.fixture
def both(agency: Unit, department: Unit) -> User:
    """Oanh reports for two units."""
    user = person("oanh", "Mai Oanh", Role.REPORTER, agency)
    grant_role(user=user, role=Role.REPORTER, unit=department, by=None)
    return user


@pytest.fixture
def nobody(db: None) -> User:
    return create_user(by=None, username="khong", full_name="Không Vai")


@pytest.fixture
def superuser(db: None) -> User:
    return create_user(by=None, username="goc", full_name="Gốc", is_superuser=True)


def test_who_is_looked_after_holds_roles_in_ones_units_alone(
    local: User, coordinator: User, reporter: User, stranger: User, both: User
):
    assert can_manage(local, reporter)
    assert not can_manage(local, stranger)
    assert not can_manage(local, both)
    assert not can_manage(local, coordinator)
    assert all(
        can_manage(coordinator, person) for person in (reporter, stranger, both, local)
    )


def test_two_subtrees_of_ones_own_are_enough_together(
    local: User, both: User, department: Unit
):
    grant_role(user=local, role=Role.COORDINATOR, unit=department, by=None)
    assert can_manage(local, both)


def test_other_roles_look_after_nobody(
    reporter: User, appraiser: User, viewer: User, both: User, nobody: User
):
    for user in (reporter, appraiser, viewer):
        assert not can_manage(user, both)
        assert not can_manage(user, nobody)
        assert list(people_known_to(user)) == []
        assert list(units_coordinated_by(user)) == []


def test_people_without_roles_are_for_who_coordinates_the_whole(
    local: User, coordinator: User, superuser: User, nobody: User
):
    assert [is_over_everything(person) for person in (coordinator, superuser)] == [
        True
    ] * 2
    assert can_manage(coordinator, nobody)
    assert can_manage(superuser, nobody)
    assert not is_over_everything(local)
    assert not can_manage(local, nobody)


def test_superusers_are_for_superusers(coordinator: User, superuser: User):
    other = create_user(by=None, username="goc2", full_name="Gốc 2", is_superuser=True)
    assert not can_manage(coordinator, superuser)
    assert can_manage(other, superuser)


def test_a_superuser_with_a_role_is_for_superusers_still(
    coordinator: User, superuser: User, agency: Unit
):
    grant_role(user=superuser, role=Role.REPORTER, unit=agency, by=None)
    assert not can_manage(coordinator, superuser)


@pytest.mark.usefixtures("stranger", "superuser")
def test_the_list_of_people_shows_whom_one_knows(
    local: User, coordinator: User, reporter: User, both: User, nobody: User
):
    assert set(people_known_to(local)) == {local, reporter, both}
    known = [person.username for person in people_known_to(coordinator)]
    assert sorted(known) == ["an", "ha", "khong", "minh", "nam", "oanh"]
    assert nobody in set(people_known_to(coordinator))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ha", {"ha"}),
        ("HÀ lê", {"ha"}),
        ("le thu", {"ha"}),
        ("hà nam", set()),
        ("", {"ha", "nam"}),
        ("xyz", set()),
    ],
)
def test_people_are_found_by_all_the_words(
    local: User, reporter: User, stranger: User, text: str, found: set[str]
):
    assert {person.username for person in people_known_to(local, text)} == found


def test_units_to_give_roles_over_are_ones_own(
    local: User, coordinator: User, ministry: Unit, agency: Unit, department: Unit
):
    assert list(units_coordinated_by(local)) == [agency]
    assert list(units_coordinated_by(coordinator)) == [ministry, agency, department]


def test_the_people_of_the_demo_have_open_accounts(reporter: User):
    details = {"demo": True}
    shown = create_user(by=None, username="demo", full_name="Diễn", **details)
    shut = create_user(by=None, username="dong", full_name="Đóng", **details)
    root = create_user(by=None, username="root", full_name="Gốc", is_superuser=True)
    close_user(user=shut, by=root)
    assert list(demo_people()) == [shown]


def test_the_empty_path_matches_rows_without_a_unit_too(nobody: User, reporter: User):
    everyone = User.objects.filter(within([""], "assignments__unit__path"))
    assert set(everyone) == {nobody, reporter}
    some = User.objects.filter(within(["none/"], "assignments__unit__path"))
    assert list(some) == []


@pytest.mark.django_db
def test_nobody_is_over_everything_where_there_is_nothing_yet() -> None:
    user = create_user(by=None, username="lan", full_name="Lan", password=None)
    assert not is_over_everything(user)
