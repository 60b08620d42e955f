"""Who did what, when, with a criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    save_answers,
)
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from tests.site.assessments.rows import by_hand

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round, Submission

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
