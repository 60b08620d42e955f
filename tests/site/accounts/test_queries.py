"""Roles hold over a unit and everything below it, and nowhere else."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from opendti_site.accounts.actions import create_user, grant_role, revoke_role
from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import (
    has_role,
    is_over_everything,
    read_roles,
    roles_over,
    rows_of_people,
    scopes_of,
    within,
)
from opendti_site.organisations.models import Unit


def test_scopes_are_the_paths_of_the_units(reporter, agency):
    assert scopes_of(reporter) == [agency.path]
    assert scopes_of(reporter, Role.REPORTER) == [agency.path]
    assert scopes_of(reporter, Role.SIGNATORY) == []


def test_scopes_keep_only_the_widest(coordinator, ministry, agency):
    grant_role(user=coordinator, role=Role.COORDINATOR, unit=agency, by=None)
    assert scopes_of(coordinator) == [ministry.path]


def test_role_over_the_ministry_holds_over_its_units(coordinator, agency):
    assert has_role(coordinator, Role.COORDINATOR, unit=agency)


def test_role_over_a_unit_does_not_hold_over_its_neighbour(reporter, department):
    assert has_role(reporter, Role.REPORTER)
    assert not has_role(reporter, Role.REPORTER, unit=department)


def test_nobody_holds_nothing(ministry):
    assert scopes_of(AnonymousUser()) == []
    assert not has_role(AnonymousUser(), unit=ministry)


def test_inactive_person_holds_nothing(reporter):
    reporter.is_active = False
    assert scopes_of(reporter) == []


def test_superuser_holds_everything(reporter, department):
    reporter.is_superuser = True
    assert scopes_of(reporter) == [""]
    assert has_role(reporter, Role.COUNCIL, unit=department)


def test_within_no_paths_matches_nothing(agency):
    assert list(Unit.objects.filter(within([], "path"))) == []


def test_within_a_path_matches_the_subtree(ministry, agency, department):
    assert list(Unit.objects.filter(within([agency.path], "path"))) == [agency]
    assert list(Unit.objects.filter(within([ministry.path], "path"))) == [
        ministry,
        agency,
        department,
    ]


def test_within_the_empty_path_matches_everything(ministry, agency):
    assert Unit.objects.filter(within([""], "path")).count() == 2


@pytest.mark.tampered("paths are made up")
def test_paths_do_not_match_by_digits_alone(ministry):
    Unit.objects.filter(pk=ministry.pk).update(path="0001/")
    Unit.objects.create(code="X", name="X", path="10001/")
    assert Unit.objects.filter(within(["0001/"], "path")).count() == 1


def test_revoked_role_is_gone_at_once(reporter, coordinator):
    revoke_role(assignment=reporter.assignments.get(), by=coordinator)
    assert scopes_of(reporter) == []


def test_superuser_filter_holds_beside_another_in_an_or(ministry):
    every = Unit.objects.filter(within([""], "path") | Q(code="none"))
    assert list(every) == [ministry]


def test_a_stranger_is_over_nothing(ministry):
    assert not is_over_everything(AnonymousUser())


def test_roles_over_a_unit_say_whose_second_factor_is_on(coordinator, reporter, agency):
    TOTP.activate(coordinator, "A" * 32)
    found = {role.user.username: role.second_factor for role in roles_over(agency)}
    assert found == {coordinator.username: True, reporter.username: False}


def test_list_of_people_has_the_roles_below_any_unit_of_who_takes_it(
    reporter, agency, department
):
    grant_role(user=reporter, role=Role.VIEWER, unit=department, by=None)
    by = create_user(by=None, username="hai", full_name="Hai nơi")
    for unit in (agency, department):
        grant_role(user=by, role=Role.COORDINATOR, unit=unit, by=None)
    read_roles([reporter])
    rows = list(rows_of_people([reporter], by))
    assert [row[-1] for row in rows] == [agency.code, department.code]
