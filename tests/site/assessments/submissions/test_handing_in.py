from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from opendti_site.assessments.evidence.actions import waive_evidence
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions import (
    hand_over,
    recall_submission,
    return_submission,
    save_answers,
    submit_answers,
)
from opendti_site.assessments.submissions.entries import Entry
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.audit.errors import ActionRefusedError

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from tests.site.clock import Clock


@pytest.fixture
def filled(submission: Submission, reporter: User) -> Submission:
    claim = Entry("", state="not_applicable", reason="Không có")
    save_answers(
        submission,
        {
            "1.1.a": Entry("1"),
            "1.2.a": Entry("40"),
            "1.2.b": Entry("100"),
            "2.1.a": Entry("3"),
            "2.2.a": claim,
            "2.2.b": claim,
            "2.3.a": Entry("full"),
        },
        by=reporter,
    )
    waive_evidence(submission, "1.2", "Văn thư đang số hóa", by=reporter)
    return submission


def test_submit_answers_writes_one_self_entry_a_criterion(
    filled: Submission, signatory: User
) -> None:
    done = submit_answers(filled, by=signatory)

    assert (done.state, done.submitted_by) == ("submitted", signatory)
    entries = ScoreEntry.objects.order_by("pk").values_list(
        "criterion", "stage", "verdict", "points", "max_points", "state"
    )
    assert list(entries) == [
        ("1.1", "self", "claimed", 10.0, 10.0, "given"),
        ("1.2", "self", "claimed", 10.0, 20.0, "given"),
        ("2.1", "self", "claimed", 6.0, 10.0, "given"),
        ("2.2", "self", "claimed", 0.0, 40.0, "not_applicable"),
        ("2.3", "self", "claimed", 10.0, 10.0, "given"),
    ]
    assert ScoreEntry.objects.get(criterion="1.2").answers["1.2.a"] == {
        "value": 40.0,
        "state": "given",
        "text": "",
    }


def test_submit_answers_without_evidence_or_reason_is_refused(
    submission: Submission, reporter: User, signatory: User
) -> None:
    save_answers(submission, {"1.2.a": Entry("1"), "1.2.b": Entry("2")}, by=reporter)

    with pytest.raises(ActionRefusedError, match=r"1\.2"):
        submit_answers(submission, by=signatory, blanks_confirmed=True)

    submission.refresh_from_db()
    assert submission.state == "open"
    assert not ScoreEntry.objects.exists()


def test_submit_answers_with_blanks_needs_a_confirmation(
    submission: Submission, signatory: User
) -> None:
    with pytest.raises(ActionRefusedError, match="5 tiêu chí để trống"):
        submit_answers(submission, by=signatory)

    assert (
        submit_answers(submission, by=signatory, blanks_confirmed=True).state
        == "submitted"
    )


@pytest.mark.parametrize("who", ["reporter", "stranger", "coordinator", "viewer"])
def test_submit_answers_is_for_signatories(
    filled: Submission, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        submit_answers(filled, by=request.getfixturevalue(who))

    filled.refresh_from_db()
    assert filled.state == "open"


def test_hand_over_tells_who_and_when(filled: Submission, reporter: User) -> None:
    handed = hand_over(filled, by=reporter)

    assert handed.handed_over_by == reporter
    assert handed.handed_over_at is not None


def test_submitted_answers_cannot_be_changed_until_recalled(
    filled: Submission, reporter: User, signatory: User
) -> None:
    submit_answers(filled, by=signatory)

    with pytest.raises(ActionRefusedError):
        save_answers(filled, {"2.1.a": Entry("5")}, by=reporter)
    with pytest.raises(ValidationError):
        recall_submission(filled, reason="", by=signatory)
    with pytest.raises(PermissionDenied):
        recall_submission(filled, reason="Nhầm", by=reporter)
    assert filled.answers.get(item="2.1.a").value == 3

    recall_submission(filled, reason="Nhầm số lớp", by=signatory)
    save_answers(filled, {"2.1.a": Entry("5")}, by=reporter)
    submit_answers(filled, by=signatory)

    assert ScoreEntry.objects.filter(criterion="2.1").count() == 2


def test_recall_after_the_deadline_is_refused(
    filled: Submission, signatory: User, clock: Clock
) -> None:
    submit_answers(filled, by=signatory)
    clock.pass_deadline(filled.round)

    with pytest.raises(ActionRefusedError):
        recall_submission(filled, reason="Nhầm", by=signatory)

    filled.refresh_from_db()
    assert filled.state == "submitted"


def test_return_in_appraisal_needs_a_new_date_and_opens_the_form_again(
    filled: Submission,
    signatory: User,
    reporter: User,
    coordinator: User,
    clock: Clock,
) -> None:
    submit_answers(filled, by=signatory)
    clock.pass_deadline(filled.round)
    start_appraisal(filled.round, by=coordinator)

    with pytest.raises(ValidationError):
        return_submission(filled, reason="Thiếu bảng kê", by=coordinator)
    returned = return_submission(
        filled,
        reason="Thiếu bảng kê",
        due_at=timezone.now() + dt.timedelta(days=2),
        by=coordinator,
    )

    assert (returned.state, returned.return_reason) == ("returned", "Thiếu bảng kê")
    save_answers(filled, {"2.1.a": Entry("4")}, by=reporter)
    assert filled.answers.get(item="2.1.a").value == 4


def test_return_is_for_coordinators(filled: Submission, signatory: User) -> None:
    submit_answers(filled, by=signatory)

    with pytest.raises(PermissionDenied):
        return_submission(filled, reason="x", by=signatory)

    filled.refresh_from_db()
    assert filled.state == "submitted"
