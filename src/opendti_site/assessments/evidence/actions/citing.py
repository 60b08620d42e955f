"""Citations: use a document for a criterion, withdraw it, give the reason why there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.actions.documents import (
    Citation,
    add_document,
    lock_documents,
)
from opendti_site.assessments.evidence.bridge import has_criterion
from opendti_site.assessments.evidence.doubts import (
    doubts_about_date,
    doubts_about_files,
    refuse_unconfirmed,
)
from opendti_site.assessments.evidence.enums import Doubt
from opendti_site.assessments.evidence.lines import write_citation_line
from opendti_site.assessments.evidence.models import (
    Document,
    EvidenceLink,
    EvidenceWaiver,
)
from opendti_site.assessments.evidence.queries import (
    earlier_versions,
    is_changeable,
)
from opendti_site.assessments.evidence.receiving import ReceivedFile
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import open_request
from opendti_site.assessments.rounds.locking import locked_submission, refuse_unwritable
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.permissions import can_fill
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.rows import Reference, reference
from opendti_site.ui.text import has_words


@transaction.atomic
def attach_document(  # noqa: PLR0913 -- what a person fills in
    submission: Submission,
    criterion: str,
    citation: Citation,
    *,
    by: User,
    files: Sequence[ReceivedFile] = (),
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
    # Under the form's lock: two uploads of one file cannot both be the first.
    doubts += doubts_about_files(submission.unit, [file.sha256 for file in files])
    refuse_unconfirmed(doubts, confirmed)
    document = add_document(submission.unit, citation, by=by, files=files)
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
    lock_documents([document.pk])
    if Document.objects.filter(previous=document).exists():
        raise ActionRefusedError(
            _("Tài liệu này đã có bản sửa; hãy chọn bản mới nhất.")
        )
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
    here = use.submission.evidence_links.filter(criterion=use.criterion)
    for found in here.filter(document=use.document).select_related("request"):
        # Citing twice is citing once: two people may press the button for one document.
        if found.counts or found.request == use.asked:
            return found
        # It was added to a reply that was never sent, so it counts for nothing.
        changed.append(reference(found))
        found.delete()
    for found in here.filter(document__in=earlier_versions(use.document)):
        found.submission = use.submission
        if is_changeable(found):  # else it stays as it was submitted
            changed.append(reference(found))
            found.delete()
    link.save()
    detail: dict[str, object] = {"document": use.document.pk}
    detail["title"] = str(use.document)
    if codes:
        detail["confirmed"] = codes
    write_citation_line(
        "cite_document", use.submission, use.criterion, by, changed, **detail
    )
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
    write_citation_line(
        "withdraw_citation", submission, link.criterion, by, changed, **detail
    )


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
    write_citation_line(
        "waive_evidence", submission, criterion, by, changed, reason=reason
    )
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


def _writable(
    submission: Submission, criterion: str, by: User
) -> tuple[Submission, CriterionRequest | None]:
    """Lock the submission and insist that the person may change this criterion's evidence now.

    Of a form that is submitted, only a criterion about which a request is open may be changed: that
    request is returned beside the form.
    """
    fresh = locked_submission(submission.pk)
    if not can_fill(by, fresh):
        raise PermissionDenied
    asked = None if fresh.is_writable else open_request(fresh, criterion)
    if asked is None:
        refuse_unwritable(fresh)
    if not has_criterion(fresh, criterion):
        raise ActionRefusedError(_("Không có tiêu chí này trong khối của đơn vị."))
    return fresh, asked
