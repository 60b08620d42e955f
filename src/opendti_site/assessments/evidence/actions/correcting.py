"""Correct a document: a new version of it, for the forms that may still change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.actions.documents import (
    Citation,
    lock_documents,
    save_with_files,
)
from opendti_site.assessments.evidence.doubts import (
    doubts_about_date,
    doubts_about_files,
    refuse_unconfirmed,
)
from opendti_site.assessments.evidence.enums import Doubt
from opendti_site.assessments.evidence.lines import write_citation_line
from opendti_site.assessments.evidence.models import (
    Attachment,
    Document,
    EvidenceLink,
)
from opendti_site.assessments.evidence.permissions import can_add_document
from opendti_site.assessments.evidence.queries import is_changeable
from opendti_site.assessments.evidence.receiving import (
    ReceivedFile,
    refuse_too_many,
)
from opendti_site.assessments.rounds.locking import locked_submissions
from opendti_site.assessments.rounds.permissions import can_fill
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.rows import reference


@transaction.atomic
def correct_document(
    document: Document,
    citation: Citation,
    *,
    by: User,
    files: Sequence[ReceivedFile] = (),
    dropped: Collection[int] = (),
    confirmed: Collection[str] = (),
) -> Document:
    """
    Keep a corrected version of a document, and cite it where the earlier one may still be replaced.

    What was submitted, or sent with a reply, cites the earlier version as before. Its files stay
    but those whose order is in `dropped`; new ones come after them. Dates and files are asked about
    as where a document is added.
    """
    document, links = _locked(document, by)
    if not can_add_document(by, document.unit):
        raise PermissionDenied
    _refuse_corrected(document)
    kept = [file for file in document.files if file.order not in dropped]
    there = {file.sha256 for file in document.files}
    staying = {file.sha256 for file in kept}
    added = [file for file in files if file.sha256 not in staying]
    refuse_too_many(len(kept) + len(added))
    if not added and len(kept) == len(document.files):
        _refuse_unchanged(document, citation)
    about_files = doubts_about_files(
        document.unit, [file.sha256 for file in added if file.sha256 not in there]
    )
    refuse_unconfirmed([*_doubts(citation, links), *about_files], confirmed)
    corrected = _next_version(document, citation, by)
    attachments = save_with_files(corrected, kept, added)
    record(
        "correct_document",
        corrected,
        by=by,
        name=str(corrected),
        seals=[corrected, *attachments],
        earlier=document.pk,
        version=corrected.version,
        files=[file.sha256 for file in attachments],
    )
    for link in links:
        before = _still_confirmed(link, kept)
        _replace(link, corrected, by, {*about_files, *before})
    return corrected


def _next_version(document: Document, citation: Citation, by: User) -> Document:
    return Document(
        unit=document.unit,
        previous=document,
        version=document.version + 1,
        uploaded_by=by,
        **asdict(citation),
    )


def _locked(document: Document, by: User) -> tuple[Document, list[EvidenceLink]]:
    """
    Lock the forms that cite a document, then the document.

    Returns it and the citations to replace: those that may change, of forms that the person fills in.
    """
    links = EvidenceLink.objects.filter(document=document)
    keys = links.order_by().values_list("submission", flat=True).distinct()
    while True:
        point = transaction.savepoint()
        forms = {row.pk: row for row in locked_submissions(list(keys.all()))}
        (locked,) = lock_documents([document.pk])
        # Another form may have begun to cite it while this waited for the document. Forms are locked
        # before documents: what is locked is given up, and all of it asked for anew.
        if set(keys.all()) <= set(forms):
            break
        transaction.savepoint_rollback(point)
    transaction.savepoint_commit(point)
    found = links.filter(submission__in=forms).select_related("request")
    replaced = []
    for link in found.order_by("submission", "pk"):
        link.submission = forms[link.submission_id]
        if is_changeable(link) and can_fill(by, link.submission):
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


def _doubts(citation: Citation, links: Sequence[EvidenceLink]) -> list[Doubt]:
    """Return what is odd about the date in any of the rounds whose forms will cite it."""
    found: list[Doubt] = []
    for round_ in {link.submission.round for link in links}:
        found += doubts_about_date(citation.issued_on, round_)
    return list(dict.fromkeys(found))


def _refuse_unchanged(document: Document, citation: Citation) -> None:
    words = asdict(citation)
    if all(getattr(document, name) == value for name, value in words.items()):
        raise ActionRefusedError(_("Chưa có gì được sửa."))


def _still_confirmed(link: EvidenceLink, kept: Collection[Attachment]) -> list[Doubt]:
    """Return what was confirmed of the earlier version and holds of the new one: what its kept files are."""
    was_confirmed = str(Doubt.SAME_FILE) in link.confirmed.split(",")
    return [Doubt.SAME_FILE] if was_confirmed and kept else []


def _replace(
    link: EvidenceLink, corrected: Document, by: User, about_files: Collection[Doubt]
) -> None:
    """Cite the new version where the earlier one was cited, with what is confirmed of it there."""
    earlier = reference(link)
    # Each form by its own round: a date may be odd in one and right in another.
    about_date = doubts_about_date(corrected.issued_on, link.submission.round)
    codes = [str(doubt) for doubt in (*about_date, *sorted(about_files))]
    renewed = EvidenceLink(
        submission=link.submission,
        criterion=link.criterion,
        document=corrected,
        note=link.note,
        request=link.request,
        added_by=by,
        confirmed=",".join(codes),
    )
    link.delete()
    renewed.save()
    detail: dict[str, object] = {"document": corrected.pk, "title": str(corrected)}
    if codes:
        detail["confirmed"] = codes
    write_citation_line(
        "cite_document",
        link.submission,
        link.criterion,
        by,
        [earlier, renewed],
        **detail,
    )
