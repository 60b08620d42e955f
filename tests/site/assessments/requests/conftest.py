"""A form in appraisal: submitted, with criterion 1.2 (40 of 100, half of the points) accepted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.requests.actions import Question, ask_requests
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.submissions.actions import save_answers, submit_answers
from opendti_site.assessments.submissions.outcomes import PostedField
from tests.site.cast import person

if TYPE_CHECKING:
    from collections.abc import Callable

    from opendti_site.accounts.models import User
    from opendti_site.assessments.requests.models import CriterionRequest
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

Ask = "Callable[..., CriterionRequest]"


@pytest.fixture
def signed(  # noqa: PLR0913, PLR0917 -- fixtures
    round_: Round,
    submission: Submission,
    reporter: User,
    signatory: User,
    coordinator: User,
    appraiser: User,
    clock: Clock,
) -> Submission:
    values = {"1.2.a": PostedField("40"), "1.2.b": PostedField("100")}
    save_answers(submission, values, by=reporter)
    attach_document(submission, "1.2", Citation(number="1/BC"), by=reporter)
    submit_answers(submission, by=signatory, blanks_confirmed=True)
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    clock.move_on(hours=1)
    appraise(submission, "1.2", Judgement("accepted"), by=appraiser)
    clock.move_on(hours=1)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def other(signed: Submission, department: Unit, coordinator: User) -> Submission:
    """The department's form, which nobody submitted."""
    del coordinator
    return signed.round.submissions.get(unit=department)


@pytest.fixture
def ask(
    signed: Submission, appraiser: User, clock: Clock
) -> Callable[..., CriterionRequest]:
    def asked(kind: str = "explain", criterion: str = "1.2") -> CriterionRequest:
        due = clock.now() + dt.timedelta(days=5)
        question = Question("Vì sao thấp?", due, kind)
        keys = [signed.pk]
        (made,) = ask_requests(signed.round, criterion, keys, question, by=appraiser)
        return made

    return asked


@pytest.fixture
def head(department: Unit) -> User:
    return person("head", "Vụ trưởng", Role.SIGNATORY, department)
