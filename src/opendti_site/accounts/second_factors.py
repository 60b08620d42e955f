"""Lines of the audit chain about the rows of the second factor, each in the transaction of its row.

The package that keeps the rows tells of some acts after the commit and of others not at all, so
the lines hang on the writing of the rows.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save

from opendti_site.audit.actions import record
from opendti_site.audit.rows import reference

USED = "last_used_at"
CODES = Authenticator.Type.RECOVERY_CODES


def connect_all() -> None:
    """Listen to the writing of the rows; called once when the site starts."""
    post_save.connect(_saved, sender=Authenticator)
    post_delete.connect(_deleted, sender=Authenticator)


def _saved(
    instance: Authenticator,
    *,
    created: bool,
    update_fields: Collection[str] | None,
    **_more: Any,
) -> None:
    """Record an audit line, unless only the time of the last use was written."""
    verb = _verb_of(instance, created=created, fields=update_fields)
    if verb:
        user = instance.user
        record(verb, user, by=user, seals=[instance], factor=instance.type)


def _verb_of(
    row: Authenticator, *, created: bool, fields: Collection[str] | None
) -> str:
    if created:
        return "enable_second_factor"
    if fields and set(fields) == {USED}:
        return ""
    if row.type == Authenticator.Type.WEBAUTHN:
        return "rename_passkey"
    if row.type != CODES:
        return ""
    # Looking at the codes for the first time is noted in the row; a used code is struck off.
    return "view_recovery_codes" if fields else "use_recovery_code"


def _deleted(instance: Authenticator, **_more: Any) -> None:
    """Record a line; codes are deleted before the factor only where new ones replace them.

    Whoever removes another's factor says so by `removed_by`.
    """
    user, gone = instance.user, reference(instance)
    factors = Authenticator.objects.filter(user=user).exclude(type=CODES)
    renewed = instance.type == CODES and factors.exists()
    verb = "renew_recovery_codes" if renewed else "disable_second_factor"
    by = getattr(instance, "removed_by", user)
    record(verb, user, by=by, seals=[gone], factor=instance.type)
