"""The pages of a round ask as many queries for 100 units × 47 criteria × 5 years as for a few units of two years."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.frameworks.actions import adopt_from_library
from opendti_site.organisations.models import Unit
from opendti_site.results.actions import compute_run, start_run
from tests.site.runs import more_units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.results.models import Run

pytestmark = [pytest.mark.sqlite, pytest.mark.tampered("rows are made in bulk")]

LAST = 2026
FEW, MANY = 3, 100


@pytest.fixture
def release(coordinator: User) -> FrameworkRelease:
    return adopt_from_library("vn.moit.dti@2023", by=coordinator)


def _rounds(
    release: FrameworkRelease, root: Unit, by: User, years: Iterable[int]
) -> list[Round]:
    now = timezone.now()
    made = [
        Round(
            title=f"Kỳ {year}",
            year=year,
            release=release,
            framework_text=release.text,
            fingerprint=release.framework_fingerprint,
            root=root,
            opens_at=now - dt.timedelta(days=9),
            submit_by=now,
            state="appraisal" if year == LAST else "closed",
            created_by=by,
        )
        for year in years
    ]
    return Round.objects.bulk_create(made)


def _fill(rounds: list[Round], units: Iterable[Unit], by: User) -> None:
    """Give every unit a submitted form with a value in each criterion, accepted in the last two years."""
    forms = Submission.objects.bulk_create(
        Submission(round=round_, unit=unit, block="services", state="submitted")
        for round_ in rounds
        for unit in units
    )
    sheets = framework_page(rounds[0]).criteria_in("services")
    now = timezone.now()
    cells = [
        (form, sheet.code, sheet.items[0].id)
        for form in forms
        for sheet in sheets
        if sheet.items[0].type != "text"
    ]
    Answer.objects.bulk_create(
        Answer(
            submission=form,
            criterion=code,
            item=item,
            value=form.pk % 2,
            updated_by=by,
            updated_at=now,
        )
        for form, code, item in cells
    )
    ScoreEntry.objects.bulk_create(
        ScoreEntry(
            submission=form,
            criterion=code,
            stage="appraised",
            verdict="accepted",
            answers={item: {"value": form.pk % 2, "state": "given", "text": ""}},
            points=1,
            max_points=2,
            by=by,
        )
        for form, code, item in cells
        if form.round.year >= LAST - 1
    )


def _pages(round_: Round, run: Run) -> dict[str, str]:
    form = round_.submissions.order_by("pk")[0]
    return {
        "form": reverse("assessments:form_main", args=[form.pk, "6"]),
        "scores": reverse("assessments:unit_scores", args=[form.pk]),
        "progress": round_.get_absolute_url(),
        "appraisal": reverse("assessments:appraisal", args=[round_.pk]),
        "units": reverse("assessments:appraisal_units", args=[round_.pk]),
        "grid": reverse(
            "assessments:criterion_grid", args=[round_.pk, "appraised", "3.2"]
        ),
        "grid of a unit": reverse("assessments:unit_grid", args=[form.pk, "appraised"]),
        "runs": reverse("results:runs", args=[run.round_id]),
        "run": run.get_absolute_url(),
    }


def _queries(
    client: Client, people: tuple[User, User], pages: dict[str, str]
) -> dict[str, int]:
    coordinator, appraiser = people
    counts = {}
    for name, path in pages.items():
        is_appraisal = name in {"appraisal", "units", "grid", "grid of a unit"}
        client.force_login(appraiser if is_appraisal else coordinator)
        client.get(path)  # what is kept by the process
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        assert answer.status_code == 200, name
        counts[name] = len(asked)
    return counts


def test_queries_grow_with_neither_units_nor_years(
    client: Client,
    release: FrameworkRelease,
    ministry: Unit,
    coordinator: User,
    appraiser: User,
) -> None:
    codes = more_units(ministry, MANY)
    units = list(Unit.objects.filter(code__in=codes).order_by("pk"))
    people = coordinator, appraiser
    former, last = _rounds(release, ministry, coordinator, (LAST - 1, LAST))
    _fill([former, last], units[:FEW], coordinator)
    run = compute_run(start_run(former, "final", by=coordinator))
    few = _queries(client, people, _pages(last, run))

    _fill([former, last], units[FEW:], coordinator)
    earlier = _rounds(release, ministry, coordinator, range(LAST - 4, LAST - 1))
    _fill(earlier, units, coordinator)
    run = compute_run(start_run(former, "final", by=coordinator))
    many = _queries(client, people, _pages(last, run))

    assert many == few
