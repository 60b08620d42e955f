"""The first administrator: an account that the machine makes, and whose link only the machine shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.actions.links import send_invitation
from opendti_site.accounts.actions.people import (
    changed_identity,
    identity_before,
    rename_user,
    save_identity,
)
from opendti_site.accounts.administrators import has_administrator
from opendti_site.accounts.models import User
from opendti_site.accounts.names import fold_name, refuse_unfit_name
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.personal import personal_digests

A_MOMENT = timedelta(minutes=1)


class OvertakenError(ActionRefusedError):
    """Another process has made or invited the first administrator at the same moment."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Vừa có tiến trình khác tạo người quản trị đầu tiên; xin dùng liên kết mà tiến trình đó đưa ra, hoặc chạy lại sau một phút."
            )
        )


def invite_first_administrator(*, username: str, email: str = "") -> User:
    """Make the superuser of a new site, or let one who has no password yet have a new link.

    Whoever calls shows the link where only the machine's own people see it. With an address it
    is mailed too. Links of before end. Refused where an administrator has a way in, and for whoever
    comes second of two at the same moment.
    """
    refuse_unfit_name(username)
    return _invite(username, email, seen=_state_of(_superusers()))


@transaction.atomic
def _invite(username: str, email: str, *, seen: list[tuple[int, int]]) -> User:
    waiting = list(_superusers().select_for_update(no_key=True))
    if _state_of(waiting) != seen or _is_just_made(waiting, username):
        raise OvertakenError
    if has_administrator():
        raise ActionRefusedError(_("Hệ thống đã có người quản trị."))
    user, verb = _account_of(waiting, username, fold_name(email))
    send_invitation(user, _("Máy chủ của hệ thống"))
    about = personal_digests({"username": username, "email": user.email})
    record(verb, user, by=None, seals=[user], **about)
    # The audit chain lets one act end at a time: whoever comes second sees the first one's account here.
    if not waiting and _superusers().exclude(pk=user.pk).exists():
        raise OvertakenError
    return user


def _is_just_made(waiting: list[User], username: str) -> bool:
    """Return whether another name was given a moment ago: of two servers that start together the first counts."""
    if not waiting or waiting[0].username == username:
        return False
    # By a clock that was ahead, the account was made on a day to come.
    return abs(timezone.now() - waiting[0].date_joined) < A_MOMENT


def _superusers() -> QuerySet[User]:
    return User.objects.filter(is_superuser=True, is_active=True).order_by("pk")


def _state_of(superusers: Iterable[User]) -> list[tuple[int, int]]:
    """Return what tells whether another process has invited one of them meanwhile."""
    return [(user.pk, user.invitations) for user in superusers]


def _account_of(waiting: list[User], username: str, email: str) -> tuple[User, str]:
    """Return the account, with the name and the address that are wanted now, and the verb of what is done to it."""
    if not waiting:
        user = User(username=username, email=email, is_superuser=True)
        user.full_name = _("Quản trị hệ thống")
        user.set_unusable_password()
        try:
            save_identity(user)
        except ActionRefusedError:
            if _superusers().exists():
                raise OvertakenError from None
            raise
        return user, "create_superuser"
    user = waiting[0]
    if user.username != username:
        rename_user(user=user, username=username, by=None)
    if user.email != email:
        before, user.email = identity_before(user), email
        save_identity(user, ["email"])
        was, now = changed_identity(user, before)
        record("edit_user", user, by=None, seals=[user], before=was, after=now)
    return user, "invite_user"
