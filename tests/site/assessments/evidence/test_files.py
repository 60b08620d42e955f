"""Evidence is handed out as it was received, or not at all, in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opendti_site.assessments.evidence.actions import Citation, add_document

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.evidence.models import Document
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
    return add_document(agency, Citation(number="1"), by=reporter, upload=upload)


@pytest.mark.tampered("the file is changed behind the site's back")
@pytest.mark.parametrize("name", SPOILT)
def test_a_file_that_is_not_as_received_is_not_handed_out(
    client: Client, document: Document, reporter: User, name: str
) -> None:
    client.force_login(reporter)
    address = document.get_absolute_url()
    assert b"".join(client.get(address).streaming_content) == CONTENT
    spoil, words = SPOILT[name]
    spoil(Path(document.file.path))
    answer = client.get(address, follow=True)
    assert answer.redirect_chain == [("/tai-lieu/", 302)]
    assert words in answer.content.decode()
