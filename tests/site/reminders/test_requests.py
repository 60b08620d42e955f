"""Requests that wait and criteria that are assigned are work that lacks: listed, written about, reminded of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.actions import (
    AssignedPart,
    Judgement,
    appraise,
    assign_appraisal,
    restrict_appraisal,
)
from opendti_site.assessments.requests.actions import (
    Question,
    ReplyDraft,
    ask_requests,
    draft_reply,
)
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.submissions.actions import answer_request, submit_answers
from opendti_site.home.queries.progress import progress_by_appraiser
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.rendering import render_mail
from opendti_site.reminders.enums import Lack
from opendti_site.reminders.queries.lacks import lacking_in
from opendti_site.reminders.queries.recipients import followed
from opendti_site.reminders.sending import queue_due_reminders
from tests.site.clock import shifted
from tests.site.reminders.conftest import reached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.requests.models import CriterionRequest
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit
    from opendti_site.reminders.queries.recipients import FollowedForm

DAYS = 11
DAY = dt.timedelta(days=1)


@pytest.fixture
def form(running: Round, agency: Unit, coordinator: User) -> Iterator[Submission]:
    """The agency's form, submitted, in a round whose appraisal has just begun."""
    signatory = reached("ky", Role.SIGNATORY, agency)
    form = running.submissions.get(unit=agency)
    submit_answers(form, by=signatory, blanks_confirmed=True)
    with shifted(days=DAYS):
        start_appraisal(running, by=coordinator)
        form.refresh_from_db()
        yield form


@pytest.fixture
def request_(form: Submission, appraiser: User) -> CriterionRequest:
    question = Question("Vì sao thấp?", timezone.now() + 10 * DAY)
    (made,) = ask_requests(form.round, "2.1", [form.pk], question, by=appraiser)
    return made


def row_of(form: Submission) -> FollowedForm:
    form.round.refresh_from_db()
    rows = list(lacking_in(form.round).filter(pk=form.pk))
    rows[0].round = form.round
    (found,) = followed(rows)
    return found


def test_all_that_a_form_lacks_is_listed(
    request_: CriterionRequest,
    form: Submission,
    reporter: User,
    appraiser: User,
    coordinator: User,
    client: Client,
) -> None:
    draft_reply(request_, ReplyDraft("Vì mới tách ra"), by=reporter)
    assert row_of(form).others == [Lack.NOT_APPRAISED]
    question = Question("Số nào?", timezone.now() + 10 * DAY)
    ask_requests(form.round, "1.1", [form.pk], question, by=appraiser)

    row = row_of(form)

    assert row.lack == Lack.NOT_EXPLAINED
    assert row.others == [Lack.REPLY_NOT_SENT, Lack.NOT_APPRAISED]
    client.force_login(coordinator)
    page = client.get(f"/ky/{form.round_id}/don-doc/").content.decode()
    assert f'd-block">{Lack.NOT_APPRAISED.label}<' in page


def test_a_form_with_a_request_waits_for_the_unit_and_then_for_its_appraisers(
    form: Submission, request_: CriterionRequest, hoa: User, appraiser: User
) -> None:
    asked = row_of(form)
    assert (asked.lack, asked.form.due) == (Lack.NOT_EXPLAINED, request_.due_at)
    assert hoa in asked.people
    assert "giai-trinh" in asked.form.url
    draft_reply(request_, ReplyDraft("Do thiên tai"), by=hoa)
    drafted = row_of(form)
    assert drafted.lack == Lack.REPLY_NOT_SENT
    assert [person.username for person in drafted.people] == ["ky"]
    answer_request(request_, by=drafted.people[0])
    replied = row_of(form)
    assert replied.lack == Lack.NOT_APPRAISED
    assert appraiser in replied.people


def test_a_request_whose_time_is_over_waits_no_more(
    form: Submission, request_: CriterionRequest
) -> None:
    with shifted(days=DAYS + 11):
        assert row_of(form).lack == Lack.NOT_APPRAISED


def test_appraisers_are_named_for_what_is_assigned_to_them(
    form: Submission, ministry: Unit, coordinator: User, appraiser: User, client: Client
) -> None:
    second = reached("hai", Role.APPRAISER, ministry)
    assign_appraisal(form.round, [second], [AssignedPart(node="2")], by=coordinator)
    assert set(row_of(form).people) == {appraiser, second}  # "1" is everybody's

    form.round.refresh_from_db()
    restrict_appraisal(form.round, only_assigned=True, by=coordinator)
    assert row_of(form).people == [second]
    left = {row.person: row.left for row in progress_by_appraiser(form.round)}
    assert left[appraiser] is None
    total = left[second]
    assert total
    appraise(form, "2.1", Judgement("accepted"), by=second)
    left = {row.person: row.left for row in progress_by_appraiser(form.round)}
    assert left[second] == total - 1
    client.force_login(coordinator)
    page = client.get(f"/ky/{form.round_id}/tien-do/").content.decode()
    assert "Được giao, còn lại" in page


def test_units_are_reminded_of_the_deadline_of_a_request(
    form: Submission, request_: CriterionRequest, hoa: User
) -> None:
    counts = []
    for day in (0, 2, 3, 7, 9, 10, 11):
        with shifted(days=DAYS + day):
            queue_due_reminders()
            letters = QueuedMail.objects.filter(to=hoa.email)
            counts.append(letters.count())
            if day == 3:
                letter = render_mail(letters.latest("pk"))
    # New, seven days before, three days, one day; once the time is over nothing waits.
    assert counts == [1, 1, 2, 3, 4, 4, 4]
    assert letter is not None
    assert "Cần giải trình" in letter.subject
