"""Links with which people set their own password.

A link holds the account and a digest of what setting a password changes, signed with the site's key.
So it ends with its first use, with any sign-in, with another address, with the next invitation and
with what ends all sessions, and nothing of it needs to be stored. The first administrator's ends as
well where another superuser has a way in: it may lie in a log. A link on paper is short enough to be typed.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from opendti_site.accounts.administrators import has_administrator
from opendti_site.accounts.models import User
from opendti_site.mail.kinds import absolute_url
from opendti_site.ui.language import in_language

SALT = "opendti_site.accounts.links"
INVITATION, FORGOTTEN, FIRST = "invitation", "forgotten", "first"
HANDED_OUT = "handed_out"
LIFETIMES = {
    INVITATION: timedelta(days=7),
    FORGOTTEN: timedelta(hours=1),
    FIRST: timedelta(days=1),
}
"""How long a link holds; the first administrator's is in a log, which others may read one day."""
DIGITS = 32
HANDED_OUT_DAYS = 7
"""Through how many days after the day it was made a link on paper holds."""
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""The digits of a code on paper, by Douglas Crockford: none is taken for another one."""
TYPED_FOR = str.maketrans("oil", "011")
"""What people read for a digit."""
# Not at the start: the log masks links, and takes a sign there for the end of a path.
SIGNS = re.compile(r"(?<=.)[\W_]+")
ON_PAPER = re.compile(rf"(\d{{1,18}})(\d{{6}})([{ALPHABET}]{{16}})", re.ASCII)
"""A link on paper as it is compared: its account, its last day and its code."""


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


def path_on_paper(user: User) -> str:
    """Return the path of a link that is handed out on paper or as a file, made today.

    Its token is the account, the last day and 80 bits of a signature, in groups of four.
    """
    last = last_day_on_paper().toordinal()
    code = _code_on_paper(user, last)
    parts = [code[start : start + 4] for start in range(0, len(code), 4)]
    token = "-".join([str(user.pk), str(last), *parts])
    return in_language(reverse("accounts:use_link", args=[token]), user.language)


def last_day_on_paper() -> date:
    """Return the last day of a link on paper that is made today."""
    return timezone.localdate() + timedelta(days=HANDED_OUT_DAYS)


def read_link(token: str, *, lock: bool = False) -> Link | None:
    """Return what a token stands for; None where it is false, too old or used.

    `lock` keeps the account's row until the transaction ends, so that a link is used once.
    """
    on_paper = ON_PAPER.fullmatch(_as_compared(token))
    if on_paper:
        return _read_on_paper(on_paper, lock=lock)
    for purpose, lifetime in LIFETIMES.items():
        try:
            pk, state = signing.loads(token, salt=_salt(purpose), max_age=lifetime)
        except (signing.BadSignature, ValueError):
            continue
        user = _open_account(pk, lock=lock)
        # In constant time: the state is a secret as long as the link holds.
        if user is not None and hmac.compare_digest(state, _state_of(user)):
            link = Link(user, purpose)
            return None if purpose == FIRST and has_administrator() else link
    return None


def _as_compared(token: str) -> str:
    """Return a link that was typed from paper without case and signs, each letter for the digit it looks like."""
    return SIGNS.sub("", token.lower()).translate(TYPED_FOR)


def _read_on_paper(token: re.Match[str], *, lock: bool) -> Link | None:
    pk, last, code = int(token[1]), int(token[2]), token[3]
    user = _open_account(pk, lock=lock)
    if user is None or not hmac.compare_digest(code, _code_on_paper(user, last)):
        return None
    is_over = timezone.localdate().toordinal() > last
    return None if is_over else Link(user, HANDED_OUT)


def _open_account(pk: int, *, lock: bool) -> User | None:
    people = User.objects.select_for_update(no_key=True) if lock else User.objects.all()
    found: User | None = people.filter(pk=pk, is_active=True).first()
    return found


def _code_on_paper(user: User, last: int) -> str:
    mac = salted_hmac(
        _salt(HANDED_OUT), f"{last} {_state_of(user)}", algorithm="sha256"
    )
    number = int.from_bytes(mac.digest()[:10])
    return "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))


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
