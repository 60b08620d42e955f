"""Rounds, forms, runs and editions in any state, as rows beside the actions."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.home.queries.groups import Task
from opendti_site.home.queries.tasks import tasks_of
from opendti_site.organisations.models import Unit
from opendti_site.publication.models import Edition
from opendti_site.results.models import Run

if TYPE_CHECKING:
    from opendti_site.accounts.models import User


START = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)


END = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)


APPRAISED = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)


YEARS = count(2100, -1)
"""Rounds are listed by year: the first that a test makes stands first."""


def round_in(state: str, root: Unit, by: User, **values: object) -> Round:
    """Write a round in a state."""
    columns = {
        "year": next(YEARS),
        "title": f"Kỳ {state}",
        "opens_at": START,
        "submit_by": END,
        "appraise_by": APPRAISED,
        "fingerprint": "sha256:0",
    }
    return Round.objects.create(
        root=root, created_by=by, state=state, **columns | values
    )


def form_in(state: str, round_: Round, unit: Unit, **values: object) -> Submission:
    """Write a form in a state: of ten criteria, none filled in."""
    columns = {"state": state, "block": "services", "total": 10}
    return Submission.objects.create(round=round_, unit=unit, **columns | values)


def run_in(state: str, round_: Round, by: User, stage: str = "final", **values) -> Run:
    """Write a run in a state."""
    return Run.objects.create(
        round=round_, stage=stage, state=state, started_by=by, inputs="{}", **values
    )


def edition_of(run: Run, by: User) -> Edition:
    """Write an edition of a run."""
    return Edition.objects.create(
        run=run,
        round=run.round,
        root=run.round.root,
        year=2026,
        slug=f"ban-{run.pk}",
        published_by=by,
        manifest={},
    )


def appraised(form: Submission, criterion: str, by: User, stage: str = "appraised"):
    """Write an entry that accepts a criterion."""
    return ScoreEntry.objects.create(
        submission=form,
        criterion=criterion,
        stage=stage,
        verdict=Verdict.ACCEPTED,
        max_points=10,
        by=by,
    )


def tasks_in(user: User, role: Role) -> list[Task]:
    return next(group.tasks for group in tasks_of(user) if group.role == role)
