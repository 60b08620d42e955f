"""Every function of every `permissions.py`: each role over each unit, two roles at once, superusers, the shut out."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

import opendti_site
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SITE = Path(opendti_site.__file__).parent
COORDINATOR, REPORTER, SIGNATORY = Role.COORDINATOR, Role.REPORTER, Role.SIGNATORY
APPRAISER, COUNCIL, VIEWER = Role.APPRAISER, Role.COUNCIL, Role.VIEWER
OVERSEERS = {COORDINATOR, APPRAISER, COUNCIL, VIEWER}
RIGHTS: dict[str, set[Role]] = {
    "accounts.can_manage_people": {COORDINATOR},
    "appraisal.is_appraiser appraised": {APPRAISER},
    "appraisal.is_appraiser final": {COUNCIL},
    "appraisal.can_appraise appraised": {APPRAISER},
    "appraisal.can_appraise final": {COUNCIL},
    "appraisal.can_watch": OVERSEERS,
    "appraisal.can_read_minutes": {COUNCIL, COORDINATOR},
    "evidence.can_add_document": {REPORTER, SIGNATORY},
    "frameworks.can_adopt_framework": {COORDINATOR},
    "frameworks.can_edit_drafts": {COORDINATOR},
    "frameworks.can_start_draft": {COORDINATOR},
    "frameworks.can_edit_draft": {COORDINATOR},
    "organisations.can_see_units": set(Role),
    "organisations.can_edit_units": {COORDINATOR},
    "organisations.can_edit": {COORDINATOR},
    "publication.can_publish": {COORDINATOR},
    "requests.is_asker": {APPRAISER, COORDINATOR},
    "requests.can_ask": {APPRAISER, COORDINATOR},
    "results.can_see_runs": OVERSEERS,
    "results.can_see_any_runs": OVERSEERS,
    "results.can_start_run": {COORDINATOR},
    "rounds.can_coordinate": {COORDINATOR},
    "rounds.can_oversee": OVERSEERS,
    "rounds.can_fill": {REPORTER, SIGNATORY},
    "rounds.can_oversee_any": OVERSEERS,
    "rounds.can_fill_any": {REPORTER, SIGNATORY},
    "rounds.can_appraise_any": {APPRAISER, COUNCIL},
    "submissions.can_sign": {SIGNATORY},
    "submissions.can_extend": {COORDINATOR},
    "submissions.can_take_out": {COORDINATOR},
    "submissions.can_return": {COORDINATOR},
}
"""Who may: over the unit or the round's root where the function names one, over any unit else."""
ELSEWHERE = {
    "accounts.can_manage": "about another person: tests/site/accounts",
    "accounts.can_grant": "about another person: tests/site/accounts",
    "accounts.can_erase": "about another person: tests/site/privacy",
    "organisations.can_reorganise": "about the body above as well: tests/site/organisations",
    "privacy.can_export": "about another person: tests/site/privacy",
    "accounts.can_set_password": "about another person: tests/site/accounts",
    "accounts.can_settle_proposal": "about another person: tests/site/accounts",
    "accounts.can_declare_conflict": "about another person: tests/site/accounts",
    "accounts.can_end_conflict": "about another person: tests/site/accounts",
    "accounts.refuse_conflict": "refuses in words what a permission refuses",
    "accounts.require": "asks nothing: it refuses what a permission has refused",
    "home.can_set_up": "about all organisations: tests/site/home",
    "system.can_run_system": "about all organisations: tests/site/system",
    "frameworks.can_write_crosswalks": "about all organisations: tests/site/frameworks",
    "frameworks.can_read_frameworks": "whoever is signed in reads the rules",
}
"""Functions that no table of roles and units can state, and why."""


@dataclass(frozen=True, slots=True)
class UnitPath:
    """A unit, as far as a permission looks at it."""

    path: str
    pk: int = 1
    code: str = "X"


