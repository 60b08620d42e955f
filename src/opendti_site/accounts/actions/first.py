"""The first administrator: an account that the machine makes, and whose link only the machine shows."""

from __future__ import annotations

from django.db import transaction
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


@transaction.atomic
def invite_first_administrator(*, username: str, email: str = "") -> User:
    """Make the superuser of a new site, or let one who has no password yet have a new link.

    Whoever calls shows the link where only the machine's own people see it. With an address it
    is mailed too. Links of before end. Refused where an administrator has a way in.
    """
    refuse_unfit_name(username)
    waiting = _locked_administrators()
    if has_administrator():
        raise ActionRefusedError(_("Hệ thống đã có người quản trị."))
    user, verb = _account_of(waiting, username, fold_name(email))
    send_invitation(user, _("Máy chủ của hệ thống"))
    about = personal_digests({"username": username, "email": user.email})
    record(verb, user, by=None, seals=[user], **about)
    return user


def _locked_administrators() -> list[User]:
    superusers = User.objects.filter(is_superuser=True, is_active=True)
    return list(superusers.select_for_update(no_key=True).order_by("pk"))


def _account_of(waiting: list[User], username: str, email: str) -> tuple[User, str]:
    """Return the account, with the name and the address that are wanted now, and the verb of what is done to it."""
    if not waiting:
        user = User(username=username, email=email, is_superuser=True)
        user.full_name = _("Quản trị hệ thống")
        user.set_unusable_password()
        save_identity(user)
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
