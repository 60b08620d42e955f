"""Writes to service accounts: made with a first token, given another one, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import ServiceAccount, ServiceToken, User
from opendti_site.accounts.permissions import can_manage_service, require
from opendti_site.accounts.queries import SupportsPath
from opendti_site.accounts.service_tokens import new_token_text
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError

MAX_LIVE_TOKENS = 2
LONGEST_LIFE = dt.timedelta(days=731)
"""Two years, of which one may be a leap year."""


@dataclass(frozen=True, slots=True)
class ServiceScope:
    """What a service account may do, to which items, and from where it may come."""

    verbs: Sequence[str]
    items: Sequence[str] = ()
    addresses: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token, and its text, which is kept nowhere: whoever made it shows it once."""

    token: ServiceToken
    text: str


@transaction.atomic
def create_service_account(
    *,
    name: str,
    unit: SupportsPath,
    scope: ServiceScope,
    expires_at: dt.datetime,
    by: User,
) -> IssuedToken:
    """Make an account of a program over a unit, with its first token."""
    require(can_manage_service(by, unit))
    if not scope.verbs:
        raise ValidationError({"verbs": _("Hãy chọn ít nhất một việc được làm.")})
    account = ServiceAccount(
        name=name,
        unit_id=unit.pk,
        verbs=list(scope.verbs),
        items=list(scope.items),
        addresses=list(scope.addresses),
        created_by=by,
        created_at=timezone.now(),
    )
    _save_new(account)
    issued = _issue(account, expires_at, by)
    record(
        "create_service_account",
        account,
        by=by,
        seals=[account, issued.token],
        unit=unit.code,
        service_verbs=account.verbs,
        service_items=account.items,
        service_addresses=account.addresses,
        token=issued.token.prefix,
        expires_at=expires_at.isoformat(),
    )
    return issued


@transaction.atomic
def rotate_service_token(
    account: ServiceAccount, *, expires_at: dt.datetime, overlap: dt.timedelta, by: User
) -> IssuedToken:
    """Give an account another token; the one of before holds for the time of overlap at most."""
    current = _locked(account, by)
    live = current.live_tokens
    if len(live) >= MAX_LIVE_TOKENS:
        raise ActionRefusedError(
            _("Đang có hai mã còn hiệu lực: hãy thu hồi một mã trước khi cấp mã mới.")
        )
    last = timezone.now() + overlap
    for token in live:
        token.expires_at = min(token.expires_at, last)
        token.save(update_fields=["expires_at"])
    issued = _issue(current, expires_at, by)
    record(
        "rotate_service_token",
        current,
        by=by,
        seals=[issued.token, *live],
        token=issued.token.prefix,
        expires_at=expires_at.isoformat(),
        overlap_until=last.isoformat() if live else None,
    )
    return issued


@transaction.atomic
def revoke_service_token(token: ServiceToken, *, by: User) -> ServiceToken:
    """End a token at once, for ever."""
    _locked(token.account, by)
    current = ServiceToken.objects.get(pk=token.pk)
    if current.state != "live":
        raise ActionRefusedError(_("Mã này không còn hiệu lực từ trước."))
    _revoke([current], by)
    record(
        "revoke_service_token",
        current.account,
        by=by,
        seals=[current],
        token=current.prefix,
    )
    return current


@transaction.atomic
def close_service_account(account: ServiceAccount, *, by: User) -> ServiceAccount:
    """End an account and all its tokens at once, for ever."""
    current = _locked(account, by)
    live = current.live_tokens
    _revoke(live, by)
    current.closed_by, current.closed_at = by, timezone.now()
    current.save(update_fields=["closed_by", "closed_at"])
    record(
        "close_service_account",
        current,
        by=by,
        seals=[current, *live],
        tokens=[token.prefix for token in live],
    )
    return current


def _locked(account: ServiceAccount, by: User) -> ServiceAccount:
    """Lock an open account that somebody may manage, its row alone."""
    rows = ServiceAccount.objects.select_for_update(of=("self",), no_key=True)
    current = rows.select_related("unit").get(pk=account.pk)
    require(can_manage_service(by, current.unit))
    if current.closed_at:
        raise ActionRefusedError(_("Tài khoản dịch vụ này đã đóng."))
    return current


def _save_new(account: ServiceAccount) -> None:
    """Save a new account, or say that its unit has an open one of this name."""
    try:
        # A savepoint: PostgreSQL refuses every further statement of a transaction after an
        # error.
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        if _has_namesake(account):
            raise ValidationError({
                "name": _("Đơn vị này đã có tài khoản dịch vụ tên như vậy.")
            }) from None
        raise


def _has_namesake(account: ServiceAccount) -> bool:
    others = ServiceAccount.objects.filter(unit=account.unit_id, closed_at=None)
    return others.filter(name__iexact=account.name).exists()


def _issue(account: ServiceAccount, expires_at: dt.datetime, by: User) -> IssuedToken:
    now = timezone.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        raise ValidationError({
            "expires_on": _("Ngày hết hạn phải ở tương lai, trong vòng hai năm.")
        })
    made = new_token_text()
    token = ServiceToken.objects.create(
        account=account,
        prefix=made.prefix,
        digest=made.digest,
        created_by=by,
        created_at=now,
        expires_at=expires_at,
    )
    return IssuedToken(token, made.text)


def _revoke(tokens: Sequence[ServiceToken], by: User) -> None:
    for token in tokens:
        token.revoked_by, token.revoked_at = by, timezone.now()
        token.save(update_fields=["revoked_by", "revoked_at"])