UNITS = {
    "ministry": UnitPath("1/"),
    "agency": UnitPath("1/2/"),
    "office": UnitPath("1/2/4/"),
    "department": UnitPath("1/3/"),
    "namesake": UnitPath("1/20/"),
    "elsewhere": UnitPath("12/"),
}


def functions() -> dict[str, Callable[..., bool]]:
    """Return the functions that the permissions' modules define, by folder and name."""
    found = {}
    for path in sorted(SITE.rglob("permissions.py")):
        dotted = ".".join(path.relative_to(SITE.parent).with_suffix("").parts)
        module = importlib.import_module(dotted)
        for name, member in inspect.getmembers(module, inspect.isfunction):
            if member.__module__ == module.__name__:
                found[f"{path.parent.name}.{name}"] = member
    return found


FUNCTIONS = functions()


def who(*roles: tuple[Role, str], **more: bool) -> User:
    """Make a person who holds roles over units, without a row."""
    user = User(username="ai", is_active=more.get("is_active", True))
    user.is_superuser = more.get("is_superuser", False)
    user.__dict__["held_roles"] = [(role, UNITS[unit].path) for role, unit in roles]
    user.__dict__["conflict_paths"] = []
    return user


def asked(right: str, user: Any, unit: str) -> bool:
    """Ask a function about a person and a unit, or the round whose root it is."""
    name, _, stage = right.partition(" ")
    function = FUNCTIONS[name]
    known = {"unit": UNITS[unit], "round_": SimpleNamespace(root=UNITS[unit])}
    if stage:
        known["stage"] = stage
    wanted = list(inspect.signature(function).parameters)[1:]
    return bool(function(user, **{key: known[key] for key in wanted}))


def names_a_unit(right: str) -> bool:
    parameters = inspect.signature(FUNCTIONS[right.partition(" ")[0]]).parameters
    return bool({"unit", "round_"} & set(parameters))


def expected(right: str, roles: Iterable[tuple[Role, str]], unit: str) -> bool:
    return any(
        role in RIGHTS[right]
        and (not names_a_unit(right) or UNITS[unit].path.startswith(UNITS[own].path))
        for role, own in roles
    )


PRESENT = [right for right in RIGHTS if right.partition(" ")[0] in FUNCTIONS]


def test_every_permission_is_listed():
    listed = {right.partition(" ")[0] for right in RIGHTS} | set(ELSEWHERE)
    assert len(FUNCTIONS) > 15
    assert set(FUNCTIONS) - listed == set(), (
        "list their roles in RIGHTS of tests/site/walls/test_rights.py, "
        "or name them in ELSEWHERE with the reason"
    )


@pytest.mark.parametrize("right", PRESENT)
def test_a_role_counts_over_its_unit_and_below_alone(right: str):
    wrong = [
        (role.value, own, unit)
        for role, own, unit in product(Role, UNITS, UNITS)
        if asked(right, who((role, own)), unit) != expected(right, [(role, own)], unit)
    ]
    assert wrong == []


@pytest.mark.parametrize("right", PRESENT)
def test_of_two_roles_each_counts_over_its_own_unit(right: str):
    pairs = [
        [(first, "agency"), (second, "department")]
        for first, second in product(Role, Role)
    ]
    wrong = [
        (pair, unit)
        for pair, unit in product(pairs, ("ministry", "agency", "department"))
        if asked(right, who(*pair), unit) != expected(right, pair, unit)
    ]
    assert wrong == []


@pytest.mark.parametrize("right", PRESENT)
def test_superusers_may_and_nobody_else_without_a_role(right: str):
    assert asked(right, who(is_superuser=True), "agency")
    assert not asked(right, who(is_superuser=True, is_active=False), "agency")
    assert not asked(right, AnonymousUser(), "agency")
    everything = [(role, "ministry") for role in Role]
    assert not asked(right, who(*everything, is_active=False), "agency")
