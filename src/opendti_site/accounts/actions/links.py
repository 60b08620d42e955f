"""Writes about links: sending them, and setting the password that they are for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.links import FORGOTTEN, INVITATION, read_link
from opendti_site.accounts.mail_kinds import (
    ADDRESS_CHANGED,
    IDENTITY_LINKED,
    PASSWORD_CHANGED,
)
from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import can_set_password, require
from opendti_site.accounts.queries import is_linked
from opendti_site.accounts.signing_in import person_named, shortened
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.personal import personal_digest
from opendti_site.mail.actions import queue_mail


@transaction.atomic
def invite_user(*, user: User, by: User) -> User:
    """Send a person a link to set their own password; links of before end."""
    current = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    require_setting_password(current, by)
    _refuse_unreachable(current)
    send_invitation(current, by)
    record(
        "invite_user",
        current,
        by=by,
        seals=[current],
        email=personal_digest(current.email),
    )
    return current


def require_setting_password(user: User, by: User) -> None:
    """Refuse a link for oneself, and one for whoever another person's rights do not reach."""
    if user == by:
        raise ActionRefusedError(_("Xin đổi mật khẩu của mình ở trang “Tài khoản”."))
    require(can_set_password(by, user))


def send_invitation(user: User, by: User | str) -> None:
    """Count an invitation and queue its letter; the caller seals the row by a line."""
    user.invitations += 1
    user.save(update_fields=["invitations"])
    _queue(
        INVITATION,
        user,
        number=user.invitations,
        version=user.session_version,
        by=by if isinstance(by, str) else by.pk,
    )


def _queue(kind: str, user: User, **details: Any) -> None:
    """Queue a letter to a person's present address, for as long as it is that."""
    to, language = user.email, user.language
    queue_mail(kind, to=to, language=language, user=user.pk, email=to, **details)


def _refuse_unreachable(user: User) -> None:
    if not settings.MAIL_IS_SET:
        raise ActionRefusedError(
            _("Hệ thống chưa có máy chủ thư; xin cấp liên kết để trao tay.")
        )
    if not user.email:
        raise ActionRefusedError(_("Người này chưa có địa chỉ thư điện tử."))
    if not user.is_active:
        raise ActionRefusedError(_("Tài khoản này đang bị khóa."))


@transaction.atomic
def ask_for_link(*, login: str, ip: str) -> None:
    """Send a link to whoever forgot a password, if there is such an account with an address.

    Nothing that the visitor sees tells whether there is: both ways write one line.
    """
    user = person_named(login)
    if (
        user is not None
    ):  # as it is now: a letter to somebody who is erased would keep the address
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user is None or not may_ask(user):
        # The log names the account where there is one, and a shortened form of what a stranger
        # typed: it may be a password.
        about, name = user or "accounts.User", shortened(login)
        record("ask_for_link", about, by=None, name=name, ip=ip, sent=False)
        return
    record("ask_for_link", user, by=None, ip=ip, sent=True)
    _queue(FORGOTTEN, user, version=user.session_version)


def may_ask(user: User) -> bool:
    """Whether an account has an address and a password, or was invited to set one.

    An account without a password that opens by an identity gets none by mail: its address may be
    that of whoever made the account under another person's name.
    """
    is_invited = user.invitations > 0 and not is_linked(user)
    has_way = user.has_usable_password() or is_invited
    is_real = settings.DEMO or not user.demo
    return bool(user.is_active and user.email and has_way and is_real)


@transaction.atomic
def set_password_by_link(*, token: str, password: str) -> User:
    """Set the password that a link is for; the link and all open sessions end.

    Nobody is signed in by it: the sign-in that follows asks for the second factor.
    """
    # Under the lock: of two requests with one link, the second sees the state that the first
    # one changed.
    link = read_link(token, lock=True)
    if link is None:
        raise ActionRefusedError(_("Liên kết này không còn dùng được."))
    user = link.user
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record("set_password_by_link", user, by=user, seals=[user], link=link.purpose)
    notify_password_changed(user)
    return user


def notify_password_changed(user: User, by: User | None = None) -> None:
    """Write to a person that their password is another now, so that a stranger's change is noticed."""
    _queue(PASSWORD_CHANGED, user, by=by.pk if by else None)


def notify_identity_linked(user: User) -> None:
    """Write to a person that their account now opens by an identity of the provider."""
    _queue(IDENTITY_LINKED, user)


def notify_address_changed(user: User, before: str, by: User) -> None:
    """Write to a person's old address that letters go elsewhere now, if they do."""
    if before != user.email:
        queue_mail(
            ADDRESS_CHANGED,
            to=before,
            language=user.language,
            user=user.pk,
            by=by.pk,
        )
