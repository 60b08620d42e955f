"""Evidence is handed out as it was received, or not at all, in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import (
    SimpleUploadedFile,
    TemporaryUploadedFile,
)
from django.urls import reverse

from opendti_site.assessments.evidence.actions import Citation, add_document
from opendti_site.assessments.evidence.files import KINDS, ZIP, content_type_of
from opendti_site.assessments.evidence.models import EvidenceLink
from opendti_site.assessments.evidence.receiving import receive

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.evidence.models import Document
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit

CONTENT = b"%PDF-1.7 of this test alone"
SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "gone": (lambda path: path.unlink(), "không còn trong kho"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "không còn trong kho"),
    "longer": (lambda path: path.write_bytes(CONTENT + b"!"), "không còn như lúc nhận"),
    "other bytes": (
        lambda path: path.write_bytes(CONTENT[::-1]),
        "không còn như lúc nhận",
    ),
}


@pytest.fixture
def document(agency: Unit, reporter: User) -> Document:
    """A document with its file."""
    upload = SimpleUploadedFile("a.pdf", CONTENT)
    return add_document(
        agency, Citation(number="1"), by=reporter, files=receive([upload])
    )


@pytest.mark.tampered("the file is changed behind the site's back")
@pytest.mark.parametrize("name", SPOILT)
def test_a_file_that_is_not_as_received_is_not_handed_out(
    client: Client, document: Document, reporter: User, name: str
) -> None:
    client.force_login(reporter)
    address = document.files[0].get_absolute_url()
    assert b"".join(client.get(address).streaming_content) == CONTENT
    spoil, words = SPOILT[name]
    spoil(document.files[0].path)
    answer = client.get(address, follow=True)
    assert answer.redirect_chain == [("/tai-lieu/", 302)]
    assert words in answer.content.decode()
    path = document.files[0].path
    if path.is_dir():
        path.rmdir()  # other tests keep the same bytes at the same place


TYPES = "[Content_Types].xml"
ODF = "application/vnd.oasis.opendocument."
INSIDE: dict[str, dict[str, str]] = {
    "văn bản Word": {TYPES: "", "word/document.xml": ""},
    "bảng tính Excel": {TYPES: "", "xl\\workbook.xml": ""},
    "trình chiếu PowerPoint": {TYPES: "", "ppt/presentation.xml": ""},
    "văn bản OpenDocument": {"mimetype": f"{ODF}text", "content.xml": ""},
    "bảng tính OpenDocument": {"mimetype": f"{ODF}spreadsheet", "content.xml": ""},
    "tệp nén (ZIP)": {"virus.exe": "MZ"},
}
ENDINGS = dict(zip(INSIDE, (".docx", ".xlsx", ".pptx", ".odt", ".ods"), strict=False))
NO_OFFICE: dict[str, dict[str, str]] = {
    "of types alone": {TYPES: "", "other/part.xml": ""},
    "of an unknown type": {"mimetype": "application/epub+zip"},
    "of a longer type": {"mimetype": f"{ODF}spreadsheet-template"},
    "of nothing": {},
    "of a folder's name": {"word/document.xml": ""},
}


def packed(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_every_kind_of_archive_is_tried() -> None:
    assert set(ENDINGS.values()) == {
        end for end, kind in KINDS.items() if kind[1] == ZIP
    }


@pytest.mark.parametrize("words", ENDINGS)
def test_an_archive_of_an_office_program_is_taken(words: str) -> None:
    ending = ENDINGS[words]
    upload = SimpleUploadedFile(f"a{ending}", packed(INSIDE[words]))
    assert content_type_of(upload) == KINDS[ending][0]


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        (words, end)
        for words in INSIDE
        for end in ENDINGS.values()
        if end != ENDINGS.get(words)
    ],
)
def test_an_archive_is_called_what_it_is(words: str, ending: str) -> None:
    upload = SimpleUploadedFile(f"a{ending}", packed(INSIDE[words]))
    with pytest.raises(ValidationError, match="nhưng bên trong là") as refused:
        content_type_of(upload)
    assert f"đuôi {ending} nhưng bên trong là {words}" in refused.value.message


@pytest.mark.parametrize("name", NO_OFFICE)
def test_an_archive_of_no_office_program_is_called_one(name: str) -> None:
    raw = packed(NO_OFFICE[name])
    with pytest.raises(ValidationError, match=r"tệp nén|không đúng với đuôi"):
        content_type_of(SimpleUploadedFile("a.docx", raw))


@pytest.mark.parametrize("raw", [b"PK\x03\x04", b"PK\x03\x04" + bytes(100_000)])
def test_bytes_that_begin_like_an_archive_are_called_damaged(raw: bytes) -> None:
    with pytest.raises(ValidationError, match=r"Tệp \.xlsx này bị hỏng"):
        content_type_of(SimpleUploadedFile("a.xlsx", raw))


def test_a_large_archive_is_read_where_it_lies() -> None:
    with TemporaryUploadedFile("a.docx", "", 0, None) as upload:
        upload.write(packed(INSIDE["văn bản Word"]))
        upload.size = upload.tell()
        assert content_type_of(upload) == KINDS[".docx"][0]


@pytest.mark.parametrize("name", ["..", ".", "a/..", "\u200b", "&#46;."])
def test_a_file_whose_name_is_none_is_not_dropped_in_silence(
    client: Client, submission: Submission, reporter: User, name: str
) -> None:
    client.force_login(reporter)
    file = ContentFile(CONTENT)
    file.name = name
    there = reverse("assessments:evidence", args=(submission.pk, "1.1"))
    answer = client.post(there, {"number": "12/BC", "upload": file})
    assert "Không nhận loại tệp này" in answer.content.decode()
    assert not EvidenceLink.objects.exists()
