"""Correct a document: a new version of it, for the forms that may still change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.actions.citing import write_citation_line
from opendti_site.assessments.evidence.actions.documents import (
    Citation,
    refuse_nameless,
    search_key_of,
    take_file,
)
from opendti_site.assessments.evidence.doubts import (
    doubts_about_date,
    doubts_about_file,
    refuse_unconfirmed,
)
from opendti_site.assessments.evidence.enums import Doubt
from opendti_site.assessments.evidence.files import content_type_of, digest_of
from opendti_site.assessments.evidence.models import Document, EvidenceLink
from opendti_site.assessments.evidence.permissions import can_add_document
from opendti_site.assessments.evidence.queries import is_changeable
from opendti_site.assessments.rounds.locking import locked_submissions
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.rows import reference

WORDS = ("number", "issued_on", "issuer", "abstract", "pages", "url")
OF_FILE = ("kind", "file", "file_name", "size", "sha256", "content_type")


@transaction.atomic
def correct_document(
    document: Document,
    citation: Citation,
    *,
    by: User,
    upload: UploadedFile[bytes] | None = None,
    confirmed: Collection[str] = (),
) -> Document:
    """
    Keep a corrected version of a document, and cite it where the earlier one may still be replaced.

    What was submitted, or sent with a reply, cites the earlier version as before. Without another
    file the earlier one stays. Dates and files are asked about as where a document is added.
    """
    document, links = _locked(document)
    if not can_add_document(by, document.unit):
        raise PermissionDenied
    _refuse_corrected(document)
    corrected = _corrected(document, citation, by)
    doubts = _doubts(corrected, links)
    if upload is not None:
        content_type_of(upload)
        digest = digest_of(upload)
        if digest != document.sha256:
            doubts += doubts_about_file(document.unit, digest)
        _refuse_unchanged(document, corrected, digest)
        refuse_unconfirmed(doubts, confirmed)
        take_file(corrected, upload)
    else:
        refuse_nameless(corrected)
        _refuse_unchanged(document, corrected, document.sha256)
        refuse_unconfirmed(doubts, confirmed)
    corrected.search_key = search_key_of(corrected)
    corrected.save()
    record(
        "correct_document",
        corrected,
        by=by,
        name=str(corrected),
        seals=[corrected],
        earlier=document.pk,
        version=corrected.version,
        sha256=corrected.sha256,
    )
    for link in links:
        _replace(link, corrected, by, doubts)
    return corrected


def _locked(document: Document) -> tuple[Document, list[EvidenceLink]]:
    """Lock the forms that cite a document, then the document; return it and the citations to replace."""
    links = EvidenceLink.objects.filter(document=document)
    keys = links.order_by().values_list("submission", flat=True).distinct()
    forms = {row.pk: row for row in locked_submissions(list(keys))}
    rows = Document.objects.select_for_update(of=("self",)).select_related("unit")
    locked = rows.get(pk=document.pk)
    found = links.filter(submission__in=forms).select_related("request")
    replaced = []
    for link in found.order_by("submission", "pk"):
        link.submission = forms[link.submission_id]
        if is_changeable(link):
            replaced.append(link)
    return locked, replaced


def _refuse_corrected(document: Document) -> None:
    """Refuse a version that somebody has corrected already: the newest one is corrected."""
    newer = Document.objects.filter(previous=document).select_related("uploaded_by")
    for found in newer:
        raise ActionRefusedError(
            _("%(who)s vừa sửa tài liệu này; hãy xem bản mới rồi sửa tiếp ở đó.")
            % {"who": found.uploaded_by}
        )


def _corrected(document: Document, citation: Citation, by: User) -> Document:
    """Return the next version with the file of this one, not saved."""
    return Document(
        unit=document.unit,
        previous=document,
        version=document.version + 1,
        uploaded_by=by,
        **{name: getattr(document, name) for name in OF_FILE},
        **asdict(citation),
    )


def _doubts(corrected: Document, links: Sequence[EvidenceLink]) -> list[Doubt]:
    """Return what is odd about the date in any of the rounds whose forms will cite it."""
    found: list[Doubt] = []
    for round_ in {link.submission.round for link in links}:
        found += doubts_about_date(corrected.issued_on, round_)
    return list(dict.fromkeys(found))


def _refuse_unchanged(document: Document, corrected: Document, digest: str) -> None:
    if digest == document.sha256 and all(
        getattr(document, name) == getattr(corrected, name) for name in WORDS
    ):
        raise ActionRefusedError(_("Chưa có gì được sửa."))


def _replace(
    link: EvidenceLink, corrected: Document, by: User, doubts: Sequence[Doubt]
) -> None:
    """Cite the new version where the earlier one was cited."""
    earlier = reference(link)
    renewed = EvidenceLink(
        submission=link.submission,
        criterion=link.criterion,
        document=corrected,
        note=link.note,
        request=link.request,
        added_by=by,
        confirmed=",".join(str(doubt) for doubt in doubts),
    )
    link.delete()
    renewed.save()
    write_citation_line(
        "cite_document",
        link.submission,
        link.criterion,
        by,
        [earlier, renewed],
        document=corrected.pk,
        title=str(corrected),
    )
