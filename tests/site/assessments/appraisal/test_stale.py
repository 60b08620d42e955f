"""An entry counts only for what it appraised."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.appraisal.actions import Judgement, accept_rest, appraise
from opendti_site.assessments.appraisal.grid import criterion_grid_view
from opendti_site.assessments.appraisal.queries import (
    progress_by_criterion,
    undecided_in,
)
from opendti_site.assessments.evidence.actions import waive_evidence
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    return_submission,
    save_answers,
)
from opendti_site.assessments.submissions.bridge import score_in_round
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.stages import stale_entries
from tests.site.assessments.appraising import seen_in

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from tests.site.clock import Clock

ACCEPT = Judgement("accepted")
GRID = "/tham-dinh/{}/lan-1/1.2/"


@pytest.fixture
def appraised(
    round_: Round,
    submission: Submission,
    coordinator: User,
    appraiser: User,
    clock: Clock,
) -> Submission:
    """A submission whose 1.2 (40 of 100, half of the points) is accepted."""
    rows = [ImportedRow("CucTMDT", "1.2.a", 40), ImportedRow("CucTMDT", "1.2.b", 100)]
    import_answers(round_, rows, by=coordinator)
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    clock.move_on(hours=1)
    appraise(submission, "1.2", ACCEPT, by=appraiser)
    clock.move_on(hours=1)
    due = clock.now() + dt.timedelta(days=30)
    return_submission(submission, reason="Xem lại", due_at=due, by=coordinator)
    return submission


def points(submission: Submission, stage: str) -> float | None:
    return score_in_round(submission, stage).criteria["1.2"].points


def retype(submission: Submission, by: User, text: str) -> None:
    save_answers(submission, {"1.2.a": PostedField(text)}, by=by)


def stale(submission: Submission) -> set[str]:
    return {stage for _pk, _code, stage in stale_entries([submission.pk])}


def test_an_accepted_value_does_not_count_for_the_one_that_took_its_place(
    appraised: Submission, reporter: User, appraiser: User
) -> None:
    assert (points(appraised, "appraised"), stale(appraised)) == (10.0, set())

    retype(appraised, reporter, "80")

    assert stale(appraised) == {"appraised"}
    assert points(appraised, "appraised") == points(appraised, "self") == 20.0
    appraise(appraised, "1.2", ACCEPT, by=appraiser)
    assert (points(appraised, "appraised"), stale(appraised)) == (20.0, set())


def test_a_correction_waits_to_be_confirmed_when_the_unit_says_something_else(
    appraised: Submission, reporter: User, appraiser: User
) -> None:
    lower = Judgement("corrected", "Trùng", {"1.2.a": "20", "1.2.b": "100"})
    appraise(appraised, "1.2", lower, by=appraiser)
    retype(appraised, reporter, "80")
    assert (points(appraised, "appraised"), stale(appraised)) == (20.0, {"appraised"})

    appraise(appraised, "1.2", lower, by=appraiser)

    assert (points(appraised, "appraised"), stale(appraised)) == (5.0, set())


def test_evidence_that_changed_is_looked_at_again(
    appraised: Submission, reporter: User
) -> None:
    waive_evidence(appraised, "1.2", "Đang số hóa", by=reporter)

    assert stale(appraised) == {"appraised"}


def test_a_value_put_back_is_the_one_that_was_appraised(
    appraised: Submission, reporter: User
) -> None:
    retype(appraised, reporter, "80")
    retype(appraised, reporter, "40")

    assert stale(appraised) == set()


def test_a_decision_of_the_council_does_not_outlive_the_appraisal_it_stands_on(
    appraised: Submission, appraiser: User, council: User
) -> None:
    appraise(appraised, "1.2", ACCEPT, stage="final", by=council)
    lower = Judgement("corrected", "Trùng", {"1.2.a": "20", "1.2.b": "100"})

    appraise(appraised, "1.2", lower, by=appraiser)

    assert stale(appraised) == {"final"}
    assert points(appraised, "final") == 5.0


def test_what_is_stale_is_shown_and_counts_as_undecided(
    appraised: Submission, reporter: User, appraiser: User, client: Client
) -> None:
    before = undecided_in(appraised.round)
    retype(appraised, reporter, "80")
    client.force_login(appraiser)
    page = client.get(GRID.format(appraised.round_id)).content.decode()
    after = undecided_in(appraised.round)
    (main,) = (
        progress
        for progress in progress_by_criterion(appraised.round, appraiser)
        if progress.node.code == "1"
    )

    assert "Cần xem lại" in page
    assert (before.stale, after.stale, after.is_nothing) == (0, 1, False)
    assert before.without_entry == after.without_entry == 8
    assert {
        criterion.sheet.code: criterion.appraised for criterion in main.criteria
    } == {
        "1.1": 0,
        "1.2": 0,
    }


def test_accepting_the_rest_takes_only_what_the_page_showed(
    appraised: Submission, appraiser: User, reporter: User
) -> None:
    view = criterion_grid_view(appraised.round, "1.1", "appraised", appraiser)
    assert view is not None
    shown = {row.submission.pk: row.token for row in view.rows}
    save_answers(appraised, {"1.1.a": PostedField("1")}, by=reporter)

    assert accept_rest(appraised.round, "1.1", by=appraiser, shown=shown) == 1

    left = criterion_grid_view(appraised.round, "1.1", "appraised", appraiser)
    assert left is not None
    assert {row.submission.pk for row in left.rows if not row.latest} == {appraised.pk}


def test_accepting_the_rest_never_overrules(
    appraised: Submission, appraiser: User
) -> None:
    view = criterion_grid_view(appraised.round, "1.1", "appraised", appraiser)
    assert view is not None
    shown = {row.submission.pk: row.token for row in view.rows}
    yes = Judgement("corrected", "Có văn bản", {"1.1.a": "1"})
    appraise(appraised, "1.1", yes, by=appraiser)

    assert accept_rest(appraised.round, "1.1", by=appraiser, shown=shown) == 1
    assert appraised.score_entries.get(criterion="1.1").verdict == "corrected"


def test_a_change_that_was_typed_is_not_thrown_away_by_accepting(
    appraised: Submission, appraiser: User, client: Client
) -> None:
    client.force_login(appraiser)
    grid = GRID.format(appraised.round_id)
    page = client.get(grid).content.decode()
    typed = {"w:1.2.a": "40", "w:1.2.b": "100", "v:1.2.a": "20", "v:1.2.b": "100"}
    typed |= {"seen": seen_in(page, appraised.pk), "verdict": "accepted"}

    asked = client.post(f"{grid}{appraised.pk}/", typed)

    words = " ".join(asked.content.decode().split())
    assert asked.status_code == 422
    assert "Số liệu đã được sửa mà chưa lưu" in words
    assert "Bỏ số đã sửa và chấp nhận" in words
    assert 'value="20"' in words
    assert appraised.score_entries.count() == 1
    client.post(f"{grid}{appraised.pk}/", typed | {"verdict": "accepted_over"})
    assert appraised.score_entries.count() == 2


@pytest.mark.parametrize("verdict", ["", "approved"])
def test_a_post_without_a_verdict_appraises_nothing(
    appraised: Submission, appraiser: User, client: Client, verdict: str
) -> None:
    client.force_login(appraiser)
    grid = GRID.format(appraised.round_id)
    seen = seen_in(client.get(grid).content.decode(), appraised.pk)

    answer = client.post(f"{grid}{appraised.pk}/", {"verdict": verdict, "seen": seen})

    assert answer.status_code == 422
    assert appraised.score_entries.count() == 1


def test_a_page_that_does_not_say_what_it_showed_appraises_nothing(
    appraised: Submission, appraiser: User, client: Client
) -> None:
    client.force_login(appraiser)

    client.post(
        f"{GRID.format(appraised.round_id)}{appraised.pk}/", {"verdict": "accepted"}
    )

    assert appraised.score_entries.count() == 1
