"""The letters about accounts, each written when it is sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.links import FORGOTTEN, INVITATION, LIFETIMES, link_to
from opendti_site.accounts.models import User
from opendti_site.mail.kinds import MailKind, register

PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- the name of a letter


def register_all() -> None:
    """Register the kinds."""
    register(
        MailKind(
            INVITATION,
            _("Thư mời đặt mật khẩu"),
            "accounts/letters/invitation.txt",
            _invitation,
        )
    )
    register(
        MailKind(
            FORGOTTEN,
            _("Liên kết đặt lại mật khẩu"),
            "accounts/letters/forgotten.txt",
            _forgotten,
        )
    )
    register(
        MailKind(
            PASSWORD_CHANGED,
            _("Báo mật khẩu đã đổi"),
            "accounts/letters/password_changed.txt",
            _password_changed,
        )
    )


def _invitation(details: dict[str, Any]) -> dict[str, Any] | None:
    """Fill an invitation, unless a later one was sent."""
    user = _open_account(details)
    if user is None or user.invitations != details["number"]:
        return None
    return {
        "person": user,
        "by": details["by"],
        "is_new": not user.has_usable_password(),
        "link": link_to(user, INVITATION),
        "days": LIFETIMES[INVITATION].days,
    }


def _forgotten(details: dict[str, Any]) -> dict[str, Any] | None:
    user = _open_account(details)
    if user is None:
        return None
    hours = int(LIFETIMES[FORGOTTEN].total_seconds() // 3600)
    return {"person": user, "link": link_to(user, FORGOTTEN), "hours": hours}


def _password_changed(details: dict[str, Any]) -> dict[str, Any] | None:
    user = _open_account(details)
    return {"person": user, "by": details["by"]} if user else None


def _open_account(details: dict[str, Any]) -> User | None:
    """Return the account, if it may still sign in and has the address that the letter goes to."""
    return User.objects.filter(
        pk=details["user"], is_active=True, email=details["email"]
    ).first()
