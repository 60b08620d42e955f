"""The minutes of the council: each decision that differs from the appraisal, for who may read them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest
from django.urls import reverse

from opendti_site.assessments.appraisal.actions import Judgement, accept_rest, appraise
from opendti_site.assessments.appraisal.grid import criterion_grid_view
from opendti_site.assessments.appraisal.minutes import minutes_of
from opendti_site.assessments.appraisal.rows import GridPage
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.submissions.actions import ImportedRow, import_answers

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from tests.site.clock import Clock


@pytest.fixture
def decided(
    round_: Round,
    submission: Submission,
    coordinator: User,
    appraiser: User,
    council: User,
    clock: Clock,
) -> Round:
    """1.2 of the agency: 40 of 100 declared, 30 appraised, 20 decided; the other unit as declared."""
    rows = [ImportedRow("CucTMDT", "1.2.a", 40), ImportedRow("CucTMDT", "1.2.b", 100)]
    import_answers(round_, rows, by=coordinator)
    clock.pass_deadline(round_)
    round_ = start_appraisal(round_, by=coordinator)
    lower = Judgement("corrected", "Trùng", {"1.2.a": "30", "1.2.b": "100"})
    appraise(submission, "1.2", lower, by=appraiser)
    lowest = Judgement("corrected", "Không có hồ sơ", {"1.2.a": "20", "1.2.b": "100"})
    appraise(submission, "1.2", lowest, stage="final", by=council)
    accept_rest(round_, "1.2", stage="final", by=council)
    return round_


def test_the_council_sees_where_an_appraisal_is_missing(
    decided: Round, council: User, appraiser: User
) -> None:
    page = GridPage(wanted="chua-tham-dinh")
    view = criterion_grid_view(decided, "1.2", "final", council, page)
    first = criterion_grid_view(decided, "1.2", "appraised", appraiser, page)

    assert view
    assert first
    assert [row.submission.unit.code for row in view.rows] == ["VuDKT"]
    assert "unappraised" in {flag.code for row in view.rows for flag in row.flags}
    assert first.rows == ()


def test_minutes_list_what_differs_with_points_before_and_after(
    decided: Round, council: User
) -> None:
    minutes = minutes_of(decided)

    (decision,) = minutes.decisions
    assert minutes.decided == 2
    assert minutes.members == (str(council),)
    assert (decision.values_before, decision.values_after) == (
        "a: 30; b: 100",
        "a: 20; b: 100",
    )
    assert decision.points_before == pytest.approx(7.5)
    assert decision.points_after == pytest.approx(5)
    assert (decision.is_appraised, decision.reason) == (True, "Không có hồ sơ")


def test_a_decision_whose_appraisal_has_changed_is_counted_and_not_listed(
    decided: Round, submission: Submission, appraiser: User
) -> None:
    other = Judgement("corrected", "Đếm lại", {"1.2.a": "35", "1.2.b": "100"})
    appraise(submission, "1.2", other, by=appraiser)

    minutes = minutes_of(decided)

    assert (minutes.decided, minutes.stale, minutes.decisions) == (1, 1, ())


def test_the_document_is_for_council_and_coordinators(
    decided: Round,
    coordinator: User,
    council: User,
    appraiser: User,
    reporter: User,
    client: Client,
) -> None:
    url = reverse("assessments:minutes_file", args=[decided.pk])
    answers = {}
    for person in (coordinator, council, appraiser, reporter):
        client.force_login(person)
        answers[person] = client.get(url)

    assert [answer.status_code for answer in answers.values()] == [200, 200, 403, 403]
    document = docx.Document(BytesIO(answers[council].content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    (head, *_rest), decision = (
        [cell.text for cell in row.cells] for row in document.tables[1].rows
    )
    assert decided.title in text
    assert head == "TT"
    assert decision[4:7] == ["a: 20; b: 100", "7,50", "5,00"]
    assert "Không có hồ sơ" in decision[7]
