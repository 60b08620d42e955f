"""A criterion that is compared with other units: its points wait, and then move with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.appraisal.grid import criterion_grid_view
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    save_answers,
)
from opendti_site.assessments.submissions.bridge import score_in_round
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.organisations.actions import create_unit

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock


@pytest.fixture
def framework_text(framework_text: str) -> str:
    return framework_text.replace("{kind: count, each: 2}", "{kind: relative}")


@pytest.fixture
def department(ministry: Unit) -> Unit:
    return create_unit(
        by=None,
        code="VuDKT",
        name="Vụ Dầu khí và Than",
        parent=ministry,
        kind="department",
        block="services",
    )


@pytest.fixture
def filled(round_: Round, submission: Submission, coordinator: User) -> Submission:
    rows = [
        ImportedRow("CucTMDT", "1.1", 1),
        ImportedRow("CucTMDT", "2.1", 3.0),
        ImportedRow("VuDKT", "2.1", 6.0),
    ]
    import_answers(round_, rows, by=coordinator)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def appraised(
    filled: Submission, round_: Round, coordinator: User, clock: Clock
) -> Submission:
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    return filled


def test_its_points_wait_and_are_in_no_sum_of_the_form(
    filled: Submission, reporter: User, client: Client
) -> None:
    assert filled.points == 10.0
    save_answers(filled, {"2.1": PostedField("5")}, by=reporter)
    filled.refresh_from_db()
    assert (filled.points, filled.max_points) == (10.0, 90.0)

    client.force_login(reporter)
    page = client.get(
        reverse("assessments:form_main", args=[filled.pk, "2"])
    ).content.decode()
    assert "Chờ các đơn vị khác." in page
    assert "chưa gồm 1 tiêu chí phải so sánh giữa các đơn vị." in page


def test_unit_reads_nothing_of_the_others_off_its_score_sheet(
    filled: Submission, reporter: User, coordinator: User, client: Client
) -> None:
    url = reverse("assessments:unit_scores", args=[filled.pk])
    client.force_login(reporter)
    page = client.get(url).content.decode()
    assert "chưa gồm 1 tiêu chí phải so sánh giữa các đơn vị" in page
    assert "5,00" not in page
    client.force_login(coordinator)
    assert "5,00" in client.get(url).content.decode()


def test_appraisers_see_it_beside_the_others(appraised: Submission) -> None:
    score = score_in_round(appraised, "self")
    assert score.criteria["2.1"].points == 5.0
    assert (score.points, score.waiting) == (15.0, 0)


def test_appraised_points_move_when_the_best_unit_is_corrected(
    appraised: Submission, department: Unit, appraiser: User
) -> None:
    entry = appraise(appraised, "2.1", Judgement("accepted"), by=appraiser)
    assert entry.points == 5.0
    best = appraised.round.submissions.get(unit=department)
    lower = Judgement("corrected", reason="Trùng", texts={"2.1.a": "4"})
    appraise(best, "2.1", lower, by=appraiser)

    view = criterion_grid_view(appraised.round, "2.1", "appraised", appraiser)
    assert view is not None
    points = {row.submission.unit.code: row.points["appraised"] for row in view.rows}
    assert points == {"CucTMDT": 7.5, "VuDKT": 10.0}
    assert score_in_round(appraised, "appraised").criteria["2.1"].points == 7.5
