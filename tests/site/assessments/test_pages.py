"""Every page once as those who may see it, once as those who may not; query counts do not grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
)
from opendti_site.assessments.evidence.models import Document, EvidenceLink
from opendti_site.assessments.rounds.actions import create_round, start_appraisal
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.organisations.actions import create_unit
from tests.site.assessments.judging import HTMX, seen_by

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock


@pytest.fixture
def in_appraisal(round_: Round, coordinator: User, clock: Clock) -> Round:
    clock.pass_deadline(round_)
    return start_appraisal(round_, by=coordinator)


def url(name: str, *args: object) -> str:
    return reverse(f"assessments:{name}", args=args)


def test_rounds_page_counts_queries_once(
    client: Client,
    round_: Round,
    draft: RoundDraft,
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(coordinator)
    client.get(url("rounds"))

    with django_assert_num_queries(4):
        page = client.get(url("rounds"))
    for _ in range(2):
        create_round(draft, by=coordinator)
    with django_assert_num_queries(4):
        three = client.get(url("rounds"))

    assert page.content.decode().count("<tr>") == 2
    assert three.content.decode().count("<tr>") == 4


def test_create_and_open_round_by_plain_forms(
    client: Client,
    release: FrameworkRelease,
    ministry: Unit,
    agency: Unit,
    coordinator: User,
) -> None:
    client.force_login(coordinator)
    form = {
        "title": "Kỳ mới",
        "year": 2026,
        "release": release.pk,
        "root": ministry.pk,
        "opens_at": "2026-01-01T08:00",
        "submit_by": "2026-12-31T17:00",
    }

    made = client.post(url("create_round"), form)
    round_ = Round.objects.get()
    assert made["Location"] == url("open_round", round_.pk)
    assert "Cục Thương mại điện tử" in client.get(made["Location"]).content.decode()
    blocks = {"block-CucTMDT": "no_services"}
    asked = client.post(made["Location"], blocks).content.decode()
    assert "Mở kỳ cho 1 đơn vị" in asked
    assert Round.objects.get().state == "draft"
    client.post(made["Location"], {**blocks, "confirmed": "1"})

    round_.refresh_from_db()
    assert round_.state == "open"
    assert round_.submissions.get().block == "no_services"
    assert timezone.localtime(round_.submit_by).strftime("%H:%M %z") == "17:00 +0700"


def test_create_round_with_dates_out_of_order_says_so_beside_the_field(
    client: Client, release: FrameworkRelease, ministry: Unit, coordinator: User
) -> None:
    client.force_login(coordinator)
    form = {"title": "K", "year": 2026, "release": release.pk, "root": ministry.pk}
    form |= {"opens_at": "2026-12-01T08:00", "submit_by": "2026-01-31T17:00"}

    page = client.post(url("create_round"), form).content.decode()

    assert "Hạn nộp phải sau lúc bắt đầu nhận hồ sơ." in page
    assert not Round.objects.exists()


@pytest.mark.tampered("submissions are added and removed")
def test_round_page_counts_queries_once(
    client: Client,
    round_: Round,
    ministry: Unit,
    viewer: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(viewer)
    client.get(round_.get_absolute_url())
    round_.submissions.last().delete()

    with django_assert_num_queries(7):
        client.get(round_.get_absolute_url())
    for number in range(2):
        unit = create_unit(
            by=None, code=f"U{number}", name=f"Đơn vị {number}", parent=ministry
        )
        Submission.objects.create(round=round_, unit=unit, block="services")
    with django_assert_num_queries(7):
        page = client.get(round_.get_absolute_url()).content.decode()

    assert "Đơn vị 1" in page
    assert "Bắt đầu thẩm định" not in page


@pytest.mark.parametrize(
    "name", ["open_round", "extend_round", "start_appraisal", "close_round"]
)
def test_round_steps_are_refused_to_others(
    client: Client, round_: Round, viewer: User, name: str
) -> None:
    client.force_login(viewer)

    assert client.post(url(name, round_.pk)).status_code == 403

    round_.refresh_from_db()
    assert (round_.state, round_.version) == ("open", 2)


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

    with django_assert_num_queries(22):
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


def test_save_card_after_the_deadline_keeps_the_text_and_says_why(
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


def test_document_file_is_an_attachment_for_those_who_may_read_it(
    client: Client, agency: Unit, reporter: User, appraiser: User, stranger: User
) -> None:
    document = add_document(
        agency,
        Citation(),
        by=reporter,
        upload=SimpleUploadedFile("báo cáo.pdf", b"%PDF-1.4"),
    )
    client.force_login(appraiser)
    answer = client.get(document.get_absolute_url())

    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    client.force_login(stranger)
    assert client.get(document.get_absolute_url()).status_code == 404


def test_documents_page_counts_queries_once(
    client: Client,
    agency: Unit,
    reporter: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(reporter)
    add_document(agency, Citation(number="1"), by=reporter)
    client.get(url("documents"))

    with django_assert_num_queries(5):
        client.get(url("documents"))
    for number in "23":
        add_document(agency, Citation(number=number), by=reporter)
    with django_assert_num_queries(5):
        client.get(url("documents"))


@pytest.mark.tampered("submissions are added")
def test_grid_shows_units_and_counts_queries_once(
    client: Client,
    in_appraisal: Round,
    ministry: Unit,
    appraiser: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(appraiser)
    there = url("criterion_grid", in_appraisal.pk, "appraised", "1.2")
    client.get(there)

    with django_assert_num_queries(15):
        page = client.get(there).content.decode()
    assert page.count("<tr id=") == 2
    for number in range(2):
        unit = create_unit(
            by=None, code=f"U{number}", name=f"Đơn vị {number}", parent=ministry
        )
        Submission.objects.create(round=in_appraisal, unit=unit, block="services")
    with django_assert_num_queries(15):
        page = client.get(there).content.decode()
    assert page.count("<tr id=") == 4


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.tampered("submissions are added")
def test_judging_a_unit_counts_queries_once(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    in_appraisal: Round,
    agency: Unit,
    ministry: Unit,
    appraiser: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    more: int,
) -> None:
    for number in range(more):
        unit = create_unit(
            by=None, code=f"U{number}", name=f"Đơn vị {number}", parent=ministry
        )
        Submission.objects.create(round=in_appraisal, unit=unit, block="services")
    client.force_login(appraiser)
    submission = in_appraisal.submissions.get(unit=agency)
    there = url("judge", in_appraisal.pk, "appraised", "1.2", submission.pk)
    grid = url("criterion_grid", in_appraisal.pk, "appraised", "1.2")
    accepted = {"verdict": "accepted", "seen": seen_by(client, grid, submission.pk)}
    client.post(there, accepted, headers=HTMX)
    accepted["seen"] = seen_by(client, grid, submission.pk)

    with django_assert_num_queries(38):
        client.post(there, accepted, headers=HTMX)


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

    with django_assert_num_queries(9):
        client.get(there)


def test_grid_leaves_out_units_whose_block_has_no_such_criterion(
    client: Client, in_appraisal: Round, appraiser: User
) -> None:
    client.force_login(appraiser)

    page = client.get(url("criterion_grid", in_appraisal.pk, "appraised", "2.2"))

    assert page.content.decode().count("<tr id=") == 1


def test_judge_by_plain_form_and_by_htmx(
    client: Client, in_appraisal: Round, agency: Unit, appraiser: User
) -> None:
    submission = in_appraisal.submissions.get(unit=agency)
    client.force_login(appraiser)
    there = url("judge", in_appraisal.pk, "appraised", "1.2", submission.pk)

    grid = url("criterion_grid", in_appraisal.pk, "appraised", "1.2")
    seen = seen_by(client, grid, submission.pk)

    plain = client.post(there, {"verdict": "accepted", "seen": seen})
    assert plain.status_code == 302
    typed = {"verdict": "corrected", "v:1.2.a": "3", "v:1.2.b": "4"}
    typed["seen"] = seen_by(client, grid, submission.pk)
    refused = client.post(there, typed, headers=HTMX).content.decode()
    assert "Hãy ghi lý do điều chỉnh." in refused
    assert 'value="3"' in refused
    typed["reason"] = "Trùng"
    corrected = client.post(there, typed, headers=HTMX).content.decode()

    assert "Đã điều chỉnh" in corrected
    assert list(ScoreEntry.objects.values_list("verdict", flat=True)) == [
        "accepted",
        "corrected",
    ]


def test_judge_refused_by_plain_form_keeps_what_was_typed(
    client: Client, in_appraisal: Round, agency: Unit, appraiser: User
) -> None:
    submission = in_appraisal.submissions.get(unit=agency)
    client.force_login(appraiser)
    there = url("judge", in_appraisal.pk, "appraised", "1.2", submission.pk)

    answer = client.post(
        there, {"verdict": "corrected", "v:1.2.a": "ba", "reason": "Sai"}
    )

    assert answer.status_code == 422
    assert 'value="ba"' in answer.content.decode()
    assert 'value="Sai"' in answer.content.decode()
    assert not ScoreEntry.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("viewer", 403), ("reporter", 403), ("council", 403)]
)
def test_judge_is_refused_to_others(
    client: Client,
    in_appraisal: Round,
    agency: Unit,
    who: str,
    status: int,
    request: pytest.FixtureRequest,
) -> None:
    submission = in_appraisal.submissions.get(unit=agency)
    client.force_login(request.getfixturevalue(who))

    answer = client.post(
        url("judge", in_appraisal.pk, "appraised", "1.2", submission.pk),
        {"verdict": "accepted"},
    )

    assert answer.status_code == status
    assert not ScoreEntry.objects.exists()


@pytest.mark.tampered("the round is closed by hand")
def test_unit_scores_hides_the_appraisal_from_the_unit_until_the_round_is_closed(
    client: Client, in_appraisal: Round, agency: Unit, reporter: User, appraiser: User
) -> None:
    submission = in_appraisal.submissions.get(unit=agency)
    there = url("unit_scores", submission.pk)
    client.force_login(reporter)
    assert "<dt>Thẩm định</dt>" not in client.get(there).content.decode()
    Round.objects.update(state="closed")
    assert "<dt>Thẩm định</dt>" in client.get(there).content.decode()
    client.force_login(appraiser)
    assert "<dt>Cuối cùng</dt>" in client.get(there).content.decode()


def test_appraisal_page_lists_criteria_with_their_progress(
    client: Client,
    in_appraisal: Round,
    submission: Submission,
    reporter: User,
    appraiser: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(appraiser)
    client.get(url("appraisal", in_appraisal.pk))

    with django_assert_num_queries(8):
        page = client.get(url("appraisal", in_appraisal.pk)).content.decode()

    assert "0/2" in page
    assert "0/1" in page


def test_pages_for_nobody_lead_to_the_sign_in(
    client: Client, submission: Submission
) -> None:
    for name, args in (
        ("rounds", ()),
        ("form_page", (submission.pk,)),
        ("documents", ()),
    ):
        assert client.get(url(name, *args)).status_code == 302


def test_cited_document_stands_on_the_form(
    client: Client, submission: Submission, reporter: User
) -> None:
    document = add_document(submission.unit, Citation(number="15/QĐ"), by=reporter)
    cite_document(submission, "1.2", document, by=reporter)
    client.force_login(reporter)

    assert "15/QĐ" in client.get(submission.get_absolute_url()).content.decode()
