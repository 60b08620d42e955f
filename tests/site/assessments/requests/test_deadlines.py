"""Deadlines of requests move with the explanation step, and with the longer time of one unit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.requests.actions import Question, ask_requests
from opendti_site.assessments.rounds.actions import (
    amend_round,
    extend_round,
    start_step,
)
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.actions import (
    extend_submission,
    return_submission,
)
from opendti_site.audit.models import AuditLine
from opendti_site.audit.verification import verify

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.requests.models import CriterionRequest
    from opendti_site.assessments.rounds.models import Submission
    from tests.site.clock import Clock

DAY = dt.timedelta(days=1)


@pytest.fixture
def explaining(signed: Submission, coordinator: User, clock: Clock) -> Round:
    """Give the round an explanation step that ends in twenty days, and a second appraisal."""
    round_ = signed.round
    now = clock.now().replace(second=0, microsecond=0)
    return amend_round(
        round_,
        title=round_.title,
        reason="Thêm bước",
        version=round_.version,
        by=coordinator,
        explain_by=now + 20 * DAY,
        reappraise_by=now + 40 * DAY,
    )


def asked(
    form: Submission, criterion: str, due_at: dt.datetime, by: User
) -> CriterionRequest:
    question = Question("Vì sao thấp?", due_at)
    (made,) = ask_requests(form.round, criterion, [form.pk], question, by=by)
    return made


def dues(*requests: CriterionRequest) -> list[dt.datetime]:
    for request in requests:
        request.refresh_from_db()
    return [request.due_at for request in requests]


def test_requests_that_end_with_the_step_move_with_it_and_others_stay(
    explaining: Round, signed: Submission, appraiser: User, coordinator: User
) -> None:
    ends = explaining.explain_by
    assert ends
    bound = asked(signed, "1.2", ends, appraiser)
    free = asked(signed, "2.1", ends - DAY, appraiser)
    start_step(explaining, "explanation", by=coordinator)

    extend_round(explaining, reason="Bão", by=coordinator, explain_by=ends + 3 * DAY)

    assert dues(bound, free) == [ends + 3 * DAY, ends - DAY]
    assert (bound.version, free.version) == (2, 1)
    assert AuditLine.objects.latest("pk").detail["requests_moved"] == 1
    assert not verify(deep=True).findings


def test_a_request_whose_time_was_over_with_the_step_waits_again(
    explaining: Round,
    signed: Submission,
    appraiser: User,
    coordinator: User,
    clock: Clock,
) -> None:
    ends = explaining.explain_by
    assert ends
    bound = asked(signed, "1.2", ends, appraiser)
    start_step(explaining, "explanation", by=coordinator)
    clock.move_on(days=21)
    assert bound.is_expired

    extend_round(explaining, reason="Bão", by=coordinator, explain_by=ends + 5 * DAY)

    assert dues(bound) == [ends + 5 * DAY]
    bound.submission.round.refresh_from_db()
    assert bound.is_answerable


def test_a_step_that_is_to_end_earlier_takes_no_time_from_a_unit(
    explaining: Round, signed: Submission, appraiser: User, coordinator: User
) -> None:
    ends = explaining.explain_by
    assert ends
    bound = asked(signed, "1.2", ends, appraiser)

    def amend(explain_by: dt.datetime) -> None:
        round_ = Round.objects.get(pk=explaining.pk)
        version, title = round_.version, round_.title
        dates = {"explain_by": explain_by}
        amend_round(
            round_, title=title, reason="Sớm", version=version, by=coordinator, **dates
        )

    amend(ends - 2 * DAY)
    assert dues(bound) == [ends]
    amend(ends)
    amend(ends + DAY)
    assert dues(bound) == [ends + DAY]


def test_a_unit_that_is_given_longer_has_as_long_for_what_it_was_asked(
    explaining: Round,
    signed: Submission,
    appraiser: User,
    coordinator: User,
    clock: Clock,
) -> None:
    now = clock.now()
    soon = asked(signed, "1.2", now + 2 * DAY, appraiser)
    late = asked(signed, "2.1", now + 9 * DAY, appraiser)
    form = return_submission(signed, reason="Sai", by=coordinator, due_at=now + 3 * DAY)

    extend_submission(form, due_at=now + 5 * DAY, reason="Bão", by=coordinator)

    assert dues(soon, late) == [now + 5 * DAY, now + 9 * DAY]
    assert AuditLine.objects.latest("pk").detail["requests_moved"] == 1
    assert not verify(deep=True).findings
