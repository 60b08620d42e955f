"""Saving, bringing in and handing in at their edges: versions, states, what the row says afterwards."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from opendti_site.assessments.evidence.actions import waive_evidence
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    hand_back,
    hand_over,
    import_answers,
    recall_submission,
    return_submission,
    save_answers,
    submit_answers,
)
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

CLAIM = PostedField("", state="not_applicable", reason=" Không có ")


def row(submission: Submission, item: str) -> tuple[Any, ...]:
    """Return what an answer says, and its version."""
    columns = ("value", "text", "state", "reason", "rejected", "version", "origin")
    found = submission.answers.values_list(*columns).get(item=item)
    value, *rest = found
    return None if value is None else float(value), *rest


def saved(submission: Submission, by: User, item: str, *texts: Any, **more: Any) -> Any:
    return save_answers(submission, {item: PostedField(*texts, **more)}, by=by)


def test_a_field_is_contested_when_another_version_says_something_else(
    submission: Submission, reporter: User, signatory: User
):
    def conflict(text: str, version: int | None, **more: str) -> bool:
        outcome = saved(
            submission, reporter, "2.1.a", text, version=version, was="x", **more
        )
        return bool(outcome.conflicts)

    saved(submission, signatory, "2.1.a", "3")
    saved(submission, signatory, "2.1.a", "4")
    assert conflict("5", 1)
    assert conflict("không", 1)  # cannot be read: nobody knows that it is the same
    assert not conflict("4", 1)  # both say the same
    assert row(submission, "2.1.a")[0] == 4.0
    assert not conflict("5", 2)
    assert not conflict("6", None)
    saved(submission, signatory, "2.1.a", "")
    assert conflict("6", 4)
    assert row(submission, "2.1.a")[:3] == (None, "", "blank")


def test_a_conflict_shows_what_the_other_typed_even_if_it_cannot_be_read(
    submission: Submission, reporter: User, signatory: User
):
    saved(submission, signatory, "2.1.a", "3")
    saved(submission, signatory, "2.1.a", " ba lớp ")
    outcome = saved(submission, reporter, "2.1.a", "4", was="3", version=1)
    conflict = outcome.conflicts["2.1.a"]
    assert (conflict.theirs, conflict.version) == ("ba lớp", 2)
    assert conflict.who == str(signatory)
    assert not outcome.saved
    assert outcome.faults == {}


def test_what_cannot_be_read_waits_beside_the_value_before(
    submission: Submission, reporter: User
):
    saved(submission, reporter, "2.1.a", "3")
    outcome = saved(submission, reporter, "2.1.a", " " + "x" * 501)
    assert (outcome.saved, list(outcome.faults)) == ([], ["2.1.a"])
    assert row(submission, "2.1.a") == (3.0, "", "given", "", "x" * 500, 2, "typed")
    outcome = saved(submission, reporter, "2.1.a", "3")
    assert (outcome.saved, outcome.faults) == (["2.1.a"], {})
    assert row(submission, "2.1.a") == (3.0, "", "given", "", "", 3, "typed")


def test_saving_the_same_or_nothing_writes_nothing(
    submission: Submission, reporter: User
):
    saved(submission, reporter, "2.1.a", "3")
    lines, version = AuditLine.objects.count(), submission.version
    for item, text in (("2.1.a", "3"), ("1.1.a", ""), ("1.1.a", "  ")):
        outcome = saved(submission, reporter, item, text)
        assert (outcome.saved, outcome.faults) == ([], {})
        assert outcome.saved_state.score is None
        assert set(outcome.saved_state.answers) == {"2.1.a"}
    assert AuditLine.objects.count() == lines
    assert Answer.objects.count() == 1
    submission.refresh_from_db()
    assert submission.version == version + 1
    outcome = saved(submission, reporter, "2.1.a", "")
    assert outcome.saved == ["2.1.a"]
    assert outcome.saved_state.score is not None
    assert AuditLine.objects.latest("pk").detail == {
        "changes": {
            "2.1.a": {
                "from": {"value": "3", "state": "given"},
                "to": {"state": "blank"},
            }
        },
        "version": 3,
    }


def test_a_claim_is_kept_with_its_reason_and_taken_back_by_a_value(
    submission: Submission, reporter: User
):
    save_answers(submission, {"2.2.a": CLAIM}, by=reporter)
    assert row(submission, "2.2.a")[:5] == (
        None,
        "",
        "not_applicable",
        "Không có",
        "",
    )
    saved(submission, reporter, "2.2.a", "1")
    assert row(submission, "2.2.a")[:5] == (1.0, "", "given", "", "")
    blank = PostedField("5", state="not_applicable", reason="  ")
    outcome = save_answers(submission, {"2.2.a": blank}, by=reporter)
    assert list(outcome.faults) == ["2.2"]
    assert row(submission, "2.2.a")[:3] == (1.0, "", "given")


def test_an_untouched_field_is_one_that_says_what_the_page_showed():
    assert PostedField(" 3", was="3 ").is_untouched
    assert not PostedField("3").is_untouched
    assert not PostedField("3", was="4").is_untouched


def test_a_table_says_numbers_options_texts_and_states(
    round_: Round, submission: Submission, reporter: User, coordinator: User
):
    saved(submission, reporter, "1.2.a", "ba")
    theirs = round_.submissions.exclude(pk=submission.pk).get()
    before = submission.version + 1, theirs.version
    unit = submission.unit.code
    count = import_answers(
        round_,
        [
            ImportedRow(unit, "1.2.a", 40),
            ImportedRow(unit, "1.2.b", None),
            ImportedRow(unit, "2.1", 5, "not_measured"),
            ImportedRow(unit, "2.3", "full"),
            ImportedRow(unit, "2.3", "part"),
            ImportedRow(unit, "2.2.a", "7", "not_applicable"),
        ],
        by=coordinator,
        origin="machine",
    )
    assert count == 6
    assert row(submission, "1.2.a") == (40.0, "", "given", "", "", 2, "machine")
    assert row(submission, "1.2.b") == (None, "", "blank", "", "", 1, "machine")
    assert row(submission, "2.1.a") == (None, "", "not_measured", "", "", 1, "machine")
    assert row(submission, "2.3.a")[1:] == ("part", "given", "", "", 2, "machine")
    assert row(submission, "2.2.a")[:3] == (None, "", "not_applicable")
    for form in (submission, theirs):
        form.refresh_from_db()
    assert (submission.version, theirs.version) == (before[0] + 1, before[1])
    assert set(submission.answers.values_list("updated_by", flat=True)) == {
        coordinator.pk
    }
    assert AuditLine.objects.latest("pk").detail == {"count": 6, "origin": "machine"}
    again = [ImportedRow(unit, "1.2.a", 41)]
    assert import_answers(round_, again, by=coordinator) == 1
    assert row(submission, "1.2.a") == (41.0, "", "given", "", "", 3, "imported")


@pytest.mark.parametrize(
    ("late", "outcome"),
    [(-1, nullcontext()), (0, pytest.raises(ActionRefusedError))],
)
def test_a_deadline_is_the_first_moment_that_is_too_late(
    submission: Submission,
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
    late: int,
    outcome: AbstractContextManager[Any],
):
    ends = submission.closes_at
    now = ends + dt.timedelta(microseconds=late)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert submission.is_in_time is (late < 0)
    with outcome:
        saved(submission, reporter, "2.1.a", "3")


@pytest.fixture
def filled(submission: Submission, reporter: User) -> Submission:
    """A form without blanks."""
    answers = {"1.1.a": "1", "1.2.a": "40", "1.2.b": "100", "2.1.a": "3"}
    entries = {item: PostedField(text) for item, text in answers.items()}
    entries |= {"2.2.a": CLAIM, "2.2.b": CLAIM, "2.3.a": PostedField("full")}
    save_answers(submission, entries, by=reporter)
    waive_evidence(submission, "1.2", "Đang số hóa", by=reporter)
    submission.refresh_from_db()
    return submission


def test_a_form_goes_its_way_and_each_step_clears_the_one_before(
    filled: Submission, reporter: User, signatory: User, coordinator: User
):
    def standing() -> tuple[Any, ...]:
        form = Submission.objects.get(pk=filled.pk)
        return (
            form.version,
            form.state,
            form.handed_over_by,
            form.submitted_by,
            form.return_reason,
            form.hand_back_reason,
        )

    start = filled.version
    hand_over(filled, by=reporter)
    assert standing() == (start + 1, "handed_over", reporter, None, "", "")
    hand_back(filled, reason=" Thiếu ", by=signatory)
    assert standing() == (start + 2, "open", None, None, "", "Thiếu")
    hand_over(filled, by=reporter)
    assert standing() == (start + 3, "handed_over", reporter, None, "", "")
    submit_answers(filled, by=signatory, seen=start + 3)
    assert standing() == (start + 4, "submitted", reporter, signatory, "", "")
    recall_submission(filled, reason=" Nhầm ", by=signatory)
    assert standing() == (start + 5, "open", None, None, "", "")
    assert AuditLine.objects.latest("pk").detail == {
        "reason": "Nhầm",
        "version": start + 5,
    }
    submit_answers(filled, by=signatory)
    return_submission(filled, reason=" Sai ", by=coordinator)
    assert standing() == (start + 7, "returned", None, None, "Sai", "")
    hand_over(filled, by=reporter)
    hand_back(filled, reason="Thiếu", by=signatory)
    assert standing() == (start + 9, "returned", None, None, "Sai", "Thiếu")
    submit_answers(filled, by=signatory)
    assert standing() == (start + 10, "submitted", None, signatory, "", "")
    return_submission(filled, reason="Sai", by=coordinator)
    hand_over(filled, by=reporter)
    hand_back(filled, reason="Thiếu", by=signatory)
    return_submission(filled, reason="Sai nữa", by=coordinator)
    assert standing()[-2:] == ("Sai nữa", "")
    form = Submission.objects.get(pk=filled.pk)
    assert (form.submitted_at, form.handed_over_at, form.due_at) == (None, None, None)


def test_a_form_that_changed_is_not_signed(
    filled: Submission, signatory: User, coordinator: User
):
    for seen in (filled.version - 1, filled.version + 1):
        with pytest.raises(EditConflictError):
            submit_answers(filled, by=signatory, seen=seen)
    assert not ScoreEntry.objects.exists()
    submit_answers(filled, by=signatory, seen=filled.version)
    reasons = ScoreEntry.objects.exclude(reason="").values_list("criterion", "reason")
    assert list(reasons) == [("2.2", "Không có")]
    assert set(ScoreEntry.objects.values_list("by", flat=True)) == {signatory.pk}


def test_every_step_back_asks_for_its_person_and_a_reason(
    filled: Submission, reporter: User, signatory: User, coordinator: User
):
    submit_answers(filled, by=signatory)
    before = AuditLine.objects.count()
    steps = (
        (hand_back, signatory, reporter),
        (recall_submission, signatory, reporter),
        (return_submission, coordinator, signatory),
    )
    for act, right, wrong in steps:
        with pytest.raises(PermissionDenied):
            act(filled, reason="Lý do", by=wrong)
        for reason in ("", "  "):
            with pytest.raises(ValidationError):
                act(filled, reason=reason, by=right)
    assert AuditLine.objects.count() == before


def test_a_form_is_returned_until_a_moment_that_is_still_to_come(
    filled: Submission, coordinator: User, monkeypatch: pytest.MonkeyPatch
):
    now = filled.round.submit_by
    monkeypatch.setattr(timezone, "now", lambda: now)
    with pytest.raises(ValidationError, match="sau lúc này"):
        return_submission(filled, reason="Sai", by=coordinator)
    with pytest.raises(ValidationError, match="sau lúc này"):
        return_submission(filled, reason="Sai", by=coordinator, due_at=now)
    later = now + dt.timedelta(microseconds=1)
    returned = return_submission(filled, reason="Sai", by=coordinator, due_at=later)
    assert returned.due_at == later
    again = return_submission(filled, reason="Sai", by=coordinator)
    assert again.due_at == later
    assert AuditLine.objects.latest("pk").detail["due_at"] == later.isoformat()


def test_blanks_are_counted_and_confirmed(
    submission: Submission, reporter: User, signatory: User
):
    saved(submission, reporter, "1.1.a", "1")
    with pytest.raises(ActionRefusedError, match="Còn 4 tiêu chí"):
        submit_answers(submission, by=signatory)
    saved(submission, reporter, "2.1.a", "ba")
    with pytest.raises(ActionRefusedError, match=r"ở 2\.1\."):
        submit_answers(submission, by=signatory, blanks_confirmed=True)
    saved(submission, reporter, "2.1.a", "")
    submit_answers(submission, by=signatory, blanks_confirmed=True)
