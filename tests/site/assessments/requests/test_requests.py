"""Requests about a criterion: who asks whom, what opens, what counts, and what the deadline ends."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.appraisal.sheet import unit_sheet
from opendti_site.assessments.evidence.actions import (
    Citation,
    attach_document,
    cite_document,
    waive_evidence,
    withdraw_citation,
)
from opendti_site.assessments.evidence.queries import documents_visible_to, marks_of
from opendti_site.assessments.requests.actions import (
    Question,
    ReplyDraft,
    ask_requests,
    draft_reply,
    withdraw_request,
)
from opendti_site.assessments.requests.queries import RequestCounts, counts_in
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.writers import written_by
from opendti_site.assessments.submissions.actions import (
    answer_request,
    change_block,
    return_submission,
    save_answers,
)
from opendti_site.assessments.submissions.bridge import score_in_round
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.stages import stale_entries
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from tests.site.cast import person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.requests.models import CriterionRequest
    from tests.site.clock import Clock

    Ask = Callable[..., CriterionRequest]

ANEW = ReplyDraft("Đã rà soát", {"1.2.a": {"text": "80"}})
WORDS = ReplyDraft("Do chuyển hệ thống")


def stale(submission: Submission) -> set[str]:
    return {stage for _pk, _code, stage in stale_entries([submission.pk])}


def points(submission: Submission, stage: str) -> float | None:
    return score_in_round(submission, stage).criteria["1.2"].points


def test_a_reply_makes_the_appraisal_lapse_once_it_is_sent(
    signed: Submission, ask: Ask, reporter: User, signatory: User, appraiser: User
):
    request = ask()
    draft_reply(request, WORDS, by=reporter)
    assert stale(signed) == set()

    sent = answer_request(request, by=signatory, seen=2)

    assert (sent.state, sent.replied_by, sent.version) == ("answered", signatory, 3)
    assert stale(signed) == {"appraised"}
    assert points(signed, "self") == 10.0
    appraise(signed, "1.2", Judgement("accepted"), by=appraiser)
    assert stale(signed) == set()


def test_values_given_anew_count_once_they_are_sent_and_keep_the_earlier_entry(
    signed: Submission, ask: Ask, reporter: User, signatory: User
):
    request = ask("redo")
    draft_reply(request, ANEW, by=reporter)
    assert (points(signed, "self"), points(signed, "appraised")) == (10.0, 10.0)

    answer_request(request, by=signatory)

    assert (points(signed, "self"), points(signed, "appraised")) == (20.0, 20.0)
    assert stale(signed) == {"appraised"}
    own = signed.score_entries.filter(criterion="1.2", stage="self")
    assert [entry.points for entry in own] == [10.0, 20.0]
    assert signed.score_entries.filter(criterion="1.1", stage="self").count() == 1
    signed.refresh_from_db()
    assert (signed.state, signed.points) == ("submitted", 20.0)


def test_what_is_not_sent_in_time_changes_nothing(
    signed: Submission, ask: Ask, reporter: User, signatory: User, clock: Clock
):
    marks = marks_of([signed.pk])
    request = ask("redo")
    draft_reply(request, ANEW, by=reporter)
    attach_document(signed, "1.2", Citation(number="2/BC"), by=reporter)
    clock.move_on(days=6)

    for act in (
        lambda: draft_reply(request, WORDS, by=reporter),
        lambda: answer_request(request, by=signatory),
        lambda: attach_document(signed, "1.2", Citation(number="3/BC"), by=reporter),
    ):
        with pytest.raises(ActionRefusedError):
            act()
    assert (points(signed, "appraised"), stale(signed)) == (10.0, set())
    assert marks_of([signed.pk]) == marks
    assert counts_in([signed.pk]) == {signed.pk: RequestCounts(expired=1)}

    again = ask()
    request.refresh_from_db()
    assert (request.state, again.is_answerable) == ("expired", True)
    link = signed.evidence_links.get(document__number="2/BC")
    newer = cite_document(signed, "1.2", link.document, by=reporter)
    draft_reply(again, WORDS, by=reporter)
    answer_request(again, by=signatory)
    assert newer.request == again
    assert f"#{link.document_id}" in marks_of([signed.pk])[signed.pk, "1.2"]


def test_only_the_evidence_of_the_criterion_opens_and_what_was_submitted_stays(
    signed: Submission, ask: Ask, reporter: User
):
    before = signed.evidence_links.get()
    ask()
    added = attach_document(signed, "1.2", Citation(number="2/BC"), by=reporter)
    assert stale(signed) == set()
    for act in (
        lambda: attach_document(signed, "1.1", Citation(number="3/BC"), by=reporter),
        lambda: withdraw_citation(before, by=reporter),
        lambda: waive_evidence(signed, "1.2", "Không có", by=reporter),
        lambda: save_answers(signed, {"1.2.a": PostedField("9")}, by=reporter),
    ):
        with pytest.raises(ActionRefusedError):
            act()
    withdraw_citation(added, by=reporter)
    assert list(signed.evidence_links.all()) == [before]


def test_a_reply_has_words_and_values_only_where_they_were_asked_for(
    signed: Submission, ask: Ask, reporter: User, signatory: User
):
    request = ask()
    with pytest.raises(ValidationError):
        answer_request(request, by=signatory)
    with pytest.raises(ActionRefusedError):
        draft_reply(request, ANEW, by=reporter)
    redo = ask("redo", "2.1")
    with pytest.raises(ActionRefusedError):
        draft_reply(redo, ANEW, by=reporter)
    wrong = ReplyDraft("Sửa", {"2.1.a": {"text": "không rõ"}})
    draft_reply(redo, wrong, by=reporter)
    with pytest.raises(ActionRefusedError):
        answer_request(redo, by=signatory)
    assert not signed.answers.filter(item="2.1.a").exists()


def test_nobody_sends_or_overwrites_what_was_not_on_screen(
    ask: Ask, reporter: User, signatory: User
):
    request = ask()
    draft_reply(request, WORDS, by=reporter, seen=1)
    with pytest.raises(EditConflictError):
        draft_reply(request, ReplyDraft("Khác"), by=signatory, seen=1)
    with pytest.raises(EditConflictError):
        answer_request(request, by=signatory, seen=1)
    same = draft_reply(request, WORDS, by=signatory, seen=2)
    assert (same.version, same.drafted_by) == (2, reporter)


def test_one_request_about_a_criterion_is_open_at_a_time(
    signed: Submission, ask: Ask, appraiser: User, signatory: User
):
    first = ask()
    with pytest.raises(ActionRefusedError):
        ask()
    withdraw_request(first, by=appraiser)
    with pytest.raises(ActionRefusedError):
        answer_request(first, by=signatory)
    ask()
    assert counts_in([signed.pk]) == {signed.pk: RequestCounts(open=1)}


def test_a_request_names_a_question_a_later_moment_and_signed_forms(
    signed: Submission, other: Submission, appraiser: User, clock: Clock
):
    later = clock.now() + dt.timedelta(days=5)
    keys = [signed.pk]
    for question, units in (
        (Question(" ", later), keys),
        (Question("Vì sao?", clock.now()), keys),
        (Question("Vì sao?", later, "khác"), keys),
        (Question("Vì sao?", later), []),
    ):
        with pytest.raises(ValidationError):
            ask_requests(signed.round, "1.2", units, question, by=appraiser)
    fit = Question("Vì sao?", later)
    for criterion, units in (("9.9", keys), ("1.2", [signed.pk, other.pk])):
        with pytest.raises(ActionRefusedError):
            ask_requests(signed.round, criterion, units, fit, by=appraiser)
    assert not signed.criterion_requests.exists()


def test_council_and_whoever_wrote_the_form_ask_nothing(
    signed: Submission, council: User, reporter: User, clock: Clock
):
    fit = Question("Vì sao?", clock.now() + dt.timedelta(days=5))
    for user in (council, reporter):
        with pytest.raises(PermissionDenied):
            ask_requests(signed.round, "1.2", [signed.pk], fit, by=user)


def test_who_drafts_a_reply_appraises_no_more_of_the_form(ask: Ask, signed: Submission):
    newcomer = person("newcomer", "Người mới", Role.REPORTER, signed.unit)
    request = ask()
    assert written_by(newcomer, [signed.pk]) == frozenset()
    draft_reply(request, WORDS, by=newcomer)
    assert written_by(newcomer, [signed.pk]) == {signed.pk}


def test_a_form_given_back_is_submitted_before_its_values_are_sent(
    signed: Submission, ask: Ask, coordinator: User, signatory: User, reporter: User
):
    words, values = ask(), ask("redo", "2.1")
    draft_reply(words, WORDS, by=reporter)
    draft_reply(values, WORDS, by=reporter)
    due = words.due_at
    return_submission(signed, reason="Xem lại", due_at=due, by=coordinator)
    with pytest.raises(ActionRefusedError):
        answer_request(values, by=signatory)
    assert answer_request(words, by=signatory).state == "answered"


@pytest.mark.tampered("a judgement is deleted")
def test_a_form_keeps_its_block_while_a_request_waits(  # noqa: PLR0913, PLR0917 -- fixtures
    signed: Submission,
    ask: Ask,
    coordinator: User,
    appraiser: User,
    signatory: User,
    clock: Clock,
    client: Client,
):
    """Criterion 2.2 exists with services alone: its reply could be sent in no other block."""
    signed.score_entries.exclude(stage="self").delete()
    request = ask("redo", "2.2")
    due = clock.now() + dt.timedelta(days=3)
    return_submission(signed, reason="Sai khối", by=coordinator, due_at=due)
    with pytest.raises(ActionRefusedError, match="yêu cầu đang chờ"):
        change_block(signed, "no_services", reason="Xếp nhầm", by=coordinator)
    withdraw_request(request, by=appraiser)

    moved = change_block(signed, "no_services", reason="Xếp nhầm", by=coordinator)

    assert moved.block == "no_services"
    client.force_login(signatory)
    there = reverse("assessments:reply", args=[signed.pk, request.pk])
    assert client.get(there)["Location"].endswith(f"#r-{request.pk}")


def test_the_sheet_has_what_was_added_to_a_reply_once_that_is_sent(
    signed: Submission, ask: Ask, reporter: User, signatory: User
):
    request = ask()
    attach_document(signed, "1.2", Citation(number="99/BC"), by=reporter)
    draft_reply(request, WORDS, by=reporter)

    def on_sheet() -> list[str]:
        sheet = unit_sheet(
            Submission.objects.get(pk=signed.pk), reader=reporter, sees_all=True
        )
        rows = [row for group in sheet.groups for row in group.rows]
        return [str(link.document) for row in rows for link in row.evidence.links]

    assert on_sheet() == ["1/BC"]
    answer_request(request, by=signatory)
    assert on_sheet() == ["1/BC", "99/BC"]


def test_documents_of_a_reply_are_the_units_own_until_it_is_sent(
    signed: Submission, ask: Ask, reporter: User, signatory: User, appraiser: User
):
    request = ask()
    document = attach_document(
        signed, "1.2", Citation(number="2/BC"), by=reporter
    ).document
    seen = [[document in documents_visible_to(user) for user in (reporter, appraiser)]]
    draft_reply(request, ReplyDraft("Đã bổ sung"), by=reporter)
    answer_request(request, by=signatory)
    seen.append([
        document in documents_visible_to(user) for user in (reporter, appraiser)
    ])
    assert seen == [[True, False], [True, True]]
