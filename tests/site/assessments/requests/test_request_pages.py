"""Pages of requests: asking from the grid, replying from the form, what each person is shown to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from opendti_site.assessments.appraisal.actions import Judgement, accept_rest, appraise
from opendti_site.assessments.appraisal.courses import courses_of
from opendti_site.assessments.appraisal.grid import criterion_grid_view
from opendti_site.assessments.appraisal.queries import undecided_in
from opendti_site.assessments.appraisal.rows import GridPage
from opendti_site.assessments.requests.actions import ReplyDraft, draft_reply
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import (
    explained_criteria,
    explained_in,
)
from opendti_site.assessments.rounds.actions import close_round
from opendti_site.assessments.submissions.actions import answer_request
from opendti_site.home.queries.tasks import tasks_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from tests.site.clock import Clock

    Ask = Callable[..., CriterionRequest]

DRAFTED = "Do chuyển hệ thống"


def url(name: str, *arguments: object) -> str:
    return reverse(f"assessments:{name}", args=arguments)


def shown(client: Client, user: User, there: str) -> str:
    client.force_login(user)
    return client.get(there).content.decode()


def titles(user: User) -> list[str]:
    return [task.title for group in tasks_of(user) for task in group.tasks]


def test_an_appraiser_asks_from_the_grid(
    client: Client, signed: Submission, other: Submission, appraiser: User
):
    grid = url("criterion_grid", signed.round_id, "appraised", "1.2")
    there = url("ask_requests", signed.round_id, "1.2")
    assert f"{there}?don-vi={signed.pk}" in shown(client, appraiser, grid)
    page = client.get(there, {"don-vi": signed.pk}).content.decode()
    assert f'value="{other.pk}"' not in page  # nobody submitted it
    box = f'name="units" value="{signed.pk}"'
    for wanted, is_checked in (("", False), ("tat-ca", True)):
        page = client.get(there, {"don-vi": wanted}).content.decode()
        tag = page[page.index(box) :].split(">")[0]
        assert ("checked" in tag) is is_checked
    asked = {"units": [signed.pk], "kind": "explain", "question": "Vì sao?"}
    refused = client.post(there, asked | {"due_at": "2020-01-01T17:00"})
    assert "Hạn trả lời phải sau lúc này." in refused.content.decode()
    answer = client.post(there, asked | {"due_at": "2029-12-31T17:00"})
    assert answer.headers["Location"] == grid
    assert CriterionRequest.objects.get().asked_by == appraiser
    page = client.get(grid, {"don-vi": signed.pk}).content.decode()
    assert "Chờ giải trình" in page
    assert "“Vì sao?”" in page
    request = CriterionRequest.objects.get()
    client.post(url("withdraw_request", signed.pk, request.pk))
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_a_draft_is_the_units_own_until_its_signatory_sends_it(
    client: Client,
    signed: Submission,
    ask: Ask,
    reporter: User,
    signatory: User,
    appraiser: User,
):
    request = ask()
    there = url("reply", signed.pk, request.pk)
    assert "Cần giải trình: 1 tiêu chí" in shown(
        client, reporter, signed.get_absolute_url()
    )
    fields = {"reply": DRAFTED, "version": "1", "step": "send"}
    assert client.post(there, fields).status_code == 403  # reporters do not sign
    client.post(there, fields | {"step": "draft"})
    assert DRAFTED in shown(client, signatory, there)
    for page in (there, url("explanations", signed.pk)):
        assert DRAFTED not in shown(client, appraiser, page)

    client.force_login(signatory)
    stale = client.post(there, fields)
    assert stale.status_code == 422
    assert "vừa được sửa ở cửa sổ khác hoặc bởi người khác" in stale.content.decode()
    client.post(there, fields | {"version": "2"})

    request.refresh_from_db()
    assert (request.state, request.drafted_by) == ("answered", reporter)
    grid = url("criterion_grid", signed.round_id, "appraised", "1.2")
    page = shown(client, appraiser, f"{grid}?don-vi={signed.pk}")
    assert DRAFTED in page
    assert "Đã giải trình" in page
    assert "Cần xem lại" in page


def test_whoever_explains_has_the_submitted_figures_and_documents_before_them(
    client: Client, signed: Submission, ask: Ask, reporter: User
):
    there = url("reply", signed.pk, ask().pk)
    page = shown(client, reporter, there)
    assert 'value="40" readonly' in page
    assert "1/BC" in page
    listed = shown(client, reporter, url("submissions"))
    assert "Cần giải trình: 1 tiêu chí" in listed
    assert url("explanations", signed.pk) in listed


def test_values_of_a_returned_criterion_are_typed_on_the_page_of_its_request(
    client: Client, signed: Submission, ask: Ask, signatory: User
):
    request = ask("redo")
    there = url("reply", signed.pk, request.pk)
    client.force_login(signatory)
    fields = {"v:1.2.a": "tám mươi", "w:1.2.a": "40", "n:1.2.a": "1"}
    fields |= {"v:1.2.b": "100", "w:1.2.b": "100", "n:1.2.b": "1"}
    fields |= {"reply": DRAFTED, "version": "1"}
    refused = client.post(there, fields | {"step": "send"})
    assert refused.status_code == 422
    assert 'value="tám mươi"' in refused.content.decode()
    client.post(there, fields | {"v:1.2.a": "80", "step": "draft"})
    assert 'value="80"' in client.get(there).content.decode()
    assert signed.answers.get(item="1.2.a").value == 40
    request.refresh_from_db()
    assert set(request.drafted) == {"1.2.a"}
    client.post(
        there, fields | {"v:1.2.a": "80", "version": request.version, "step": "send"}
    )
    assert signed.answers.get(item="1.2.a").value == 80


def test_each_person_has_the_request_among_their_tasks_while_it_is_theirs(
    client: Client,
    ask: Ask,
    reporter: User,
    signatory: User,
    appraiser: User,
    signed: Submission,
):
    unit = signed.unit
    assert f"Cần giải trình: {unit}" not in titles(reporter)
    request = ask()
    assert f"Cần giải trình: {unit}" in titles(reporter)
    assert f"Cần giải trình: {unit}" in titles(signatory)
    draft_reply(request, ReplyDraft(DRAFTED), by=reporter)
    assert f"Gửi giải trình: {unit}" in titles(signatory)
    assert "Xem lại tiêu chí đã giải trình" not in titles(appraiser)
    answer_request(request, by=signatory)
    assert titles(reporter) == titles(signatory) == []
    again = tasks_of(appraiser)[0].tasks[0]
    assert again.title == "Xem lại tiêu chí đã giải trình"
    grid = url("criterion_grid", signed.round.pk, "appraised", "1.2")
    assert again.url == f"{grid}?don-vi={signed.pk}#r-{signed.pk}"
    board = url("appraisal", signed.round.pk)
    client.force_login(appraiser)
    listed = client.get(f"{board}?loc=can-xem-lai").content.decode()
    assert f"{grid}?loc=can-xem-lai" in listed
    assert url("criterion_grid", signed.round.pk, "appraised", "1.1") not in listed
    in_grid = client.get(f"{grid}?loc=can-xem-lai").content.decode()
    assert f'id="r-{signed.pk}"' in in_grid
    appraise(signed, "1.2", Judgement("accepted"), by=appraiser)
    assert "Xem lại tiêu chí đã giải trình" not in titles(appraiser)


def test_the_course_of_a_form_is_told_in_words(  # noqa: PLR0913, PLR0917 -- fixtures
    signed: Submission,
    ask: Ask,
    clock: Clock,
    reporter: User,
    signatory: User,
    appraiser: User,
    coordinator: User,
):
    def words() -> str:
        return courses_of(signed.round, [signed])[signed.pk].words

    assert words() == "Đang thẩm định (1/5)"
    first, _second = ask(), ask("explain", "2.1")
    assert words() == "Đã yêu cầu giải trình (2)"
    assert undecided_in(signed.round).requests == 2
    draft_reply(first, ReplyDraft(DRAFTED), by=reporter)
    answer_request(first, by=signatory)
    assert words() == "Đã giải trình (1/2)"
    clock.move_on(days=6)
    assert undecided_in(signed.round).requests == 0
    for criterion in ("1.1", "2.1", "2.2", "2.3"):
        accept_rest(signed.round, criterion, by=appraiser)
    assert words() == "Đã giải trình (1/2)"  # 1.2 has to be looked at again
    appraise(signed, "1.2", Judgement("accepted"), by=appraiser)
    assert words() == "Đã quyết định"
    closed = close_round(signed.round, by=coordinator)
    assert courses_of(closed, [signed])[signed.pk].words == "Đã quyết định"


@pytest.mark.parametrize("is_asked", [False, True])
def test_the_grid_reads_requests_in_one_query(
    client: Client,
    signed: Submission,
    ask: Ask,
    appraiser: User,
    is_asked: bool,  # noqa: FBT001 -- a case
    django_assert_num_queries: DjangoAssertNumQueries,
):
    if is_asked:
        ask()
    grid = url("criterion_grid", signed.round_id, "appraised", "1.2")
    client.force_login(appraiser)
    client.get(grid)
    with django_assert_num_queries(32):
        client.get(grid)


def test_the_grid_filters_by_explanations(
    signed: Submission, ask: Ask, clock: Clock, appraiser: User
):
    def found(wanted: str) -> list[int]:
        page = GridPage(wanted=wanted)
        view = criterion_grid_view(signed.round, "1.2", "appraised", appraiser, page)
        assert view
        return [row.submission.pk for row in view.rows]

    assert found("giai-trinh") == found("cho-giai-trinh") == []
    ask()
    assert found("giai-trinh") == found("cho-giai-trinh") == [signed.pk]
    clock.move_on(days=6)
    assert found("giai-trinh") == found("cho-giai-trinh") == []


def test_an_explanation_that_was_sent_stays_in_its_filter(
    signed: Submission, ask: Ask, reporter: User, signatory: User
):
    asked = draft_reply(ask(), ReplyDraft("Đã rà soát"), by=reporter)
    answer_request(asked, by=signatory)
    assert explained_in(signed.round.submissions.all(), "1.2") == {signed.pk: True}
    assert explained_criteria(signed) == {"1.2": True}
    ask()
    assert explained_criteria(signed) == {"1.2": False}


def test_the_page_of_the_round_leads_to_whom_to_write(
    client: Client, signed: Submission, coordinator: User, appraiser: User
):
    address = reverse("reminders:follow_up", args=[signed.round_id])
    client.force_login(coordinator)
    page = signed.round.get_absolute_url()
    assert address in client.get(page).content.decode()
    client.force_login(appraiser)
    assert address not in client.get(page).content.decode()
