"""Dates after the round's year, dates to come and files that are there already are asked about."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from opendti_site.assessments.evidence import waiting
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    attach_document,
    cite_document,
)
from opendti_site.assessments.evidence.doubts import DoubtsError, doubts_about_date
from opendti_site.assessments.evidence.models import Document, EvidenceLink
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit

DAY = dt.timedelta(days=1)


def pdf(content: bytes = b"%PDF-1.7 a") -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", content)


def url(name: str, *parts: object) -> str:
    return reverse(f"assessments:{name}", args=parts)


def test_dates_are_doubted_from_the_day_after(submission: Submission) -> None:
    round_, today = submission.round, timezone.localdate()
    round_.year = today.year
    assert doubts_about_date(None, round_) == []
    assert doubts_about_date(today, round_) == []
    assert doubts_about_date(today + DAY, round_)[:1] == ["future"]
    round_.year = today.year - 1
    assert doubts_about_date(dt.date(round_.year, 12, 31), round_) == []
    assert doubts_about_date(dt.date(today.year, 1, 1), round_) == ["after_period"]


def test_a_doubt_stops_the_document_until_it_is_confirmed(
    submission: Submission, reporter: User
) -> None:
    citation = Citation(number="1/BC", issued_on=timezone.localdate() + DAY)
    doubts = [
        str(each) for each in doubts_about_date(citation.issued_on, submission.round)
    ]
    with pytest.raises(DoubtsError, match="tương lai") as asked:
        attach_document(submission, "1.2", citation, by=reporter)
    assert asked.value.doubts == doubts
    with pytest.raises(DoubtsError):
        attach_document(
            submission, "1.2", citation, by=reporter, confirmed=["same_file"]
        )
    assert not Document.objects.exists()
    link = attach_document(submission, "1.2", citation, by=reporter, confirmed=doubts)
    assert link.confirmed == ",".join(doubts)
    assert AuditLine.objects.get(verb="cite_document").detail["confirmed"] == doubts


def test_what_raises_no_doubt_confirms_nothing(
    submission: Submission, reporter: User
) -> None:
    link = attach_document(
        submission, "1.2", Citation(number="1"), by=reporter, confirmed=["future"]
    )
    assert (link.confirmed, link.confirmed_words) == ("", "")
    assert "confirmed" not in AuditLine.objects.get(verb="cite_document").detail


def test_a_file_that_is_not_taken_is_refused_before_anything_is_asked(
    submission: Submission, reporter: User
) -> None:
    citation = Citation(number="1/BC", issued_on=timezone.localdate() + DAY)
    program = SimpleUploadedFile("a.exe", b"MZ")
    with pytest.raises(ValidationError, match="loại tệp"):
        attach_document(
            submission, "1.2", citation, by=reporter, files=receive([program])
        )
    assert not Document.objects.exists()


def test_the_same_file_is_doubted_whatever_its_name(
    submission: Submission, reporter: User, agency: Unit
) -> None:
    attach_document(submission, "1.1", Citation(), by=reporter, files=receive([pdf()]))
    attach_document(
        submission, "1.2", Citation(), by=reporter, files=receive([pdf(b"%PDF-b")])
    )
    again = SimpleUploadedFile("khac.pdf", pdf().read())
    with pytest.raises(DoubtsError, match="đã có trong kho"):
        attach_document(
            submission, "1.2", Citation(), by=reporter, files=receive([again])
        )
    assert Document.objects.filter(unit=agency).count() == 2


def test_a_document_of_the_unit_is_doubted_in_a_round_of_an_earlier_year(
    submission: Submission, agency: Unit, reporter: User
) -> None:
    day = dt.date(submission.round.year + 1, 1, 1)
    document = add_document(agency, Citation(number="9", issued_on=day), by=reporter)
    with pytest.raises(DoubtsError):
        cite_document(submission, "1.2", document, by=reporter)
    codes = ["future", "after_period"]
    cite_document(submission, "1.2", document, by=reporter, confirmed=codes)
    assert "after_period" in EvidenceLink.objects.get().confirmed


def test_the_page_asks_and_keeps_what_was_typed(
    client: Client, submission: Submission, reporter: User
) -> None:
    client.force_login(reporter)
    there = url("evidence", submission.pk, "1.2")
    day = timezone.localdate() + DAY
    form = {"number": "12/BC", "issued_on": day.isoformat()}
    page = client.post(there, form).content.decode()
    assert "Hãy kiểm tra lại tài liệu" in page
    assert 'value="12/BC"' in page
    assert not EvidenceLink.objects.exists()
    doubts = [str(each) for each in doubts_about_date(day, submission.round)]
    assert client.post(there, form | {"confirmed": doubts}).status_code == 302
    shown = client.get(there).content.decode()
    assert "Đã xác nhận: ngày ban hành ở tương lai" in shown


def test_the_page_asks_about_a_document_that_is_used_again(
    client: Client, submission: Submission, agency: Unit, reporter: User
) -> None:
    day = timezone.localdate() + DAY
    document = add_document(agency, Citation(number="9", issued_on=day), by=reporter)
    client.force_login(reporter)
    there = url("cite_document", submission.pk, "1.2")
    page = client.post(there, {"document": document.pk, "note": "tr. 2"})
    assert 'value="tr. 2"' in page.content.decode()
    assert page.context["cite_doubts"][0] == "future"
    doubts = [str(each) for each in page.context["cite_doubts"]]
    form = {"document": document.pk, "note": "tr. 2", "confirmed": doubts}
    assert client.post(there, form).status_code == 302
    assert EvidenceLink.objects.get().note == "tr. 2"


@pytest.fixture
def uploads(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """Keep the files that wait apart."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def asked(
    client: Client, submission: Submission, **more: object
) -> tuple[str, dict[str, object]]:
    """Send a file with a day to come; return the address, and the form that answers what is asked."""
    day = timezone.localdate() + DAY
    there = url("evidence", submission.pk, "1.2")
    form = {"number": "12/BC", "issued_on": day.isoformat()} | more
    page = client.post(there, form | {"upload": pdf()})
    confirmed = [str(each) for each in page.context["doubts"]]
    shown = page.content.decode()
    # From the page: a token that is signed again, a second later, is another one.
    token = re.search(r'name="waiting" value="([^"]+)"', shown)
    assert token is not None
    assert "Tệp “a.pdf” vẫn được giữ" in shown
    return there, form | {"confirmed": confirmed, "waiting": token[1]}


