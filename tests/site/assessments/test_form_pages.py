"""Pages on which a unit fills in, proves and hands in its submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
)
from opendti_site.assessments.evidence.models import Document, EvidenceLink
from opendti_site.assessments.rounds.actions import create_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import Answer
from tests.site.assessments.appraising import HTMX

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from tests.site.clock import Clock
from tests.site.assessments.test_pages import url

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases


def test_form_page_shows_cards_and_saves_by_plain_post(
    client: Client, submission: Submission, reporter: User
) -> None:
    client.force_login(reporter)
    page = client.get(submission.get_absolute_url()).content.decode()
    assert page.count('class="card crit') == 2
    assert "Từ 80% trở lên" in page

    posted = {
        "v:1.1.a": "1",
        "w:1.1.a": "",
        "n:1.1.a": "0",
        "v:1.2.a": "7",
        "w:1.2.a": "",
    }
    saved = client.post(url("form_main", submission.pk, "1"), posted)

    assert saved["Location"] == url("form_main", submission.pk, "1")
    assert set(Answer.objects.values_list("item", "value")) == {
        ("1.1.a", 1),
        ("1.2.a", 7),
    }


def test_form_post_with_a_wrong_value_keeps_it_as_typed_and_saves_the_others(
    client: Client, submission: Submission, reporter: User
) -> None:
    client.force_login(reporter)

    answer = client.post(
        url("form_main", submission.pk, "1"),
        {"v:1.2.a": "bảy", "w:1.2.a": "", "v:1.2.b": "9", "w:1.2.b": ""},
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="bảy"' in page
    assert "Cần một số nguyên" in page
    assert Answer.objects.get(item="1.2.b").value == 9
    again = client.get(url("form_main", submission.pk, "1")).content.decode()
    assert 'value="bảy"' in again


def test_form_post_over_a_newer_value_offers_both(
    client: Client, submission: Submission, reporter: User, signatory: User
) -> None:
    client.force_login(reporter)
    there = url("form_main", submission.pk, "1")
    client.post(there, {"v:1.2.a": "10", "w:1.2.a": "", "n:1.2.a": "0"})
    client.force_login(signatory)
    client.post(there, {"v:1.2.a": "15", "w:1.2.a": "10", "n:1.2.a": "1"})
    client.force_login(reporter)

    page = client.post(
        there, {"v:1.2.a": "12", "w:1.2.a": "10", "n:1.2.a": "1"}
    ).content.decode()

    assert "Trần Đức Long đã sửa ô này" in page
    assert "Giữ giá trị của tôi: 12" in page
    assert "Dùng giá trị đã lưu: 15" in page
    assert Answer.objects.get().value == 15
    mine = {"v:1.2.a": "12", "w:1.2.a": "15", "n:1.2.a": "2", "pick:1.2.a": "mine"}
    client.post(there, mine)
    assert Answer.objects.get().value == 12


def test_save_card_answers_with_card_and_progress(
    client: Client,
    submission: Submission,
    reporter: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(reporter)
    there = url("save_card", submission.pk, "1.2")
    client.post(there, {"v:1.2.a": "7", "w:1.2.a": ""}, headers=HTMX)

    with django_assert_num_queries(27):
        answer = client.post(there, {"v:1.2.b": "70", "w:1.2.b": ""}, headers=HTMX)

    page = answer.content.decode()
    assert 'id="tc-1-2"' in page
    assert 'id="progress"' in page
    assert "hx-swap-oob" in page
    assert "2,50" in page


def test_the_form_says_at_once_how_it_read_a_number(
    client: Client, submission: Submission, reporter: User
) -> None:
    client.force_login(reporter)
    there = url("save_card", submission.pk, "1.2")
    page = client.post(there, {"v:1.2.b": "1.000", "w:1.2.b": ""}, headers=HTMX)
    assert "Đã đọc: 1\u202f000" in page.content.decode()
    posted = {"v:1.2.b": "1,000", "w:1.2.b": "1.000"}
    card = client.post(there, posted, headers=HTMX).content.decode()
    assert "có thể là" in card
    assert "Đã đọc" not in card.partition("</details>")[0]


def test_save_card_after_the_deadline_keeps_the_text_and_gives_the_reason(
    client: Client, submission: Submission, reporter: User, clock: Clock
) -> None:
    clock.pass_deadline(submission.round)
    client.force_login(reporter)

    answer = client.post(
        url("save_card", submission.pk, "1.2"),
        {"v:1.2.a": "7", "w:1.2.a": ""},
        headers=HTMX,
    )

    assert "không lưu được nữa" in answer.content.decode()
    assert 'value="7"' in answer.content.decode()
    assert not Answer.objects.exists()


def test_form_of_another_unit_is_not_found(
    client: Client, submission: Submission, stranger: User
) -> None:
    client.force_login(stranger)

    assert client.get(submission.get_absolute_url()).status_code == 404
    assert (
        client.post(
            url("save_card", submission.pk, "1.2"), {"v:1.2.a": "7"}
        ).status_code
        == 404
    )
    assert not Answer.objects.exists()


def test_form_for_an_overseer_is_read_only(
    client: Client, submission: Submission, viewer: User
) -> None:
    client.force_login(viewer)

    assert "hx-post" not in client.get(submission.get_absolute_url()).content.decode()
    assert (
        client.post(
            url("save_card", submission.pk, "1.2"), {"v:1.2.a": "7"}
        ).status_code
        == 403
    )
    assert not Answer.objects.exists()


@pytest.mark.tampered("last year's rows are made up")
def test_form_shows_last_years_value(
    client: Client,
    submission: Submission,
    round_: Round,
    draft: RoundDraft,
    coordinator: User,
    reporter: User,
) -> None:
    Round.objects.filter(pk=round_.pk).update(year=2027)
    former = create_round(draft, by=coordinator)
    Round.objects.filter(pk=former.pk).update(
        state="closed", fingerprint=round_.fingerprint
    )
    Round.objects.filter(pk=former.pk).update(framework_text=draft.release.text)
    old = Submission.objects.create(
        round=former, unit=submission.unit, block="services"
    )
    Answer.objects.create(
        submission=old,
        item="1.2.a",
        criterion="1.2",
        value=1234,
        updated_by=reporter,
        updated_at=timezone.now(),
    )
    client.force_login(reporter)

    page = client.get(submission.get_absolute_url()).content.decode()

    assert "Năm 2026" in page
    assert "1.234" in page


def test_hand_in_page_lists_what_is_missing_and_submits(
    client: Client, submission: Submission, reporter: User, signatory: User
) -> None:
    client.force_login(reporter)
    page = client.get(url("hand_in", submission.pk)).content.decode()
    assert "Còn 5 tiêu chí chưa đủ" in page
    client.post(url("hand_over", submission.pk))
    assert client.post(url("hand_in", submission.pk)).status_code == 403

    client.force_login(signatory)
    submission.refresh_from_db()
    signed = {"blanks": "1", "version": submission.version}
    client.post(url("hand_in", submission.pk), signed)

    submission.refresh_from_db()
    assert (submission.state, submission.handed_over_by) == ("submitted", reporter)
    client.post(url("recall_submission", submission.pk), {"reason": "Nhầm"})
    submission.refresh_from_db()
    assert submission.state == "open"


def test_evidence_page_adds_reuses_and_withdraws(
    client: Client, submission: Submission, reporter: User
) -> None:
    client.force_login(reporter)
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    there = url("evidence", submission.pk, "1.2")
    client.post(there, {"number": "12/BC", "upload": upload})
    document = Document.objects.get()
    client.post(url("cite_document", submission.pk, "1.1"), {"document": document.pk})
    assert "12/BC" in client.get(there).content.decode()
    link = EvidenceLink.objects.get(criterion="1.2")
    client.post(url("withdraw_citation", submission.pk, "1.2", link.pk))

    assert list(EvidenceLink.objects.values_list("criterion", flat=True)) == ["1.1"]


@pytest.mark.parametrize("documents", [1, 3])
def test_form_page_counts_queries_once(
    client: Client,
    submission: Submission,
    reporter: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    documents: int,
) -> None:
    client.force_login(reporter)
    there = url("form_main", submission.pk, "1")
    fields = {f"v:{item}": "1" for item in ("1.1.a", "1.2.a", "1.2.b")[:documents]}
    client.post(there, fields)
    for number in range(documents):
        document = add_document(
            submission.unit, Citation(number=f"{number}/BC"), by=reporter
        )
        cite_document(submission, "1.2", document, by=reporter)
    client.get(there)

    with django_assert_num_queries(12):
        client.get(there)


def test_cited_document_stands_on_the_form(
    client: Client, submission: Submission, reporter: User
) -> None:
    document = add_document(submission.unit, Citation(number="15/QĐ"), by=reporter)
    cite_document(submission, "1.2", document, by=reporter)
    client.force_login(reporter)

    assert "15/QĐ" in client.get(submission.get_absolute_url()).content.decode()


def test_a_link_is_taken_as_people_write_it(
    client: Client, submission: Submission, reporter: User
) -> None:
    client.force_login(reporter)
    there = url("evidence", submission.pk, "1.2")
    # Browsers let only a whole address through a field of type "url".
    assert 'type="url"' not in client.get(there).content.decode()
    client.post(there, {"url": "bct.gov.vn/van-ban/12"})
    assert Document.objects.get().url == "https://bct.gov.vn/van-ban/12"
