"""A closed round over the cast's two units, with answers whose scores were worked by hand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.submissions.actions import ImportedRow, import_answers
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.frameworks.actions import adopt_text
from opendti_site.organisations.actions import create_unit
from opendti_site.results.actions import compute_run, start_run
from tests.site.clock import shifted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

# 10 + 20 · 0.6/0.8 + 6 + 40 · 30/40 + 5 = 66 of 90; 0 + 20 + 10 + 10 = 40 of 50.
ANSWERS = (
    (
        "CucTMDT",
        {
            "1.1.a": 1,
            "1.2.a": 60,
            "1.2.b": 100,
            "2.1.a": 3,
            "2.2.a": 30,
            "2.2.b": 40,
            "2.3.a": "part",
        },
    ),
    ("VuDKT", {"1.1.a": 0, "1.2.a": 80, "1.2.b": 100, "2.1.a": 9, "2.3.a": "full"}),
)


def answered(
    round_: Round,
    by: User,
    rows: Sequence[tuple[str, dict[str, float | str]]] = ANSWERS,
) -> None:
    """Bring the answers in."""
    imported = [
        ImportedRow(unit, item, value)
        for unit, answers in rows
        for item, value in answers.items()
    ]
    import_answers(round_, imported, by=by)


def opened(
    text: str, root: Unit, by: User, *, year: int = 2026, illustrative: bool = False
) -> Round:
    """Open a round, twenty days ago, whose deadline has passed."""
    now = timezone.now()
    draft = RoundDraft(
        title=f"Kỳ {year}",
        year=year,
        release=adopt_text(text, by=by),
        root=root,
        opens_at=now - dt.timedelta(days=20),
        submit_by=now - dt.timedelta(days=1),
        illustrative=illustrative,
    )
    with shifted(days=-20):
        return open_round(create_round(draft, by=by), by=by)


def more_units(root: Unit, count: int) -> list[str]:
    """Add units with services below the root; returns their codes."""
    made = [
        create_unit(
            by=None, code=f"CUC{n}", name=f"Cục số {n}", parent=root, block="services"
        )
        for n in range(count)
    ]
    return [unit.code for unit in made]


@pytest.fixture
def round_(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> Round:
    """A closed round with the hand-worked answers."""
    made = opened(framework_text, ministry, coordinator)
    answered(made, coordinator)
    return close_round(start_appraisal(made, by=coordinator), by=coordinator)


@pytest.fixture
def run(round_: Round, coordinator: User) -> Run:
    """A finished run of the final scores."""
    return compute_run(start_run(round_, Stage.FINAL, by=coordinator))
