"""A framework on the shelf, and a round that is open over the cast's two units."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.frameworks.actions import adopt_text

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit

THIRD = """\
  - code: "3"
    title: {vi: An toàn số, en: Digital safety}
    nodes:
      - code: "3.1"
        title: {vi: Có phương án ứng cứu sự cố, en: Has a plan for incidents}
        points: 10
        rule: {kind: yes_no}
"""


@pytest.fixture
def release(framework_text: str, coordinator: User) -> FrameworkRelease:
    """A framework on the shelf: three main indicators, and one criterion asks for evidence."""
    named = framework_text.replace("id: vn.test.small", "id: vn.test.asked")
    asked = named.replace(
        "rule: {kind: ratio, target: 0.8, below: scaled}",
        "rule: {kind: ratio, target: 0.8, below: scaled}\n"
        "        evidence: {required: true, text: {vi: Báo cáo, en: Report}}",
    )
    return adopt_text(asked + THIRD, by=coordinator)


@pytest.fixture
def round_(
    release: FrameworkRelease,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> Round:
    """A round that is open for ten more days."""
    now = timezone.now()
    draft = RoundDraft(
        title="Kỳ 2026",
        year=2026,
        release=release,
        root=ministry,
        opens_at=now - dt.timedelta(days=1),
        submit_by=now + dt.timedelta(days=10),
    )
    return open_round(create_round(draft, by=coordinator), by=coordinator)


@pytest.fixture
def submission(round_: Round, agency: Unit) -> Submission:
    """The agency's submission."""
    return round_.submissions.get(unit=agency)