def test_a_file_that_is_asked_about_waits_for_the_answer(
    client: Client, submission: Submission, reporter: User, uploads: Path
) -> None:
    client.force_login(reporter)
    there, form = asked(client, submission)
    assert not Document.objects.exists()
    assert [path.stat().st_mode & 0o777 for path in uploads.iterdir()] == [0o600]
    again = client.post(there, form | {"confirmed": []})
    assert again.context["form"].waiting is not None
    assert client.post(there, form).status_code == 302
    document = Document.objects.get()
    assert (document.files[0].name, document.number) == ("a.pdf", "12/BC")
    with document.files[0].path.open("rb") as file:
        assert file.read() == pdf().read()
    assert not list(uploads.iterdir())


def test_another_file_takes_the_place_of_the_one_that_waits(
    client: Client, submission: Submission, reporter: User, uploads: Path
) -> None:
    client.force_login(reporter)
    there, form = asked(client, submission)
    other = SimpleUploadedFile("b.pdf", b"%PDF-1.7 b")
    assert client.post(there, form | {"upload": other}).status_code == 302
    assert Document.objects.get().files[0].name == "b.pdf"
    assert not list(uploads.iterdir())


@pytest.mark.parametrize("token", ["theirs", "forged", "elsewhere", "swept", "old"])
def test_a_file_that_waits_no_longer_is_asked_for_and_not_left_out(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    submission: Submission,
    reporter: User,
    signatory: User,
    uploads: Path,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
) -> None:
    client.force_login(reporter)
    there, form = asked(client, submission)
    if token == "theirs":
        client.force_login(signatory)
    if token == "forged":
        form["waiting"] = f"{form['waiting']}x"
    if token == "elsewhere":
        there = url("evidence", submission.pk, "1.1")
    if token == "swept":
        for path in uploads.iterdir():
            path.unlink()
    if token == "old":
        monkeypatch.setattr(waiting, "PATIENCE", -1)
    page = client.post(there, form)
    assert "Tệp đã chọn không còn chờ" in page.content.decode()
    assert not Document.objects.exists()
