"""What goes wrong between people: one value edited twice, a deadline, a stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
)
from opendti_site.assessments.evidence.models import Document, EvidenceLink
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.submissions.models import Answer
from opendti_site.audit.models import AuditLine
from tests.browser.acts import REPORT, card, field, unfolded

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from tests.browser.windows import Windows
    from tests.site.clock import Clock


def type_into(page: Page, item: str, text: str) -> None:
    unfolded(page, item.rpartition(".")[0])
    field(page, item).fill(text)
    field(page, item).press("Tab")


def test_the_keyboard_stays_where_it_was_when_a_criterion_is_saved(
    windows: Windows, submission: Submission, reporter: User
) -> None:
    page = windows.open(reporter)
    page.goto(submission.get_absolute_url())
    type_into(page, "1.2.b", "100")
    expect(card(page, "1.2").locator(".origin")).to_have_count(1)
    expect(card(page, "1.2").locator(":focus")).to_have_text("Thêm tài liệu")


def test_two_people_editing_one_value_see_both(
    windows: Windows, submission: Submission, reporter: User, signatory: User
) -> None:
    first, second = windows.open(reporter), windows.open(signatory)
    for page in (first, second):
        page.goto(submission.get_absolute_url())
    type_into(first, "1.2.b", "100")
    expect(card(first, "1.2").locator(".origin")).to_have_count(1)
    type_into(second, "1.2.b", "90")
    message = card(second, "1.2").locator(".err")
    expect(message).to_contain_text("Lê Thu Hà đã sửa ô này")
    expect(message).to_contain_text("Giữ giá trị của tôi: 90")
    expect(message).to_contain_text("Dùng giá trị đã lưu: 100")
    assert Answer.objects.get(item="1.2.b").value == 100
    message.get_by_role("button", name="Giữ giá trị của tôi").click()
    expect(message).to_have_count(0)
    assert Answer.objects.get(item="1.2.b").value == 90


def test_session_that_ends_says_so_once_and_keeps_what_was_typed(
    windows: Windows, submission: Submission, reporter: User
) -> None:
    windows.expected = ("401",)
    page = windows.open(reporter)
    page.goto(submission.get_absolute_url())
    page.context.clear_cookies(name="sessionid")
    type_into(page, "1.2.b", "100")
    ended = page.locator("#session-ended [role=alert]")
    expect(ended).to_contain_text("Phiên làm việc đã hết")
    expect(ended).to_have_class("message is-warn mb-3")  # of the palette, so legible
    expect(page.locator(".save-failed")).to_have_count(0)
    expect(field(page, "1.2.b")).to_have_value("100")


def test_deadline_that_passes_closes_the_form(
    windows: Windows, submission: Submission, reporter: User, clock: Clock
) -> None:
    clock.pass_deadline(submission.round)
    clock.move_on(hours=-1)
    page = windows.open(reporter)
    page.goto(submission.get_absolute_url())
    type_into(page, "1.2.b", "100")
    expect(card(page, "1.2").locator(".origin")).to_have_count(1)
    clock.move_on(hours=2)
    type_into(page, "1.2.b", "90")
    expect(card(page, "1.2").get_by_role("alert")).to_be_visible()
    expect(field(page, "1.2.b")).to_have_value("90")
    assert Answer.objects.get(item="1.2.b").value == 100
    page.reload()
    unfolded(page, "1.2")
    expect(field(page, "1.2.b")).to_have_value("100")
    expect(field(page, "1.2.b")).not_to_be_editable()
    expect(page.get_by_role("button", name="Lưu")).to_have_count(0)
    expect(page.get_by_text("đã hết hạn")).to_be_visible()


READ = (
    "/ho-so/{submission}/",
    "/ho-so/{submission}/chi-so/1/",
    "/ho-so/{submission}/nop/",
    "/ho-so/{submission}/tra-lai/",
    "/ho-so/{submission}/diem/",
    "/ho-so/{submission}/tieu-chi/1.2/tai-lieu/",
    "/tai-lieu/{document}/tep/1/",
    "/ky/{round}/mo/",
    "/ky/{round}/gia-han/",
    "/ky/{round}/ket-qua/",
    "/ky/{round}/ket-qua/1/",
    "/ky/{round}/ket-qua/1/CucTMDT/index/",
    "/ky/{round}/ket-qua/1/cong-bo/",
    "/tham-dinh/{round}/",
    "/tham-dinh/{round}/lan-1/1.2/",
    "/tham-dinh/{round}/hoi-dong/1.2/",
    "/tham-dinh/{round}/lan-1/1.2/{submission}/",
    "/don-vi/CucTMDT/sua/",
    "/don-vi/CucTMDT/dong/",
    "/nguoi-dung/{person}/",
    "/nhat-ky/",
    "/he-thong/",
)
WRITE = (
    "/ho-so/{submission}/",
    "/ho-so/{submission}/chi-so/1/",
    "/ho-so/{submission}/tieu-chi/1.2/luu/",
    "/ho-so/{submission}/nop/",
    "/ho-so/{submission}/chuyen-ky/",
    "/ho-so/{submission}/rut-lai/",
    "/ho-so/{submission}/tra-lai/",
    "/ho-so/{submission}/tieu-chi/1.2/tai-lieu/",
    "/ho-so/{submission}/tieu-chi/1.2/tai-lieu/chon/",
    "/ho-so/{submission}/tieu-chi/1.2/tai-lieu/ly-do/",
    "/ho-so/{submission}/tieu-chi/1.2/tai-lieu/go/{link}/",
    "/ky/{round}/mo/",
    "/ky/{round}/gia-han/",
    "/ky/{round}/tham-dinh/bat-dau/",
    "/ky/{round}/dong/",
    "/ky/{round}/ket-qua/tinh/",
    "/tham-dinh/{round}/lan-1/1.2/{submission}/",
    "/tham-dinh/{round}/lan-1/1.2/chap-nhan-con-lai/",
    "/don-vi/CucTMDT/sua/",
    "/don-vi/CucTMDT/dong/",
    "/nguoi-dung/{person}/vai-tro/",
    "/nguoi-dung/{person}/mat-khau/",
    "/nguoi-dung/{person}/khoa/",
)


@pytest.fixture
def document(submission: Submission, reporter: User) -> Document:
    upload = SimpleUploadedFile("bao-cao.pdf", REPORT, "application/pdf")
    document = add_document(
        submission.unit, Citation(), by=reporter, files=receive([upload])
    )
    cite_document(submission, "1.2", document, by=reporter)
    return document


def test_stranger_reaches_no_address_of_another_unit(
    windows: Windows,
    submission: Submission,
    document: Document,
    reporter: User,
    stranger: User,
) -> None:
    names = {
        "submission": submission.pk,
        "round": submission.round_id,
        "document": document.pk,
        "link": EvidenceLink.objects.get().pk,
        "person": reporter.pk,
    }
    page = windows.open(stranger)
    before = AuditLine.objects.order_by("pk").last()
    assert before is not None
    read = {url: page.request.get(url.format(**names)).status for url in READ}
    assert {
        url: status for url, status in read.items() if status not in {403, 404}
    } == {}
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    sent = {"v:1.2.a": "1", "reason": "Thử.", "document": str(document.pk)}
    written = {
        url: page.request.post(
            url.format(**names), form=sent, headers={"X-CSRFToken": str(token)}
        ).status
        for url in WRITE
    }
    assert {url: s for url, s in written.items() if s not in {403, 404}} == {}
    own = page.request.post(
        "/tai-khoan/dang-xuat/", headers={"X-CSRFToken": str(token)}, max_redirects=0
    )
    assert own.status == 302  # the token was good: it was the person who was refused
    later = AuditLine.objects.filter(pk__gt=before.pk)
    assert [line.verb for line in later] == ["sign_out"]
    assert Answer.objects.count() == 0
