"""The letters about accounts, each written when it is sent."""

from __future__ import annotations

from typing import Any, TypeGuard

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.links import FORGOTTEN, INVITATION, LIFETIMES, link_to
from opendti_site.accounts.models import User
from opendti_site.mail.kinds import MailKind, register

PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- the name of a letter
IDENTITY_LINKED, ADDRESS_CHANGED = "identity_linked", "address_changed"


def register_all() -> None:
    """Register the kinds; each has its letter in `accounts/letters`."""
    for name, label, context in (
        (INVITATION, _("Thư mời đặt mật khẩu"), _invitation),
        (FORGOTTEN, _("Liên kết đặt lại mật khẩu"), _forgotten),
        (PASSWORD_CHANGED, _("Báo mật khẩu đã đổi"), _password_changed),
        (
            IDENTITY_LINKED,
            _("Báo tài khoản đã gắn với đăng nhập chung"),
            _identity_linked,
        ),
        (ADDRESS_CHANGED, _("Báo địa chỉ thư đã đổi"), _address_changed),
    ):
        register(MailKind(name, label, f"accounts/letters/{name}.txt", context))


def _invitation(details: dict[str, Any]) -> dict[str, Any] | None:
    """Fill an invitation, unless a later one was sent."""
    user = open_account(details)
    if not _may_get_link(user, details) or user.invitations != details["number"]:
        return None
    return {
        "person": user,
        "by": _name_of(details["by"]),
        "is_new": not user.has_usable_password(),
        "link": link_to(user, INVITATION),
        "days": LIFETIMES[INVITATION].days,
    }


def _forgotten(details: dict[str, Any]) -> dict[str, Any] | None:
    user = open_account(details)
    if not _may_get_link(user, details):
        return None
    hours = int(LIFETIMES[FORGOTTEN].total_seconds() // 3600)
    return {"person": user, "link": link_to(user, FORGOTTEN), "hours": hours}


def _password_changed(details: dict[str, Any]) -> dict[str, Any] | None:
    user = open_account(details)
    return {"person": user, "by": _name_of(details["by"])} if user else None


def _may_get_link(user: User | None, details: dict[str, Any]) -> TypeGuard[User]:
    """Whether nothing has ended all links since the letter was queued: they are signed when it is sent."""
    return user is not None and user.session_version == details.get("version", 0)


def _identity_linked(details: dict[str, Any]) -> dict[str, Any] | None:
    user = open_account(details)
    name = settings.OIDC.name if settings.OIDC else ""
    return {"person": user, "provider": name} if user and name else None


def _address_changed(details: dict[str, Any]) -> dict[str, Any] | None:
    """Fill a letter to an address that is the person's no longer."""
    user = User.objects.filter(pk=details["user"]).first()
    return {"person": user, "by": _name_of(details["by"])} if user else None


def _name_of(key: int | str | None) -> str:
    """Name whoever acted; letters that were queued before hold the name itself."""
    if not isinstance(key, int):
        return key or ""
    return str(User.objects.get(pk=key))


def open_account(details: dict[str, Any]) -> User | None:
    """Return the account, if it may still sign in and has the address that the letter goes to."""
    return User.objects.filter(
        pk=details["user"], is_active=True, email=details["email"]
    ).first()
