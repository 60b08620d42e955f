"""A round that is open for some days, over units whose people have addresses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.accounts.actions import create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.frameworks.actions import adopt_text
from tests.site.runs import round_

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit

__all__ = ["round_"]


@pytest.fixture(autouse=True)
def _mail(settings: SettingsWrapper) -> None:
    settings.MAIL_IS_SET = True
    settings.REMINDER_HOUR = 0


def reached(
    username: str, role: Role, unit: Unit, email: str = "", **more: str
) -> User:
    """Add a person with an address and a role."""
    user = create_user(
        by=None,
        username=username,
        full_name=username.title(),
        email=email or f"{username}@bct.example.vn",
        **more,
    )
    grant_role(user=user, role=role, unit=unit, by=None)
    return user


@pytest.fixture
def hoa(agency: Unit) -> User:
    return reached("hoa", Role.REPORTER, agency)


@pytest.fixture
def running(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> Round:
    """A round whose deadline is in ten days."""
    now = timezone.now()
    draft = RoundDraft(
        title="Kỳ đang mở",
        year=2026,
        release=adopt_text(framework_text, by=coordinator),
        root=ministry,
        opens_at=now - dt.timedelta(days=1),
        submit_by=now + dt.timedelta(days=10),
    )
    return open_round(create_round(draft, by=coordinator), by=coordinator)
