"""A round that is open over the cast's two units, with a framework that asks for evidence."""

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


@pytest.fixture
def release(framework_text: str, coordinator: User) -> FrameworkRelease:
    text = framework_text.replace(
        "rule: {kind: ratio, target: 0.8, below: scaled}",
        "rule: {kind: ratio, target: 0.8, below: scaled}\n"
        "        evidence: {required: true, text: {vi: Báo cáo, en: Report}}",
    )
    return adopt_text(text, by=coordinator)


@pytest.fixture
def draft(release: FrameworkRelease, ministry: Unit) -> RoundDraft:
    now = timezone.now()
    return RoundDraft(
        title="Kỳ 2026",
        year=2026,
        release=release,
        root=ministry,
        opens_at=now - dt.timedelta(days=1),
        submit_by=now + dt.timedelta(days=10),
    )


@pytest.fixture
def round_(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User
) -> Round:
    return open_round(create_round(draft, by=coordinator), by=coordinator)


@pytest.fixture
def submission(round_: Round, agency: Unit) -> Submission:
    return round_.submissions.get(unit=agency)
