from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    attach_document,
    cite_document,
    waive_evidence,
    withdraw_citation,
)
from opendti_site.assessments.evidence.models import Document, EvidenceLink
from opendti_site.assessments.evidence.queries import documents_visible_to, evidence_of
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit

PDF = b"%PDF-1.7\nnothing"
CASES = Path(__file__).parents[3] / "data" / "cases"


def pdf(name: str = "bao-cao.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def document(agency: Unit, reporter: User) -> Document:
    return add_document(
        agency, Citation(number="12/BC-TMDT"), by=reporter, files=receive([pdf()])
    )


def test_add_document_keeps_digest_size_and_the_kind_that_the_bytes_say(
    document: Document,
) -> None:
    assert document.kind == "file"
    assert document.files[0].sha256 == hashlib.sha256(PDF).hexdigest()
    assert (document.files[0].size, document.files[0].content_type) == (
        len(PDF),
        "application/pdf",
    )
    assert document.files[0].name == "bao-cao.pdf"
    with document.files[0].path.open("rb") as kept:
        assert kept.read() == PDF


@pytest.mark.parametrize(
    "citation",
    [Citation(number="12"), Citation(url="https://vn/"), Citation(abstract="Báo cáo")],
)
def test_a_document_without_a_file_is_named_by_any_one_word(
    agency: Unit, reporter: User, citation: Citation
) -> None:
    assert add_document(agency, citation, by=reporter).kind == "citation"
    with pytest.raises(ValidationError, match="Hãy ghi số"):
        add_document(agency, Citation(issuer="Bộ"), by=reporter)


@pytest.mark.parametrize("length", [200, 201])
def test_of_a_long_name_the_end_is_kept(
    agency: Unit, reporter: User, length: int
) -> None:
    name = "b" * (length - 4) + ".pdf"
    upload = pdf()
    upload._name = f"C:\\{name}"  # noqa: SLF001 -- as sent, not as Django cleans it
    document = add_document(agency, Citation(), by=reporter, files=receive([upload]))
    assert document.files[0].name == name[-200:]


def test_a_pdf_may_begin_within_its_first_kilobyte(
    agency: Unit, reporter: User
) -> None:
    content = (CASES / "leading_bytes.pdf").read_bytes()
    assert not content.startswith(b"%PDF-")
    for raw in (content, b" " * 1019 + PDF):
        document = add_document(
            agency, Citation(), by=reporter, files=receive([pdf("x.pdf", raw)])
        )
        assert document.files[0].content_type == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.html", b"<p>"),
        ("x.pdf", b"<html>"),
        ("x.pdf", b" " * 1024 + PDF),
        ("x.png", b"\n\x89PNG\r\n\x1a\n"),
        ("x.exe", b"MZ"),
        ("x", b""),
    ],
)
def test_add_document_refuses_other_kinds_and_lying_names(
    agency: Unit, reporter: User, name: str, content: bytes
) -> None:
    with pytest.raises(ValidationError):
        add_document(
            agency, Citation(), by=reporter, files=receive([pdf(name, content or b"x")])
        )

    assert not Document.objects.exists()


def test_add_document_refuses_what_is_too_large(
    agency: Unit, reporter: User, settings: SettingsWrapper
) -> None:
    settings.UPLOAD_LIMIT = 10

    with pytest.raises(ValidationError):
        add_document(agency, Citation(), by=reporter, files=receive([pdf()]))

    assert not Document.objects.exists()


def test_add_document_with_nothing_said_is_refused(
    agency: Unit, reporter: User
) -> None:
    with pytest.raises(ValidationError):
        add_document(agency, Citation(), by=reporter)

    assert not Document.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "coordinator", "appraiser", "viewer"])
def test_add_document_is_for_the_units_own_people(
    agency: Unit, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        add_document(agency, Citation(number="1"), by=request.getfixturevalue(who))

    assert not Document.objects.exists()


def test_one_document_serves_several_criteria_once_each(
    submission: Submission, document: Document, reporter: User
) -> None:
    for criterion in ("1.1", "1.2", "1.2"):
        cite_document(submission, criterion, document, by=reporter)

    assert {
        code: len(evidence.links) for code, evidence in evidence_of(submission).items()
    } == {
        "1.1": 1,
        "1.2": 1,
    }


def test_cite_document_of_another_unit_is_refused(
    submission: Submission, department: Unit, stranger: User, reporter: User
) -> None:
    theirs = add_document(department, Citation(number="1"), by=stranger)

    with pytest.raises(PermissionDenied):
        cite_document(submission, "1.1", theirs, by=reporter)

    assert not EvidenceLink.objects.exists()


def test_cite_document_for_a_criterion_outside_the_block_is_refused(
    submission: Submission, document: Document, reporter: User
) -> None:
    with pytest.raises(ActionRefusedError):
        cite_document(submission, "9.9", document, by=reporter)

    assert not EvidenceLink.objects.exists()


def test_withdraw_citation_leaves_the_document(
    submission: Submission, document: Document, reporter: User
) -> None:
    link = cite_document(submission, "1.1", document, by=reporter)

    withdraw_citation(link, by=reporter)

    assert not EvidenceLink.objects.exists()
    assert Document.objects.get() == document


def test_waive_evidence_and_take_it_back(
    submission: Submission, reporter: User
) -> None:
    waive_evidence(submission, "1.2", "Đang số hóa", by=reporter)
    assert evidence_of(submission)["1.2"].is_sufficient

    waive_evidence(submission, "1.2", "", by=reporter)
    assert not evidence_of(submission)["1.2"].is_sufficient


@pytest.mark.parametrize(
    ("who", "alone", "cited"),
    [
        ("reporter", 1, 1),
        ("signatory", 1, 1),
        ("appraiser", 0, 1),
        ("viewer", 0, 1),
        ("stranger", 0, 0),
    ],
)
def test_documents_are_seen_by_the_units_people_and_once_cited_by_who_oversees_the_round(
    document: Document,
    submission: Submission,
    who: str,
    alone: int,
    cited: int,
    request: pytest.FixtureRequest,
) -> None:
    user = request.getfixturevalue(who)
    assert documents_visible_to(user).count() == alone
    cite_document(submission, "1.1", document, by=document.uploaded_by)
    assert documents_visible_to(user).count() == cited


def test_a_citation_is_withdrawn_once(submission: Submission, reporter: User) -> None:
    link = attach_document(submission, "1.1", Citation(number="1/BC"), by=reporter)
    gone = EvidenceLink.objects.get(pk=link.pk)
    withdraw_citation(link, by=reporter)
    lines = AuditLine.objects.count()

    with pytest.raises(ActionRefusedError, match="đã được gỡ"):
        withdraw_citation(gone, by=reporter)
    assert AuditLine.objects.count() == lines


def test_a_document_is_cited_once_and_keeps_its_note(
    submission: Submission, reporter: User
) -> None:
    link = attach_document(submission, "1.1", Citation(number="1/BC"), by=reporter)
    lines = AuditLine.objects.count()

    again = cite_document(submission, "1.1", link.document, by=reporter)

    assert again == link
    assert AuditLine.objects.count() == lines


def test_an_empty_reason_takes_the_words_back(
    submission: Submission, reporter: User
) -> None:
    waive_evidence(submission, "1.1", " Không có ", by=reporter)
    waive_evidence(submission, "1.2", "Chưa có", by=reporter)
    assert waive_evidence(submission, "1.1", "  ", by=reporter) is None

    left = submission.evidence_waivers.values_list("criterion", "reason")
    assert list(left) == [("1.2", "Chưa có")]
