"""Who has a conflict of interest about a unit neither appraises it, nor asks it, nor decides on it; pages say why."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opendti_site.accounts.actions import declare_conflict, end_conflict
from opendti_site.assessments.appraisal.actions import (
    AssignedPart,
    Judgement,
    accept_rest,
    appraise,
    assign_appraisal,
)
from opendti_site.assessments.appraisal.coverage import coverage_of
from opendti_site.assessments.appraisal.minutes import minutes_of
from opendti_site.assessments.appraisal.minutes_document import minutes_document
from opendti_site.assessments.appraisal.workload import workload_of
from opendti_site.assessments.requests.actions import Question, ask_requests
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.audit.errors import ActionRefusedError

ACCEPT = Judgement("accepted")
WORDS = "xung đột lợi ích"


def declared(person, unit):
    return declare_conflict(
        user=person,
        unit=unit,
        reason="Có người thân là lãnh đạo",
        since=timezone.localdate(),
        by=person,
    )


@pytest.fixture
def appraising(round_, submission, coordinator, clock):
    """The agency's form, in a round that is appraised."""
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    return (
        type(submission).objects.select_related("round", "unit").get(pk=submission.pk)
    )


@pytest.fixture
def bound(appraising, appraiser):
    """The appraiser, with a conflict about the unit of the form."""
    declared(appraiser, appraising.unit)
    return appraiser


def test_neither_appraises_nor_accepts_nor_asks(appraising, bound):
    round_ = appraising.round
    with pytest.raises(ActionRefusedError, match=WORDS):
        appraise(appraising, "2.1", ACCEPT, by=bound)
    assert accept_rest(round_, "2.1", by=bound) == 1
    assert not ScoreEntry.objects.filter(
        submission=appraising, stage="appraised"
    ).exists()
    question = Question("Vì sao?", timezone.now() + dt.timedelta(days=3))
    with pytest.raises(ActionRefusedError, match=WORDS):
        ask_requests(round_, "2.1", [appraising.pk], question, by=bound)


def test_a_conflict_about_all_units_leaves_nothing_to_accept(
    appraising, appraiser, ministry
):
    declared(appraiser, ministry)
    with pytest.raises(ActionRefusedError, match=WORDS):
        accept_rest(appraising.round, "2.1", by=appraiser)


def test_who_holds_no_role_learns_nothing_new(appraising, reporter):
    declared(reporter, appraising.unit)
    with pytest.raises(PermissionDenied):
        appraise(appraising, "2.1", ACCEPT, by=reporter)


def test_after_the_end_they_appraise_again(appraising, appraiser):
    made = declared(appraiser, appraising.unit)
    end_conflict(made, reason="Không còn", by=appraiser)
    appraise(appraising, "2.1", ACCEPT, by=appraiser)


def test_the_council_decides_without_its_bound_member(
    appraising, council, client, coordinator
):
    declared(council, appraising.unit)
    with pytest.raises(ActionRefusedError, match=WORDS):
        appraise(appraising, "2.1", ACCEPT, stage="final", by=council)
    minutes = minutes_of(appraising.round)
    (conflict,) = minutes.conflicts
    assert (conflict.member, conflict.unit) == (str(council), str(appraising.unit))
    document = docx.Document(io.BytesIO(minutes_document(minutes)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"{council}: {appraising.unit}, từ ngày" in text
    assert "lãnh đạo" not in text


def test_a_bound_person_is_not_assigned_and_assigned_work_is_less(
    appraising, coordinator, appraiser
):
    round_ = appraising.round
    assign_appraisal(round_, [appraiser], [AssignedPart("2")], by=coordinator)
    before = workload_of(appraiser, round_)
    declared(appraiser, appraising.unit)
    after = workload_of(appraiser, round_)
    assert 0 < after.total < before.total
    form = appraising
    assert not coverage_of(appraiser, round_).covers("2.1", form.block, form.unit.path)
    with pytest.raises(ActionRefusedError, match=WORDS):
        assign_appraisal(round_, [appraiser], [AssignedPart("1")], by=coordinator)


def test_the_grid_shows_the_unit_as_closed_and_says_why(
    appraising, bound, client, department
):
    client.force_login(bound)
    page = reverse(
        "assessments:criterion_grid", args=[appraising.round_id, "appraised", "2.1"]
    )
    shown = client.get(page, {"don-vi": appraising.pk}).content.decode()
    assert "người khác thẩm định\n" in shown
    assert "Anh/chị có khai xung đột lợi ích với đơn vị này" in shown
    assert f'id="f-{appraising.pk}"' not in shown
    assert 'id="f-' in shown
    only = client.get(page, {"loc": "xung-dot"}).content.decode()
    assert f'id="r-{appraising.pk}"' in only
    assert only.count('id="r-') == 1


def test_conflicts_cost_the_grid_no_query_each(
    appraising, appraiser, client, department
):
    client.force_login(appraiser)
    page = reverse(
        "assessments:criterion_grid", args=[appraising.round_id, "appraised", "2.1"]
    )

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(page)
        return len(seen)

    client.get(page)
    none = count()
    declared(appraiser, appraising.unit)
    one = count()
    declared(appraiser, department)
    assert count() <= one <= none


def test_the_page_of_questions_says_who_is_left_out(appraising, bound, client):
    client.force_login(bound)
    page = reverse("assessments:ask_requests", args=[appraising.round_id, "2.1"])
    shown = client.get(page).content.decode()
    assert "1 đơn vị không hiện ở đây" in shown
