"""Declaring conflicts of interest, and ending them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.actions.people import locked_person
from opendti_site.accounts.models import InterestConflict, User
from opendti_site.accounts.permissions import (
    can_declare_conflict,
    can_end_conflict,
    require,
)
from opendti_site.accounts.queries import SupportsPath
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.text import has_words


@transaction.atomic
def declare_conflict(
    *,
    user: User,
    unit: SupportsPath,
    reason: str,
    since: dt.date,
    until: dt.date | None = None,
    by: User,
) -> InterestConflict:
    """Declare that a person has a conflict of interest about a unit and what lies below it, from a day on."""
    require(can_declare_conflict(by, user, unit))
    locked_person(user)
    _refuse_unfit(reason, since, until)
    overlapping = Q(until__isnull=True) | Q(until__gte=since)
    others = InterestConflict.objects.filter(
        overlapping, user=user, unit_id=unit.pk, ended_at__isnull=True
    )
    if others.filter(**({"since__lte": until} if until else {})).exists():
        raise ActionRefusedError(
            _("Xung đột lợi ích này đã được khai cho thời gian ấy.")
        )
    made = InterestConflict.objects.create(
        user=user,
        unit_id=unit.pk,
        reason=reason.strip(),
        since=since,
        until=until,
        declared_by=by,
        declared_at=timezone.now(),
    )
    record(
        "declare_conflict",
        user,
        by=by,
        seals=[made],
        unit=unit.code,
        since=since.isoformat(),
        until=until.isoformat() if until else None,
    )
    user.forget_roles()
    return made


@transaction.atomic
def end_conflict(
    conflict: InterestConflict, *, reason: str, by: User
) -> InterestConflict:
    """End a conflict of interest with a reason; what was declared stays to be read."""
    locked_person(conflict.user)
    current = InterestConflict.objects.select_related("user", "unit").get(
        pk=conflict.pk
    )
    require(can_end_conflict(by, current))
    if not current.can_end:
        raise ActionRefusedError(_("Xung đột lợi ích này đã kết thúc."))
    if not has_words(reason):
        raise ValidationError({"reason": _("Hãy ghi vì sao không còn xung đột.")})
    current.ended_by, current.ended_at = by, timezone.now()
    current.end_reason = reason.strip()
    current.save(update_fields=["ended_by", "ended_at", "end_reason"])
    record("end_conflict", current.user, by=by, seals=[current], unit=current.unit.code)
    conflict.user.forget_roles()
    return current


@transaction.atomic
def carry_conflicts(
    unit: SupportsPath, successors: Iterable[SupportsPath], by: User
) -> list[InterestConflict]:
    """Let the conflicts about a unit that ends hold about the units that take its place as well."""
    now = timezone.now()
    open_end = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    found = InterestConflict.objects.filter(
        open_end, unit_id=unit.pk, ended_at__isnull=True
    )
    made = InterestConflict.objects.bulk_create(
        InterestConflict(
            user_id=conflict.user_id,
            unit_id=successor.pk,
            reason=conflict.reason,
            since=conflict.since,
            until=conflict.until,
            declared_by_id=conflict.declared_by_id,
            declared_at=now,
        )
        for successor in successors
        for conflict in found.order_by("pk")
    )
    if made:
        record(
            "carry_conflicts",
            "accounts.InterestConflict",
            by=by,
            name=unit.code,
            seals=made,
            unit=unit.code,
        )
    return made


def _refuse_unfit(reason: str, since: dt.date, until: dt.date | None) -> None:
    if not has_words(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do xung đột lợi ích.")})
    if until and until < since:
        raise ValidationError({"until": _("Ngày cuối đứng trước ngày đầu.")})
    if until and until < timezone.localdate():
        raise ValidationError({
            "until": _("Thời gian này đã qua nên không cần khai nữa.")
        })
