"""Who did what, when, with a criterion."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.requests.actions import (
    Question,
    ReplyDraft,
    ask_requests,
    draft_reply,
)
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    answer_request,
    import_answers,
    save_answers,
    submit_answers,
)
from opendti_site.assessments.submissions.enums import AnswerOrigin
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from tests.site.assessments.rows import by_hand

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission
    from tests.site.clock import Clock

HTMX = {"HX-Request": "true"}


def read(client: Client, submission: Submission, criterion: str) -> str:
    url = f"/ho-so/{submission.pk}/tieu-chi/{criterion}/lich-su/"
    return " ".join(client.get(url, headers=HTMX).content.decode().split())


def test_each_change_of_an_item_stands_with_person_and_both_values(
    client: Client, submission: Submission, reporter: User, signatory: User
):
    save_answers(
        submission,
        {"1.2.a": PostedField("10"), "2.1.a": PostedField("4")},
        by=reporter,
    )
    save_answers(submission, {"1.2.a": PostedField("12")}, by=signatory)
    save_answers(submission, {"1.2.a": PostedField("mười")}, by=signatory)
    attach_document(submission, "1.2", Citation(number="7/BC"), by=reporter)
    client.force_login(reporter)

    page = read(client, submission, "1.2")

    order = ["7/BC", "“mười” (chưa đọc được)", "10 → <b>12</b>", "→ <b>10</b>"]
    assert sorted(order, key=page.index) == order
    assert page.count(str(signatory)) == 2
    assert "Để trống → <b>10</b>" in page
    assert "Số lớp tập huấn" not in page
    assert "<html" not in page
    assert (
        "<html"
        in client.get(f"/ho-so/{submission.pk}/tieu-chi/1.2/lich-su/").content.decode()
    )
    assert "Chưa ai nhập" in read(client, submission, "1.1")


def test_a_value_from_a_file_stands_there_too(
    client: Client,
    round_: Round,
    submission: Submission,
    reporter: User,
    coordinator: User,
):
    import_answers(round_, [ImportedRow("CucTMDT", "2.1.a", 9)], by=coordinator)
    client.force_login(reporter)

    page = read(client, submission, "2.1")

    assert "Nhập từ tệp" in page
    assert str(coordinator) in page
    assert "<b>9</b>" in page


def test_values_given_anew_with_a_reply_stand_there(  # noqa: PLR0913, PLR0917 -- its people
    client: Client,
    submission: Submission,
    reporter: User,
    signatory: User,
    appraiser: User,
    coordinator: User,
    clock: Clock,
):
    save_answers(submission, {"2.1.a": PostedField("4")}, by=reporter)
    submit_answers(submission, by=signatory, blanks_confirmed=True)
    clock.pass_deadline(submission.round)
    start_appraisal(submission.round, by=coordinator)
    due = timezone.now() + dt.timedelta(days=3)
    question = Question("Đếm lại", due, kind="redo")
    (asked,) = ask_requests(
        submission.round, "2.1", [submission.pk], question, by=appraiser
    )
    draft = ReplyDraft("Thiếu hai lớp", {"2.1.a": {"text": "6"}})
    answer_request(draft_reply(asked, draft, by=reporter), by=signatory)
    client.force_login(reporter)

    page = read(client, submission, "2.1")

    assert "4 → <b>6</b>" in page
    assert "Gửi giải trình" in page


def test_a_value_from_a_spreadsheet_stands_there_once(
    client: Client, submission: Submission, reporter: User
):
    save_answers(
        submission,
        {"2.1.a": PostedField("4")},
        by=reporter,
        origin=AnswerOrigin.IMPORTED,
    )
    client.force_login(reporter)

    page = read(client, submission, "2.1")

    assert page.count("<b>4</b>") == 1
    assert "Lưu số liệu: Nhập từ tệp" in page


@by_hand
def test_a_unit_reads_the_appraisal_only_after_the_round(
    client: Client,
    round_: Round,
    submission: Submission,
    reporter: User,
    viewer: User,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    ScoreEntry.objects.create(
        submission=submission,
        criterion="2.1",
        stage="appraised",
        verdict="corrected",
        reason="Sai số lớp",
        max_points=10,
        by=viewer,
    )
    client.force_login(reporter)
    assert "Sai số lớp" not in read(client, submission, "2.1")
    with django_assert_num_queries(7):
        read(client, submission, "2.1")
    round_.state = "closed"
    round_.save()
    assert "Sai số lớp" in read(client, submission, "2.1")
    round_.state = "appraisal"
    round_.save()
    client.force_login(viewer)
    assert "Thẩm định: Điều chỉnh" in read(client, submission, "2.1")
