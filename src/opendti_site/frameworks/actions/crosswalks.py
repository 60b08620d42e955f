"""Writing the crosswalk of two releases."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.frameworks.bridge import CrosswalkSheet
from opendti_site.frameworks.locking import locked_releases
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease
from opendti_site.frameworks.permissions import can_write_crosswalks


@transaction.atomic
def write_crosswalk(
    *,
    before: FrameworkRelease,
    after: FrameworkRelease,
    sheet: CrosswalkSheet,
    version: int,
    by: User,
) -> Crosswalk:
    """Save a crosswalk without faults; `version` is 0 where none stood before."""
    if not can_write_crosswalks(by):
        raise PermissionDenied
    if not sheet.text:
        raise ActionRefusedError(_("Chưa lưu được: bảng đối chiếu còn lỗi."))
    # Both are locked, so nobody else writes the crosswalk of these two meanwhile.
    before, after = locked_releases([before, after])
    if before.is_draft or after.is_draft:
        raise ActionRefusedError(
            _("Chỉ lưu bảng đối chiếu giữa hai phiên bản đã ban hành.")
        )
    pair = Crosswalk.objects.filter(before=before, after=after)
    crosswalk = pair.first() or Crosswalk(before=before, after=after, version=0)
    if crosswalk.version != version:
        raise EditConflictError(
            _("Bảng đối chiếu vừa được lưu ở cửa sổ khác hoặc bởi người khác."),
            crosswalk,
        )
    crosswalk.text = sheet.text
    crosswalk.version += 1
    crosswalk.written_at = timezone.now()
    crosswalk.written_by = by
    crosswalk.save()
    record("write_crosswalk", crosswalk, by=by, seals=[crosswalk], rows=len(sheet.rows))
    return crosswalk
