"""Attaches the signed sheet to a form."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.actions import Citation, add_document
from opendti_site.assessments.evidence.receiving import ReceivedFile
from opendti_site.assessments.rounds.enums import RUNNING
from opendti_site.assessments.rounds.locking import locked_submission
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.bridge import SignatureCheck
from opendti_site.assessments.submissions.models import SignedSheet
from opendti_site.assessments.submissions.permissions import can_fill
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError


@transaction.atomic
def attach_signed_sheet(
    submission: Submission,
    file: ReceivedFile,
    check: SignatureCheck,
    *,
    by: User,
) -> SignedSheet:
    """
    Keep the sheet as it was signed, with what its digital signatures say.

    Until the round is closed, also after the deadline: the paper often comes later than the
    form. Earlier sheets stay.
    """
    submission = locked_submission(submission.pk)
    if not can_fill(by, submission):
        raise PermissionDenied
    if submission.round.state not in RUNNING or not submission.takes_part:
        raise ActionRefusedError(
            _("Chỉ đính kèm được phiếu đã ký khi kỳ đánh giá đang diễn ra.")
        )
    title = _("Phiếu tự đánh giá đã ký – %(round)s") % {"round": submission.round}
    citation = Citation(abstract=title[:500])
    document = add_document(submission.unit, citation, by=by, files=[file])
    sheet = SignedSheet.objects.create(
        submission=submission,
        document=document,
        form_version=submission.version,
        signature=check.state,
        signer=check.signer,
        signed_at=check.signed_at,
        added_by=by,
    )
    record(
        "attach_signed_sheet",
        submission,
        by=by,
        name=str(submission),
        seals=[sheet],
        document=document.pk,
        signature=str(check.state),
        sha256=file.sha256,
    )
    return sheet
