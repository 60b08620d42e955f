"""What the page before handing over lists: what is missing, what contradicts, what to look at."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from opendti_site.assessments.evidence.actions import (
    Citation,
    attach_document,
    waive_evidence,
)
from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.checks import checks_of, hints_of
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.queries import summary_of

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission


def test_everything_that_lacks_is_named_and_leads_to_its_card(
    client: Client, submission: Submission, reporter: User
):
    fields = {
        "1.2.a": PostedField("mười"),
        "1.2.b": PostedField("20"),
        "2.2.a": PostedField("4"),
    }
    save_answers(submission, fields, by=reporter)

    found = {check.sheet.code: check for check in checks_of(summary_of(submission))}

    assert found["1.2"].is_blocking
    assert found["1.2"].details == (
        "Văn bản số: “mười”. Cần một số nguyên, ví dụ 1.234.",
        "Chưa có tài liệu kiểm chứng.",
    )
    assert found["2.2"].details == ("Chưa có: Tổng số hồ sơ",)
    assert not found["2.2"].is_blocking
    assert found["1.1"].details == ("Chưa có: Người đứng đầu chỉ đạo",)
    client.force_login(reporter)
    page = client.get(f"/ho-so/{submission.pk}/nop/").content.decode()
    assert f'href="/ho-so/{submission.pk}/chi-so/2/#tc-2-2"' in page
    assert "Chưa có: Tổng số hồ sơ" in page


def test_what_is_allowed_but_strange_is_listed_apart(
    submission: Submission, reporter: User
):
    claim = PostedField("", state=AnswerState.NOT_APPLICABLE, reason="Không có dịch vụ")
    save_answers(submission, {"2.2.a": claim, "2.2.b": claim}, by=reporter)
    old = Citation(number="1/BC", issued_on=dt.date(2024, 5, 1))
    new = Citation(number="2/BC", issued_on=dt.date(2026, 5, 1))
    for citation in (old, new):
        attach_document(submission, "2.1", citation, by=reporter)
    waive_evidence(submission, "1.2", "Bản giấy", by=reporter)

    hints = [(h.sheet.code, h.words) for h in hints_of(summary_of(submission))]

    assert hints == [
        ("1.2", "Không có tài liệu kiểm chứng, lý do: Bản giấy"),
        ("2.1", "Tài liệu 1/BC ban hành ngoài năm đánh giá 2026."),
        (
            "2.2",
            "Đề nghị không áp dụng; nếu không được chấp nhận thì tính 0 điểm.",
        ),
    ]


def test_what_several_criteria_share_is_said_once(
    client: Client, submission: Submission, reporter: User
):
    old = Citation(number="1/BC", issued_on=dt.date(2024, 5, 1))
    for criterion in ("2.1", "2.2"):
        attach_document(submission, criterion, old, by=reporter)
    client.force_login(reporter)
    page = client.get(f"/ho-so/{submission.pk}/nop/").content.decode()
    assert page.count("Tài liệu 1/BC ban hành ngoài năm đánh giá 2026.") == 1
    assert f'href="/ho-so/{submission.pk}/chi-so/2/#tc-2-1"' in page
    assert f'href="/ho-so/{submission.pk}/chi-so/2/#tc-2-2"' in page
