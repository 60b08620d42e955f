"""What an appraiser is told about a criterion's evidence, and what only those hear who may read both."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from opendti_site.assessments.evidence.actions import (
    Citation,
    attach_document,
    cite_document,
)
from opendti_site.assessments.evidence.queries import evidence_of
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.evidence.remarks import remarks_on
from opendti_site.assessments.rounds.actions import start_appraisal
from tests.opendti.previews import pdfs

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.assessments.evidence.models import EvidenceLink
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock


def attached(
    submission: Submission,
    by: User,
    raw: bytes | None = None,
    *,
    criterion: str = "1.2",
    day: dt.date | None = None,
) -> EvidenceLink:
    uploads = [SimpleUploadedFile("a.pdf", raw)] if raw else []
    citation = Citation(number="12/BC", issued_on=day)
    codes = ["after_period", "future", "same_file"]
    return attach_document(
        submission, criterion, citation, by=by, files=receive(uploads), confirmed=codes
    )


def words_of(link: EvidenceLink, user: User) -> list[tuple[str, str]]:
    found = remarks_on([link], link.submission.round, user)[link.pk]
    return [(remark.tone, remark.words) for remark in found]


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (0, []),
        (-1, [("info", "ban hành năm 2025, trước năm đánh giá")]),
        (
            1,
            [
                ("warn", "ngày ban hành ở tương lai"),
                ("warn", "ngày ban hành sau năm đánh giá"),
            ],
        ),
    ],
)
def test_a_date_outside_the_year_is_remarked(
    submission: Submission,
    reporter: User,
    appraiser: User,
    years: int,
    expected: list[tuple[str, str]],
) -> None:
    day = dt.date(submission.round.year + years, 1, 1)
    assert words_of(attached(submission, reporter, day=day), appraiser) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (pdfs.pdf(), []),
        (pdfs.scanned(), [("info", "tệp bản quét, không có chữ")]),
        (pdfs.locked(), [("warn", "tệp có mật khẩu, không mở được")]),
        (b"%PDF-1.7 nothing", [("warn", "tệp hỏng, không mở được")]),
    ],
)
def test_a_file_that_can_hardly_be_read_is_remarked(
    submission: Submission,
    reporter: User,
    appraiser: User,
    raw: bytes,
    expected: list[tuple[str, str]],
) -> None:
    assert words_of(attached(submission, reporter, raw), appraiser) == expected


def test_a_document_of_two_criteria_is_remarked_at_both(
    submission: Submission, reporter: User, appraiser: User
) -> None:
    link = attached(submission, reporter)
    again = cite_document(submission, "1.1", link.document, by=reporter)
    copied = attached(submission, reporter, pdfs.pdf())
    assert words_of(link, appraiser) == [("info", "cũng dùng cho tiêu chí 1.1")]
    assert words_of(again, appraiser) == [("info", "cũng dùng cho tiêu chí 1.2")]
    assert words_of(copied, appraiser) == []
    attached(submission, reporter, pdfs.pdf(), criterion="1.1")
    assert words_of(copied, appraiser) == [("info", "cũng dùng cho tiêu chí 1.1")]


def test_the_same_file_of_two_units_is_named_to_who_may_read_both(
    round_: Round,
    submission: Submission,
    department: Unit,
    reporter: User,
    stranger: User,
    appraiser: User,
) -> None:
    theirs = attached(round_.submissions.get(unit=department), stranger, pdfs.pdf())
    ours = attached(submission, reporter, pdfs.pdf())
    assert words_of(ours, appraiser) == [("warn", f"cùng tệp với {department.short}")]
    assert words_of(theirs, appraiser) == [
        ("warn", f"cùng tệp với {submission.unit.short}")
    ]
    assert words_of(ours, reporter) == []
    assert words_of(theirs, stranger) == []


def test_remarks_take_the_same_queries_for_any_evidence(
    submission: Submission,
    reporter: User,
    appraiser: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    attached(submission, reporter, pdfs.pdf())
    assert appraiser.held_roles
    links = evidence_of(submission)["1.2"].links
    with django_assert_num_queries(3):
        remarks_on(links, submission.round, appraiser)
    for number in range(3):
        attached(submission, reporter, pdfs.pdf(str(number) * 30))
    links = evidence_of(submission)["1.2"].links
    with django_assert_num_queries(3):
        assert len(remarks_on(links, submission.round, appraiser)) == 4
    with django_assert_num_queries(0):
        assert remarks_on([], submission.round, appraiser) == {}


def test_remarks_stand_beside_the_judgement(
    client: Client,
    submission: Submission,
    reporter: User,
    appraiser: User,
    coordinator: User,
    clock: Clock,
) -> None:
    attached(submission, reporter, pdfs.locked())
    clock.pass_deadline(submission.round)
    start_appraisal(submission.round, by=coordinator)
    client.force_login(appraiser)
    there = ("assessments:criterion_grid", (submission.round_id, "appraised", "1.2"))
    url = reverse(there[0], args=there[1])
    page = client.get(url, {"don-vi": submission.pk}).content.decode()
    assert "tệp có mật khẩu, không mở được" in page
    assert "xem-truoc/" in page
