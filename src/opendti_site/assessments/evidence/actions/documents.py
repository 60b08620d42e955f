"""Documents of a unit: with a file, or quoted only."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.enums import DocumentKind
from opendti_site.assessments.evidence.facts import note_facts
from opendti_site.assessments.evidence.files import content_type_of, digest_of
from opendti_site.assessments.evidence.models import MAX_KEY_LENGTH, Document
from opendti_site.assessments.evidence.permissions import can_add_document
from opendti_site.audit.actions import record
from opendti_site.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class Citation:
    """A document in words: number, date, issuer, abstract, pages, address."""

    number: str = ""
    issued_on: dt.date | None = None
    issuer: str = ""
    abstract: str = ""
    pages: str = ""
    url: str = ""


@transaction.atomic
def add_document(
    unit: Unit,
    citation: Citation,
    *,
    by: User,
    upload: UploadedFile[bytes] | None = None,
) -> Document:
    """Keep a document of a unit: with its file, or quoted only."""
    if not can_add_document(by, unit):
        raise PermissionDenied
    document = Document(
        unit=unit, kind=DocumentKind.CITATION, uploaded_by=by, **asdict(citation)
    )
    if upload is not None:
        take_file(document, upload)
    refuse_nameless(document)
    document.search_key = search_key_of(document)
    document.save()
    record(
        "add_document",
        document,
        by=by,
        name=str(document),
        seals=[document],
        sha256=document.sha256,
    )
    return document


def refuse_nameless(document: Document) -> None:
    """Refuse a document without a file and without any word by which it could be found."""
    named = document.number or document.url or document.abstract
    if document.kind != DocumentKind.FILE and not named:
        raise ValidationError(
            _("Hãy ghi số, trích yếu hoặc đường dẫn, hoặc chọn một tệp.")
        )


def search_key_of(document: Document) -> str:
    """Fold everything by which a document may be looked for."""
    words = (
        document.number,
        document.abstract,
        document.issuer,
        document.file_name,
        document.pages,
        document.url,
    )
    return fold(" ".join(words))[:MAX_KEY_LENGTH]


def take_file(document: Document, upload: UploadedFile[bytes]) -> None:
    """Keep a file as that of a document, with what it is like."""
    document.content_type = content_type_of(upload)
    document.sha256 = digest_of(upload)
    document.kind = DocumentKind.FILE
    document.file_name = PurePosixPath((upload.name or "").replace("\\", "/")).name[
        -200:
    ]
    document.size = upload.size or 0
    document.file.save(f"{document.unit_id}/{document.sha256}", upload, save=False)
    note_facts(document)
