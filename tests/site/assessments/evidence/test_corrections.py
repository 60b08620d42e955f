"""A correction is a new version: forms that may change take it, what was submitted keeps the earlier one."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    attach_document,
    cite_document,
    correct_document,
    withdraw_citation,
)
from opendti_site.assessments.evidence.doubts import DoubtsError
from opendti_site.assessments.evidence.models import Document, EvidenceLink
from opendti_site.assessments.evidence.queries import (
    ShelfFilter,
    documents_cited_in,
    documents_listed_for,
    documents_to_reuse,
    evidence_of,
    newest_versions,
    versions_of,
)
from opendti_site.assessments.evidence.receiving import ReceivedFile, receive
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    return_submission,
)
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock

BEFORE = Citation(number="12/BC", abstract="Báo cáo năm", issuer="Cục")
AFTER = Citation(number="12/BC-TMDT", abstract="Báo cáo năm", issuer="Cục")


@pytest.fixture
def link(submission: Submission, reporter: User) -> EvidenceLink:
    return attach_document(submission, "1.2", BEFORE, by=reporter, note="trang 3")


def cited(submission: Submission, criterion: str = "1.2") -> list[Document]:
    return [link.document for link in evidence_of(submission)[criterion].links]


def test_every_criterion_of_an_open_form_takes_the_new_version(
    submission: Submission, link: EvidenceLink, reporter: User
) -> None:
    cite_document(submission, "1.1", link.document, by=reporter)
    submission.refresh_from_db()
    version = submission.version

    new = correct_document(link.document, AFTER, by=reporter)

    assert (new.version, new.previous, str(new)) == (2, link.document, "12/BC-TMDT")
    assert cited(submission) == cited(submission, "1.1") == [new]
    assert evidence_of(submission)["1.2"].links[0].note == "trang 3"
    submission.refresh_from_db()
    assert submission.version == version + 2
    link.document.refresh_from_db()
    assert str(link.document) == "12/BC"
    verbs = AuditLine.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["correct_document", "cite_document", "cite_document"]


def test_files_stay_and_others_come_after_them(
    submission: Submission, reporter: User
) -> None:
    first, second = b"%PDF-1.7 a", b"%PDF-1.7 b"
    upload = SimpleUploadedFile("a.pdf", first)
    link = attach_document(
        submission, "1.2", BEFORE, by=reporter, files=receive([upload])
    )

    same = correct_document(link.document, AFTER, by=reporter)
    other = correct_document(
        same,
        AFTER,
        by=reporter,
        files=receive([SimpleUploadedFile("b.pdf", second)]),
    )

    (kept,), file = same.files, other.files[1]
    assert (kept.name, kept.sha256) == ("a.pdf", link.document.files[0].sha256)
    assert [str(attachment) for attachment in other.files] == ["a.pdf", "b.pdf"]
    assert (kept.path.read_bytes(), file.path.read_bytes()) == (first, second)


def test_who_comes_second_corrects_the_new_version(
    link: EvidenceLink, reporter: User, signatory: User
) -> None:
    correct_document(link.document, AFTER, by=reporter)
    with pytest.raises(ActionRefusedError, match=f"{reporter} vừa sửa"):
        correct_document(link.document, Citation(number="3"), by=signatory)
    with pytest.raises(ActionRefusedError, match="bản mới nhất"):
        cite_document(link.submission, "1.1", link.document, by=reporter)
    assert Document.objects.count() == 2


def test_a_correction_corrects_something_and_leaves_a_name(
    link: EvidenceLink, reporter: User, stranger: User
) -> None:
    with pytest.raises(ActionRefusedError, match="Chưa có gì được sửa"):
        correct_document(link.document, BEFORE, by=reporter)
    with pytest.raises(Exception, match="Hãy ghi số"):
        correct_document(link.document, Citation(issuer="Cục"), by=reporter)
    with pytest.raises(PermissionDenied):
        correct_document(link.document, AFTER, by=stranger)
    assert Document.objects.count() == 1


def test_a_date_after_the_year_is_asked_about_where_a_form_takes_it(
    link: EvidenceLink, reporter: User
) -> None:
    late = Citation(number="12/BC", issued_on=dt.date(2099, 1, 1))
    with pytest.raises(DoubtsError):
        correct_document(link.document, late, by=reporter)
    new = correct_document(
        link.document, late, by=reporter, confirmed=["future", "after_period"]
    )
    assert new.links.get().confirmed == "future,after_period"


def test_what_was_confirmed_of_a_file_stays_with_it_and_goes_with_it(
    submission: Submission, reporter: User
) -> None:
    def same() -> list[ReceivedFile]:
        return receive([SimpleUploadedFile("a.pdf", b"%PDF-1.7 a")])

    add_document(submission.unit, AFTER, by=reporter, files=same())
    link = attach_document(
        submission, "1.2", BEFORE, by=reporter, files=same(), confirmed=["same_file"]
    )

    new = correct_document(link.document, AFTER, by=reporter)
    assert new.links.get().confirmed == "same_file"
    line = AuditLine.objects.filter(verb="cite_document").latest("pk")
    assert line.detail["confirmed"] == ["same_file"]

    without = correct_document(new, AFTER, by=reporter, dropped=[1])
    assert without.links.get().confirmed == ""


@pytest.fixture
def appraised(
    submission: Submission,
    link: EvidenceLink,
    coordinator: User,
    appraiser: User,
    clock: Clock,
) -> ScoreEntry:
    """1.2 accepted after the deadline, with the document that was cited."""
    rows = [ImportedRow("CucTMDT", "1.2.a", 40), ImportedRow("CucTMDT", "1.2.b", 100)]
    import_answers(submission.round, rows, by=coordinator)
    clock.pass_deadline(submission.round)
    start_appraisal(submission.round, by=coordinator)
    return appraise(submission, "1.2", Judgement("accepted"), by=appraiser)


def test_what_was_judged_keeps_the_earlier_version(
    submission: Submission, link: EvidenceLink, appraised: ScoreEntry, reporter: User
) -> None:
    new = correct_document(link.document, AFTER, by=reporter)
    (kept,) = cited(submission)
    assert (kept, kept.corrected) == (link.document, new)
    assert appraised.documents == [link.document_id]


def test_the_sheet_to_sign_marks_what_was_corrected_since(
    client: Client,
    submission: Submission,
    link: EvidenceLink,
    appraised: ScoreEntry,
    reporter: User,
    appraiser: User,
) -> None:
    page = reverse("assessments:sheet_to_sign", args=[submission.pk])
    file = reverse("assessments:sheet_file", args=[submission.pk])

    def is_marked(reader: User) -> list[bool]:
        client.force_login(reader)
        document = docx.Document(BytesIO(client.get(file).content))
        cells = [cell.text for row in document.tables[1].rows for cell in row.cells]
        printed = " ".join(text for text in cells if "12/BC" in text)
        return [
            "bản trước" in client.get(page).content.decode(),
            "bản trước" in printed,
        ]

    assert is_marked(reporter) == [False, False]
    correct_document(link.document, AFTER, by=reporter)
    assert is_marked(reporter) == [True, True]
    # A correction that no form cites is the unit's own.
    assert is_marked(appraiser) == [False, False]


def test_after_a_return_the_pane_shows_what_the_appraiser_looked_at(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    submission: Submission,
    link: EvidenceLink,
    appraised: ScoreEntry,
    coordinator: User,
    reporter: User,
    appraiser: User,
) -> None:
    due = submission.round.submit_by + dt.timedelta(days=30)
    return_submission(submission, due_at=due, reason="Sai số", by=coordinator)
    new = correct_document(link.document, AFTER, by=reporter)
    assert cited(submission) == [new]

    client.force_login(appraiser)
    grid = reverse(
        "assessments:criterion_grid", args=[submission.round_id, "appraised", "1.2"]
    )
    page = client.get(f"{grid}?don-vi={submission.pk}").content.decode()
    assert "Tài liệu đã xem lúc đó, nay đã đổi" in page
    assert "Bản trước" in page
    assert appraised.documents == [link.document_id]


def test_lists_offer_the_newest_and_keep_what_is_cited(
    submission: Submission, link: EvidenceLink, appraised: ScoreEntry, reporter: User
) -> None:
    del appraised
    new = correct_document(link.document, AFTER, by=reporter)
    newest = correct_document(new, Citation(number="12a/BC"), by=reporter)

    assert list(documents_to_reuse(submission.unit)) == [newest]
    assert list(documents_to_reuse(submission.unit, text="12a bc")) == [newest]
    listed = documents_listed_for(reporter, ShelfFilter("12"))
    assert list(listed) == [newest, link.document]
    assert newest_versions([link.document]) == {link.document_id: newest}
    assert documents_cited_in(submission, ["1.2"]) == [("1.2", newest)]
    assert versions_of(new) == [newest, new, link.document]


def test_withdrawing_takes_the_new_version_off(
    submission: Submission, link: EvidenceLink, reporter: User
) -> None:
    new = correct_document(link.document, AFTER, by=reporter)
    withdraw_citation(new.links.get(), by=reporter)
    assert cited(submission) == []


def test_the_page_corrects_and_names_what_takes_it(
    client: Client, link: EvidenceLink, reporter: User
) -> None:
    client.force_login(reporter)
    url = reverse("assessments:correct_document", args=[link.document_id])
    page = client.get(url).content.decode()
    assert "1 tiêu chí của hồ sơ đang nhập sẽ dùng bản mới" in page
    assert 'value="12/BC"' in page

    data = {"number": "12/BC-TMDT", "abstract": "Báo cáo năm"}
    answer = client.post(url, data, follow=True)
    shown = answer.content.decode()
    assert "Đã lưu bản 2" in shown
    assert ("Bản 1" in shown, "Bản 2" in shown) == (True, True)

    again = client.post(url, {"number": "khác"}).content.decode()
    assert "vừa sửa tài liệu này" in again
    assert 'value="khác"' in again  # what was typed is not lost


def test_the_page_is_for_who_fills_in(
    client: Client, link: EvidenceLink, appraiser: User, stranger: User
) -> None:
    url = reverse("assessments:correct_document", args=[link.document_id])
    for user, status in ((appraiser, 403), (stranger, 404)):
        client.force_login(user)
        assert client.get(url).status_code == status
    page = reverse("assessments:document", args=[link.document_id])
    assert client.get(page).status_code == 404
    client.force_login(appraiser)
    assert "Sửa tài liệu" not in client.get(page).content.decode()


def test_a_document_of_no_form_is_corrected_alone(
    submission: Submission, reporter: User
) -> None:
    document = add_document(submission.unit, BEFORE, by=reporter)
    new = correct_document(document, AFTER, by=reporter)
    assert new.search_key == "12/bc-tmdt bao cao nam cuc"
    assert not EvidenceLink.objects.exists()


def test_who_fills_in_for_a_unit_from_above_the_round_changes_no_form(
    submission: Submission, link: EvidenceLink, ministry: Unit
) -> None:
    above = person("van", "Ngô Thị Vân", Role.REPORTER, ministry)

    correct_document(link.document, AFTER, by=above)

    assert cited(submission) == [link.document]


def test_what_was_looked_at_stays_readable_for_who_oversees_the_round(  # noqa: PLR0913, PLR0917 -- fixtures
    submission: Submission,
    appraised: ScoreEntry,
    coordinator: User,
    appraiser: User,
    reporter: User,
    stranger: User,
    client: Client,
) -> None:
    """An appraisal rests on it, also where the form cites the corrected version alone."""
    due = timezone.now() + dt.timedelta(days=2)
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7 a")
    link = submission.evidence_links.get()
    return_submission(submission, reason="Sửa", by=coordinator, due_at=due)
    first = correct_document(
        link.document, BEFORE, by=reporter, files=receive([upload])
    )
    assert appraise(submission, "1.2", Judgement("accepted"), by=appraiser).documents
    new = correct_document(first, AFTER, by=reporter)
    (file,) = first.files
    pages = [row.get_absolute_url() for row in (link.document, first, new)]
    pages.append(reverse("assessments:document_preview", args=[first.pk, file.order]))
    for user, status in ((appraiser, 200), (coordinator, 200), (stranger, 404)):
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {status}
