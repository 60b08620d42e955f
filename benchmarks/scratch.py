"""A scratch site to measure: a ministry of a hundred units with a round in each stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from benchmarks.sets import answers_of, library_plan
from opendti_site.accounts.actions import create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.actions import accept_rest
from opendti_site.assessments.models import Round
from opendti_site.assessments.rounds.actions import (
    RoundDraft,
    close_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.enums import RoundOrigin
from opendti_site.assessments.submissions.actions import ImportedRow, import_answers
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.frameworks.actions import adopt_from_library
from opendti_site.organisations.actions import create_unit
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.publication.models import Edition
from opendti_site.results.actions import compute_run, start_run

if TYPE_CHECKING:
    from opendti import Plan
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit

FRAMEWORK = "vn.moit.dti@2023"
BLOCK = "services"  # all 47 criteria hold for it
YEARS = (2024, 2025, 2026)
SPARED = "1.1"  # the criterion that stays to be judged


@dataclass(frozen=True)
class Scratch:
    """What was made: people, and a round in each stage."""

    coordinator: User
    appraiser: User
    reporter: User
    published: Edition
    closed: Round
    appraised: Round
    open: Round


def scratch(units: int) -> Scratch:
    """Return what stands in the database, filling it first where it is empty."""
    if not User.objects.exists():
        fill(units)
    own = Round.objects.filter(year__in=YEARS).defer("framework_text")
    closed, appraised, opened = own.order_by("year")
    people = {user.username: user for user in User.objects.all()}
    return Scratch(
        coordinator=people["coordinator"],
        appraiser=people["appraiser"],
        reporter=people["reporter"],
        published=Edition.objects.get(run__round=closed),
        closed=closed,
        appraised=appraised,
        open=opened,
    )


def fill(units: int) -> None:
    """Fill an empty database through the site's own actions."""
    chief = create_user(by=None, username="chief", full_name="Chief", is_superuser=True)
    root = create_unit(by=None, code="BO", name="Bộ")
    below = [
        create_unit(
            by=None, code=f"DV{n:04}", name=f"Đơn vị số {n}", parent=root, block=BLOCK
        )
        for n in range(units)
    ]
    release = adopt_from_library(FRAMEWORK, by=chief)
    closed, appraised, _opened_now = (
        _answered(_opened(release, root, year, chief), chief) for year in YEARS
    )
    _judged(closed, chief)
    run = compute_run(start_run(close_round(closed, by=chief), Stage.FINAL, by=chief))
    publish_run(run, EditionFacts("Kết quả 2024"), by=chief)
    _judged(appraised, chief, but=SPARED)
    _appoint("coordinator", Role.COORDINATOR, root)
    _appoint("appraiser", Role.APPRAISER, root)
    _appoint("reporter", Role.REPORTER, below[0])


def _appoint(name: str, role: Role, unit: Unit) -> None:
    user = create_user(by=None, username=name, full_name=name.title())
    grant_role(user=user, role=role, unit=unit, by=None)


def _opened(release: FrameworkRelease, root: Unit, year: int, by: User) -> Round:
    """Open a round; all but the last are past their deadline, their answers published elsewhere."""
    now, is_last = timezone.now(), year == YEARS[-1]
    draft = RoundDraft(
        title=f"Kỳ {year}",
        year=year,
        release=release,
        root=root,
        opens_at=now - dt.timedelta(days=30),
        submit_by=now + dt.timedelta(days=10 if is_last else -1),
        origin=RoundOrigin.COLLECTED if is_last else RoundOrigin.PUBLISHED_DATA,
    )
    return open_round(create_round(draft, by=by), by=by)


def _answered(round_: Round, by: User) -> Round:
    plan = library_plan(FRAMEWORK)
    rows = round_.submissions.select_related("unit").order_by("unit__path")
    answers = answers_of(plan, len(rows))
    for column in _wholes(plan):
        answers.values[:, column] += 100  # a part stays below its whole
    imported = [
        ImportedRow(row.unit.code, item, float(answers.values[index, column]))
        for index, row in enumerate(rows)
        for column, item in enumerate(plan.item_ids)
        if plan.items[column].type != "text"
    ]
    import_answers(round_, imported, by=by)
    return round_


def _wholes(plan: Plan) -> list[int]:
    """Return the columns of the items that others are a part of."""
    return [
        index
        for index, item in enumerate(plan.items)
        if item.code == "b" and item.type == "count"
    ]


def _judged(round_: Round, by: User, but: str = "") -> None:
    start_appraisal(round_, by=by)
    codes = [criterion.code for criterion in library_plan(FRAMEWORK).criteria]
    for stage in (Stage.APPRAISED, Stage.FINAL):
        for code in codes:
            if code != but:
                accept_rest(round_, code, by=by, stage=stage)
