"""Documents of a unit: with files, or quoted only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.enums import DocumentKind
from opendti_site.assessments.evidence.facts import keep_facts
from opendti_site.assessments.evidence.models import (
    MAX_KEY_LENGTH,
    Attachment,
    Document,
)
from opendti_site.assessments.evidence.permissions import can_add_document
from opendti_site.assessments.evidence.receiving import ReceivedFile
from opendti_site.assessments.evidence.storage import store
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


def lock_documents(keys: Collection[int]) -> list[Document]:
    """Lock documents, by key, after the forms that cite them or are to: what is cited is not corrected meanwhile."""
    rows = Document.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk__in=keys).select_related("unit").order_by("pk")
    return list(found)


@transaction.atomic
def add_document(
    unit: Unit,
    citation: Citation,
    *,
    by: User,
    files: Sequence[ReceivedFile] = (),
) -> Document:
    """Keep a document of a unit: with its files, or quoted only."""
    if not can_add_document(by, unit):
        raise PermissionDenied
    document = Document(unit=unit, uploaded_by=by, **asdict(citation))
    attachments = save_with_files(document, (), files)
    record(
        "add_document",
        document,
        by=by,
        name=str(document),
        seals=[document, *attachments],
        files=[file.sha256 for file in attachments],
    )
    return document


def save_with_files(
    document: Document, kept: Sequence[Attachment], files: Sequence[ReceivedFile]
) -> list[Attachment]:
    """Save a new document with files of an earlier version and new ones after them; return its files.

    The bytes are stored before the rows that name them.
    """
    attachments = [
        Attachment(order=number, **described)
        for number, described in enumerate(
            [*map(_described, kept), *map(_described, files)], start=1
        )
    ]
    document.kind = DocumentKind.FILE if attachments else DocumentKind.CITATION
    _refuse_nameless(document)
    document.search_key = _search_key_of(document, attachments)
    for file in files:
        store(file.upload, file.sha256)
        if file.facts is not None:
            keep_facts(file.facts)
    document.save()
    for attachment in attachments:
        attachment.document = document
        attachment.save()
    return attachments


def _described(file: Attachment | ReceivedFile) -> dict[str, Any]:
    names = ("name", "size", "sha256", "content_type")
    return {name: getattr(file, name) for name in names}


def _refuse_nameless(document: Document) -> None:
    """Refuse a document without a file and without any word by which it could be found."""
    named = document.number or document.url or document.abstract
    if document.kind != DocumentKind.FILE and not named:
        raise ValidationError(
            _("Hãy ghi số, trích yếu hoặc đường dẫn, hoặc chọn một tệp.")
        )


def _search_key_of(document: Document, attachments: Sequence[Attachment]) -> str:
    """Fold everything by which a document may be looked for."""
    words = (
        document.number,
        document.abstract,
        document.issuer,
        document.pages,
        document.url,
        *(file.name for file in attachments),
    )
    return fold(" ".join(words))[:MAX_KEY_LENGTH]
