"""Every page once as those who may see it, once as those who may not; query counts do not grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from opendti.scoring.words import STATE_WORDS
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
)
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.rounds.actions import create_round, start_appraisal
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.organisations.actions import create_unit
from tests.site.assessments.appraising import HTMX, seen_by

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

    with django_assert_num_queries(8):
        client.get(round_.get_absolute_url())
    for number in range(2):
        unit = create_unit(
            by=None, code=f"U{number}", name=f"Đơn vị {number}", parent=ministry
        )
        Submission.objects.create(round=round_, unit=unit, block="services")
    with django_assert_num_queries(8):
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


@pytest.mark.usefixtures("reporter")
def test_document_file_is_an_attachment_for_those_who_may_read_it(
    client: Client, submission: Submission, appraiser: User, stranger: User
) -> None:
    reporter = submission.unit.assignments.get(role="reporter").user
    document = add_document(
        submission.unit,
        Citation(),
        by=reporter,
        files=receive([SimpleUploadedFile("báo cáo.pdf", b"%PDF-1.4")]),
    )
    cite_document(submission, "1.1", document, by=reporter)
    client.force_login(appraiser)
    answer = client.get(document.files[0].get_absolute_url())

    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    client.force_login(stranger)
    assert client.get(document.files[0].get_absolute_url()).status_code == 404


def test_documents_page_counts_queries_once(
    client: Client,
    agency: Unit,
    reporter: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(reporter)
    add_document(agency, Citation(number="1"), by=reporter)
    client.get(url("documents"))

    with django_assert_num_queries(6):
        client.get(url("documents"))
    for number in "23":
        add_document(agency, Citation(number=number), by=reporter)
    with django_assert_num_queries(6):
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

    with django_assert_num_queries(31):
        page = client.get(there).content.decode()
    assert page.count("<tr id=") == 2
    for number in range(2):
        unit = create_unit(
            by=None, code=f"U{number}", name=f"Đơn vị {number}", parent=ministry
        )
        Submission.objects.create(round=in_appraisal, unit=unit, block="services")
    with django_assert_num_queries(31):
        page = client.get(there).content.decode()
    assert page.count("<tr id=") == 4


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.tampered("submissions are added")
def test_appraising_a_unit_counts_queries_once(  # noqa: PLR0913, PLR0917 -- fixtures
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
    there = url("appraise_unit", in_appraisal.pk, "appraised", "1.2", submission.pk)
    grid = url("criterion_grid", in_appraisal.pk, "appraised", "1.2")
    accepted = {"verdict": "accepted", "seen": seen_by(client, grid, submission.pk)}
    client.post(there, accepted, headers=HTMX)
    accepted["seen"] = seen_by(client, grid, submission.pk)

    with django_assert_num_queries(62):
        client.post(there, accepted, headers=HTMX)


def test_the_appraisal_names_a_blank_in_one_way(
    client: Client, in_appraisal: Round, agency: Unit, appraiser: User
) -> None:
    client.force_login(appraiser)
    submission = in_appraisal.submissions.get(unit=agency)
    grid = url("criterion_grid", in_appraisal.pk, "appraised", "1.2")
    page = client.get(f"{grid}?don-vi={submission.pk}").content.decode()

    row = page.split(f'<tr id="r-{submission.pk}"')[1].split("</tr>")[0]
    pane = page.split('<table class="mini">')[1].split("</tr>")[0]

    assert STATE_WORDS["blank"].vi in row
    assert STATE_WORDS["blank"].vi in pane
    assert "–" not in pane


def test_grid_leaves_out_units_whose_block_has_no_such_criterion(
    client: Client, in_appraisal: Round, appraiser: User
) -> None:
    client.force_login(appraiser)

    page = client.get(url("criterion_grid", in_appraisal.pk, "appraised", "2.2"))

    assert page.content.decode().count("<tr id=") == 1


def test_appraising_by_plain_form_and_by_htmx(
    client: Client, in_appraisal: Round, agency: Unit, appraiser: User
) -> None:
    submission = in_appraisal.submissions.get(unit=agency)
    client.force_login(appraiser)
    there = url("appraise_unit", in_appraisal.pk, "appraised", "1.2", submission.pk)

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


def test_appraising_refused_by_plain_form_keeps_what_was_typed(
    client: Client, in_appraisal: Round, agency: Unit, appraiser: User
) -> None:
    submission = in_appraisal.submissions.get(unit=agency)
    client.force_login(appraiser)
    there = url("appraise_unit", in_appraisal.pk, "appraised", "1.2", submission.pk)

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
def test_appraising_is_refused_to_others(
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
        url("appraise_unit", in_appraisal.pk, "appraised", "1.2", submission.pk),
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

    with django_assert_num_queries(11):
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
