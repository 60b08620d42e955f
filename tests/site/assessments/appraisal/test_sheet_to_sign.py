"""The sheet to sign: what it carries, and that a blank, a zero, a claim and an unmeasured item differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.assessments.appraisal.sheet import unit_sheet
from opendti_site.assessments.evidence.actions import (
    Citation,
    attach_document,
    waive_evidence,
)
from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from tests.site.assessments.rows import by_hand
from tests.site.html import packed

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission


def sheet_of(client: Client, submission: Submission) -> str:
    page = client.get(f"/ho-so/{submission.pk}/phieu/").content.decode()
    return packed(" ".join(page.split()))


def row_of(page: str, criterion: str) -> str:
    start = page.index(f'<span class="code">{criterion}</span>')
    return page[start : page.index("</tr>", start)]


def test_the_sheet_is_laid_out_as_an_official_paper(
    client: Client, submission: Submission, reporter: User
):
    save_answers(submission, {"2.1.a": PostedField("3")}, by=reporter)
    attach_document(
        submission, "2.1", Citation(number="7/BC", issuer="Cục"), by=reporter
    )
    waive_evidence(submission, "1.2", "Bản giấy", by=reporter)
    client.force_login(reporter)

    page = sheet_of(client, submission)

    order = ["BỘ CÔNG THƯƠNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    order += ["Độc lập - Tự do - Hạnh phúc", "PHIẾU TỰ ĐÁNH GIÁ"]
    order += [">Kỳ 2026</span>", "7/BC"]
    order += ["Tổng điểm", "Nơi nhận:", "THỦ TRƯỞNG ĐƠN VỊ", "bản lưu thứ 4"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "<b>3</b>" in row_of(page, "2.1")
    assert "7/BC, Cục" in row_of(page, "2.1")
    assert "6,00" in row_of(page, "2.1")
    assert "Bản giấy" in row_of(page, "1.2")
    assert "Bản dự thảo" in page


def test_a_blank_a_zero_and_a_claim_differ(
    client: Client, submission: Submission, reporter: User
):
    claim = PostedField("", state=AnswerState.NOT_APPLICABLE, reason="Không có")
    save_answers(
        submission,
        {
            "1.2.a": PostedField("0"),
            "2.1.a": PostedField("ba lớp"),
            "2.2.a": claim,
            "2.2.b": claim,
        },
        by=reporter,
    )
    rows = {
        row.scores.sheet.code: row
        for group in unit_sheet(submission, reader=reporter, sees_all=False).groups
        for row in group.rows
    }

    assert [(v.text, v.state) for v in rows["1.2"].values] == [
        ("0", "given"),
        ("", "blank"),
    ]
    # What could not be read is blank, and earns nothing.
    assert rows["2.1"].is_blank
    assert rows["2.2"].claim_reason == "Không có"
    client.force_login(reporter)
    page = sheet_of(client, submission)
    assert "0,00" not in row_of(page, "2.1")
    assert "0,00" in row_of(page, "1.2")
    assert "Không áp dụng" in row_of(page, "2.2")


@by_hand
def test_the_appraisal_is_printed_for_those_who_may_see_it(
    client: Client, submission: Submission, reporter: User, viewer: User
):
    ScoreEntry.objects.create(
        submission=submission,
        criterion="1.1",
        stage="final",
        verdict="corrected",
        answers={"1.1.a": {"value": 1.0, "state": "given", "text": ""}},
        points=10,
        max_points=10,
        by=viewer,
    )
    client.force_login(reporter)
    assert "10,00" not in row_of(sheet_of(client, submission), "1.1")
    client.force_login(viewer)
    assert "10,00" in row_of(sheet_of(client, submission), "1.1")
