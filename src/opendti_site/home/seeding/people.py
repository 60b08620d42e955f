"""The demo's people: nine who can sign in, and each unit's own two officers who can't."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from opendti_site.accounts.actions import create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.organisations.models import Unit

SEED = "opendti-demo"
Cast = tuple[tuple[str, str, Role, str], ...]
CAST = (
    ("minh", "Trần Văn M", Role.COORDINATOR, "bct"),
    ("ha", "Nguyễn Thị H", Role.REPORTER, "cuc-tmdt"),
    ("long", "Lê Văn L", Role.SIGNATORY, "cuc-tmdt"),
    ("thu", "Phạm Thị T", Role.REPORTER, "vu-dkt"),
    ("son", "Đỗ Văn S", Role.SIGNATORY, "vu-dkt"),
    ("quan", "Vũ Văn Q", Role.APPRAISER, "bct"),
    ("lan", "Hoàng Thị L", Role.COUNCIL, "bct"),
    ("vy", "Bùi Thị V", Role.VIEWER, "bct"),
)
PROVINCE_CAST = (
    ("phuc", "Đặng Văn P", Role.COORDINATOR, "ho-chi-minh"),
    ("nga", "Phan Thị N", Role.APPRAISER, "ho-chi-minh"),
    ("yen", "Võ Thị Y", Role.COUNCIL, "ho-chi-minh"),
    ("tuan", "Huỳnh Văn T", Role.REPORTER, "ho-chi-minh.cu-chi"),
    ("dung", "Phạm Văn D", Role.SIGNATORY, "ho-chi-minh.cu-chi"),
)
"""Placeholder names as printed forms have them (Nguyễn Văn A): no office holder has one."""
ADMINISTRATOR = ("tam", "Ngô Văn T")
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Dương", "Đinh")
MIDDLES = ("Thị", "Văn")
GIVEN = "ABCDEGHKMNPRXY"


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Who does what in the demo."""

    coordinator: User
    appraiser: User
    council: User
    reporters: Mapping[str, User]
    signatories: Mapping[str, User]


def create_people(
    ministry: Unit, units: Sequence[Unit], cast: Cast = CAST
) -> DemoPeople:
    """Create the cast of a body, then a reporter and a signatory for every unit that has none yet."""
    by_code = {unit.code: unit for unit in (ministry, *units)}
    people: dict[tuple[str, str], User] = {}
    for username, name, role, code in cast:
        user = _member(username, name, ministry.code)
        grant_role(user=user, role=role, unit=by_code[code], by=None)
        people[role, code] = user
    for unit in units:
        for role in (Role.REPORTER, Role.SIGNATORY):
            if (role, unit.code) not in people:
                people[role, unit.code] = _officer(unit, role, ministry.code)
    return DemoPeople(
        coordinator=people[Role.COORDINATOR, ministry.code],
        appraiser=people[Role.APPRAISER, ministry.code],
        council=people[Role.COUNCIL, ministry.code],
        reporters={unit.code: people[Role.REPORTER, unit.code] for unit in units},
        signatories={unit.code: people[Role.SIGNATORY, unit.code] for unit in units},
    )


def create_administrator(roots: Iterable[Unit]) -> User:
    """Add who coordinates every organisation of the demo, and so may read the whole audit log."""
    user = _member(*ADMINISTRATOR, "opendti")
    for root in roots:
        grant_role(user=user, role=Role.COORDINATOR, unit=root, by=None)
    return user


def _address(username: str, body: str) -> str:
    """Return an address that letters can be written to and that reaches nobody: `example` is reserved."""
    return f"{username}@{body}.example"


def _member(username: str, name: str, body: str) -> User:
    """Add one of those who can sign in."""
    return create_user(
        by=None,
        username=username,
        full_name=name,
        email=_address(username, body),
        password=settings.DEMO_PASSWORD,
        demo=True,
    )


def _officer(unit: Unit, role: Role, body: str) -> User:
    """Add an invented officer without a password: nobody can sign in as them."""
    chance = random.Random(f"{SEED}/{unit.code}/{role}")  # noqa: S311 -- invented names, no secret
    name = " ".join(chance.choice(part) for part in (FAMILIES, MIDDLES, GIVEN))
    username = f"{role}.{unit.code}"
    user = create_user(
        by=None,
        username=username,
        full_name=name,
        email=_address(username, body),
    )
    grant_role(user=user, role=role, unit=unit, by=None)
    return user


def create_steward(root: Unit) -> User:
    """Add the person named as coordinator of the published tables; nobody signs in as them."""
    username = "so-lieu-cong-bo"
    user = create_user(
        by=None,
        username=username,
        full_name="Tổ số liệu công bố",
        email=_address(username, "opendti"),
    )
    grant_role(user=user, role=Role.COORDINATOR, unit=root, by=None)
    return user
