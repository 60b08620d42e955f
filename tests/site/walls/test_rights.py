"""Every function of every `permissions.py`: each role over each unit, two roles at once, superusers, the shut out."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from enum import Enum, auto
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
FILLERS = {REPORTER, SIGNATORY}


class Reach(Enum):
    """Where a role has to be held for a right."""

    ANYWHERE = auto()
    ABOVE = auto()
    """At the unit or above it."""
    OWNER = auto()
    """At the very unit that a round or a draft belongs to."""
    SIDE = auto()
    """On the side of the unit: at it or above it, but below the owner of the round."""


RIGHTS: dict[str, tuple[Reach, set[Role]]] = {
    "accounts.can_manage_people": (Reach.ANYWHERE, {COORDINATOR}),
    "appraisal.is_appraiser appraised": (Reach.OWNER, {APPRAISER}),
    "appraisal.is_appraiser final": (Reach.OWNER, {COUNCIL}),
    "appraisal.can_appraise appraised": (Reach.OWNER, {APPRAISER}),
    "appraisal.can_appraise final": (Reach.OWNER, {COUNCIL}),
    "appraisal.can_watch": (Reach.OWNER, OVERSEERS),
    "appraisal.can_read_minutes": (Reach.OWNER, {COUNCIL, COORDINATOR}),
    "evidence.can_add_document": (Reach.ABOVE, FILLERS),
    "frameworks.can_adopt_framework": (Reach.ANYWHERE, {COORDINATOR}),
    "frameworks.can_edit_drafts": (Reach.ANYWHERE, {COORDINATOR}),
    "frameworks.can_start_draft": (Reach.ANYWHERE, {COORDINATOR}),
    "frameworks.can_edit_draft": (Reach.OWNER, {COORDINATOR}),
    "observations.can_record": (Reach.ABOVE, {COORDINATOR, *FILLERS}),
    "organisations.can_see_units": (Reach.ANYWHERE, set(Role)),
    "organisations.can_edit_units": (Reach.ANYWHERE, {COORDINATOR}),
    "accounts.can_manage_service": (Reach.ABOVE, {COORDINATOR}),
    "organisations.can_edit": (Reach.ABOVE, {COORDINATOR}),
    "publication.can_publish": (Reach.OWNER, {COORDINATOR}),
    "requests.is_asker": (Reach.OWNER, {APPRAISER, COORDINATOR}),
    "requests.can_ask": (Reach.OWNER, {APPRAISER, COORDINATOR}),
    "results.can_see_runs": (Reach.OWNER, OVERSEERS),
    "results.can_see_any_runs": (Reach.ANYWHERE, OVERSEERS),
    "results.can_start_run": (Reach.OWNER, {COORDINATOR}),
    "rounds.can_coordinate": (Reach.OWNER, {COORDINATOR}),
    "rounds.can_oversee": (Reach.OWNER, OVERSEERS),
    "rounds.can_fill": (Reach.SIDE, FILLERS),
    "rounds.can_oversee_any": (Reach.ANYWHERE, OVERSEERS),
    "rounds.can_fill_any": (Reach.ANYWHERE, FILLERS),
    "rounds.can_appraise_any": (Reach.ANYWHERE, {APPRAISER, COUNCIL}),
    "submissions.can_sign": (Reach.SIDE, {SIGNATORY}),
    "submissions.can_extend": (Reach.OWNER, {COORDINATOR}),
    "submissions.can_take_out": (Reach.OWNER, {COORDINATOR}),
    "submissions.can_change_framework": (Reach.OWNER, {COORDINATOR}),
    "submissions.can_return": (Reach.OWNER, {COORDINATOR}),
}
"""Who may, and where they have to hold the role."""
NOT_OF_ONES_OWN = {
    "appraisal.can_appraise appraised",
    "appraisal.can_appraise final",
    "requests.can_ask",
}
"""Rights over a form that nobody has who reports or signs on the side of its unit."""
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
    "rounds.acts_for": "what can_fill and can_sign ask, with their roles",
    "rounds.overseen_by": "a filter: tests/site/assessments/rounds/test_owners.py",
    "rounds.answered_by": "a filter: tests/site/assessments/rounds/test_owners.py",
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


def asked(right: str, user: Any, unit: str, owner: str = "ministry") -> bool:
    """Ask a function about a person and a unit, in the rounds of an owner."""
    name, _, stage = right.partition(" ")
    function = FUNCTIONS[name]
    wanted = list(inspect.signature(function).parameters)[1:]
    round_ = SimpleNamespace(root=UNITS[owner])
    is_owner = RIGHTS[right][0] is Reach.OWNER and "owner" not in wanted
    known = {
        "unit": UNITS[owner if is_owner else unit],
        "owner": UNITS[owner],
        "round_": round_,
        "submission": SimpleNamespace(unit=UNITS[unit], round=round_),
        "stage": stage,
    }
    return bool(function(user, **{key: known[key] for key in wanted}))


def holds(reach: Reach, own: str, unit: str, owner: str) -> bool:
    """Say whether a role given at one's own unit reaches a unit in the rounds of an owner."""
    mine, theirs, root = (UNITS[name].path for name in (own, unit, owner))
    if reach is Reach.ABOVE:
        return theirs.startswith(mine)
    if reach is Reach.OWNER:
        return mine == root
    if reach is Reach.SIDE:
        is_below = theirs.startswith(mine) and not root.startswith(mine)
        return is_below or mine == theirs == root
    return True


def expected(
    right: str, roles: Iterable[tuple[Role, str]], unit: str, owner: str
) -> bool:
    reach, who_may = RIGHTS[right]
    roles = list(roles)
    if right in NOT_OF_ONES_OWN and any(
        role in FILLERS and holds(Reach.SIDE, own, unit, owner) for role, own in roles
    ):
        return False
    return any(
        role in who_may and holds(reach, own, unit, owner) for role, own in roles
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
def test_a_role_counts_where_it_reaches_alone(right: str):
    wrong = [
        (role.value, own, unit, owner)
        for role, own, unit, owner in product(Role, UNITS, UNITS, UNITS)
        if asked(right, who((role, own)), unit, owner)
        != expected(right, [(role, own)], unit, owner)
    ]
    assert wrong == []


@pytest.mark.parametrize("right", PRESENT)
def test_of_two_roles_each_counts_where_it_reaches(right: str):
    units = ("ministry", "agency", "department")
    pairs = [
        [(first, "agency"), (second, other)]
        for first, second, other in product(Role, Role, ("department", "ministry"))
    ]
    wrong = [
        (pair, unit, owner)
        for pair, unit, owner in product(pairs, units, units)
        if asked(right, who(*pair), unit, owner) != expected(right, pair, unit, owner)
    ]
    assert wrong == []


@pytest.mark.parametrize("right", PRESENT)
def test_superusers_may_and_nobody_else_without_a_role(right: str):
    assert asked(right, who(is_superuser=True), "agency")
    assert not asked(right, who(is_superuser=True, is_active=False), "agency")
    assert not asked(right, AnonymousUser(), "agency")
    everything = [(role, "ministry") for role in Role]
    assert not asked(right, who(*everything, is_active=False), "agency")
