"""Links with which people set their own password.

A link holds the account and a digest of what setting a password changes, signed with the site's key.
So it ends with its first use, with any sign-in, with another address, with the next invitation and
with what ends all sessions, and nothing of it needs to be stored. The first administrator's ends as
well where another superuser has a way in: it may lie in a log.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from opendti_site.accounts.administrators import has_administrator
from opendti_site.accounts.models import User
from opendti_site.mail.kinds import absolute_url
from opendti_site.ui.language import in_language

SALT = "opendti_site.accounts.links"
INVITATION, FORGOTTEN, FIRST = "invitation", "forgotten", "first"
LIFETIMES = {
    INVITATION: timedelta(days=7),
    FORGOTTEN: timedelta(hours=1),
    FIRST: timedelta(days=1),
}
"""How long a link holds; the first administrator's stands in a log, which others may read one day."""
DIGITS = 32


@dataclass(frozen=True, slots=True)
class Link:
    """A link that holds: whose it is, and for what it was sent."""

    user: User
    purpose: str


def link_to(user: User, purpose: str) -> str:
    """Return the address with which a person sets a password, signed now."""
    return absolute_url(path_to(user, purpose))


def path_to(user: User, purpose: str) -> str:
    """Return the same without the site's name."""
    token = signing.dumps([user.pk, _state_of(user)], salt=_salt(purpose))
    path = reverse("accounts:use_link", args=[token])
    return in_language(path, user.language)


def read_link(token: str, *, lock: bool = False) -> Link | None:
    """Return what a token stands for; None where it is false, too old or used.

    `lock` keeps the account's row until the transaction ends, so that a link is used once.
    """
    for purpose, lifetime in LIFETIMES.items():
        try:
            pk, state = signing.loads(token, salt=_salt(purpose), max_age=lifetime)
        except (signing.BadSignature, ValueError):
            continue
        people = (
            User.objects.select_for_update(no_key=True) if lock else User.objects.all()
        )
        user = people.filter(pk=pk, is_active=True).first()
        # In constant time: the state is a secret as long as the link holds.
        if user is not None and hmac.compare_digest(state, _state_of(user)):
            link = Link(user, purpose)
            return None if purpose == FIRST and has_administrator() else link
    return None


def _salt(purpose: str) -> str:
    return f"{SALT}.{purpose}"


def _state_of(user: User) -> str:
    # What setting a password, a sign-in or a new address changes: so the link ends without
    # being stored.
    parts = (
        user.pk,
        user.credential_state,
        user.last_login,
        user.email,
        user.invitations,
    )
    return salted_hmac(SALT, repr(parts), algorithm="sha256").hexdigest()[:DIGITS]
