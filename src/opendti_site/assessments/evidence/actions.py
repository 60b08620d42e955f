"""Writes to evidence: add a document, cite it, withdraw it, give the reason why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.bridge import has_criterion
from opendti_site.assessments.evidence.doubts import (
    doubts_about_date,
    doubts_about_file,
    refuse_unconfirmed,
)
from opendti_site.assessments.evidence.enums import DocumentKind, Doubt
from opendti_site.assessments.evidence.facts import note_facts
from opendti_site.assessments.evidence.files import content_type_of, digest_of
from opendti_site.assessments.evidence.models import (
    MAX_KEY_LENGTH,
    Document,
    EvidenceLink,
    EvidenceWaiver,
)
from opendti_site.assessments.evidence.permissions import can_add_document
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import open_request
from opendti_site.assessments.rounds.locking import locked_submission, refuse_unwritable
from opendti_site.assessments.rounds.models import Submission
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.rows import Reference, reference
from opendti_site.organisations.models import Unit
from opendti_site.ui.text import has_words


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
        _take_file(document, upload)
    elif not (citation.number or citation.url or citation.abstract):
        raise ValidationError(
            _("Hãy ghi số, trích yếu hoặc đường dẫn, hoặc chọn một tệp.")
        )
    document.search_key = _search_key_of(document)
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


@transaction.atomic
def attach_document(  # noqa: PLR0913 -- what a person fills in
    submission: Submission,
    criterion: str,
    citation: Citation,
    *,
    by: User,
    upload: UploadedFile[bytes] | None = None,
    note: str = "",
    confirmed: Collection[str] = (),
) -> EvidenceLink:
    """Keep a document of the unit and use it for a criterion, both or neither.

    A date after the round's year or in the future, and a file that the unit has already, are
    asked about: `DoubtsError`, unless `confirmed` names them.
    """
    # Its lock comes before the audit chain's.
    submission, asked = _writable(submission, criterion, by)
    doubts = doubts_about_date(citation.issued_on, submission.round)
    if upload is not None:
        content_type_of(upload)
        # Under the form's lock: two uploads of one file cannot both be the first.
        doubts += doubts_about_file(submission.unit, digest_of(upload))
    refuse_unconfirmed(doubts, confirmed)
    document = add_document(submission.unit, citation, by=by, upload=upload)
    use = _Use(submission, criterion, document, note, asked)
    return _cited(use, by, doubts)


@transaction.atomic
def cite_document(
    submission: Submission,
    criterion: str,
    document: Document,
    *,
    by: User,
    note: str = "",
    confirmed: Collection[str] = (),
) -> EvidenceLink:
    """Use a document of the unit for a criterion; citing it twice is citing it once.

    A date after the round's year or in the future is asked about: `DoubtsError`, unless
    `confirmed` names it.
    """
    submission, asked = _writable(submission, criterion, by)
    if document.unit_id != submission.unit_id:
        raise PermissionDenied
    doubts = doubts_about_date(document.issued_on, submission.round)
    refuse_unconfirmed(doubts, confirmed)
    use = _Use(submission, criterion, document, note, asked)
    return _cited(use, by, doubts)


@dataclass(frozen=True, slots=True)
class _Use:
    """A document to be cited for a criterion, and the request in reply to which it is."""

    submission: Submission
    criterion: str
    document: Document
    note: str
    asked: CriterionRequest | None


def _cited(use: _Use, by: User, doubts: Sequence[Doubt]) -> EvidenceLink:
    """Write the link with what was confirmed, and the audit line."""
    codes = [str(doubt) for doubt in doubts]
    link = EvidenceLink(
        submission=use.submission,
        criterion=use.criterion,
        document=use.document,
        note=use.note,
        request=use.asked,
        added_by=by,
        confirmed=",".join(codes),
    )
    changed: list[Model | Reference] = [link]
    earlier = use.submission.evidence_links.filter(
        criterion=use.criterion, document=use.document
    ).select_related("request")
    for found in earlier:
        # Citing twice is citing once: two people may press the button for one document.
        if found.counts or found.request == use.asked:
            return found
        # It was added to a reply that was never sent, so it counts for nothing.
        changed.append(reference(found))
        found.delete()
    link.save()
    detail: dict[str, object] = {"document": use.document.pk}
    detail["title"] = str(use.document)
    if codes:
        detail["confirmed"] = codes
    _recorded("cite_document", use.submission, use.criterion, by, changed, **detail)
    return link


@transaction.atomic
def withdraw_citation(link: EvidenceLink, *, by: User) -> None:
    """Take a document off a criterion; the document itself stays with the unit."""
    submission, asked = _writable(link.submission, link.criterion, by)
    # What was submitted with the form stays, and so does what an earlier reply was sent with.
    if asked is not None and not asked.evidence_links.filter(pk=link.pk).exists():
        raise ActionRefusedError(
            _("Chỉ gỡ được tài liệu thêm cho yêu cầu này; tài liệu đã nộp giữ nguyên.")
        )
    changed = [reference(link)]
    gone, _each = EvidenceLink.objects.filter(pk=link.pk).delete()
    if not gone:
        raise ActionRefusedError(_("Tài liệu này đã được gỡ khỏi tiêu chí."))
    detail = {"document": link.document_id, "title": str(link.document)}
    _recorded("withdraw_citation", submission, link.criterion, by, changed, **detail)


@transaction.atomic
def waive_evidence(
    submission: Submission, criterion: str, reason: str, *, by: User
) -> EvidenceWaiver | None:
    """Record why a criterion has no evidence; an empty reason withdraws it."""
    submission, asked = _writable(submission, criterion, by)
    if asked is not None:
        raise ActionRefusedError(_("Hãy ghi lý do vào phần giải trình."))
    reason = reason.strip()
    if reason and not has_words(reason):
        raise ActionRefusedError(_("Hãy ghi lý do bằng lời."))
    changed, waiver = _waived(submission, criterion, reason, by)
    _recorded("waive_evidence", submission, criterion, by, changed, reason=reason)
    return waiver


def _waived(
    submission: Submission, criterion: str, reason: str, by: User
) -> tuple[list[Reference], EvidenceWaiver | None]:
    """Write or delete the waiver of a criterion; return the rows that changed, and it."""
    if not reason:
        found = submission.evidence_waivers.filter(criterion=criterion)
        gone = [reference(waiver) for waiver in found]
        found.delete()
        return gone, None
    waiver, _new = EvidenceWaiver.objects.update_or_create(
        submission=submission,
        criterion=criterion,
        defaults={"reason": reason, "by": by},
    )
    return [reference(waiver)], waiver


def _search_key_of(document: Document) -> str:
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


def _take_file(document: Document, upload: UploadedFile[bytes]) -> None:
    document.content_type = content_type_of(upload)
    document.sha256 = digest_of(upload)
    document.kind = DocumentKind.FILE
    document.file_name = PurePosixPath((upload.name or "").replace("\\", "/")).name[
        -200:
    ]
    document.size = upload.size or 0
    document.file.save(f"{document.unit_id}/{document.sha256}", upload, save=False)
    note_facts(document)


def _writable(
    submission: Submission, criterion: str, by: User
) -> tuple[Submission, CriterionRequest | None]:
    """Lock the submission and insist that the person may change this criterion's evidence now.

    Of a form that is submitted, only a criterion about which a request is open may be changed: that
    request is returned beside the form.
    """
    fresh = locked_submission(submission.pk)
    if not can_add_document(by, fresh.unit):
        raise PermissionDenied
    asked = None if fresh.is_writable else open_request(fresh, criterion)
    if asked is None:
        refuse_unwritable(fresh)
    if not has_criterion(fresh, criterion):
        raise ActionRefusedError(_("Không có tiêu chí này trong khối của đơn vị."))
    return fresh, asked


def _recorded(
    verb: str,
    submission: Submission,
    criterion: str,
    by: User,
    changed: Sequence[Model | Reference],
    **detail: object,
) -> None:
    """Count the form's version on, as a saved value does, and leave the audit line."""
    submission.version += 1
    submission.changed_at = timezone.now()
    submission.save(update_fields=["version", "changed_at"])
    record(
        verb,
        submission,
        by=by,
        name=str(submission),
        seals=[submission, *changed],
        criterion=criterion,
        version=submission.version,
        **detail,
    )
