"""Tokens of service accounts: made, found again by their beginning, and what their bearer may read."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import ServiceAccount, ServiceToken, User

MARK = "odti_"
"""How every token begins, so that scanners for leaked secrets find one."""
PREFIX_LENGTH = 12
SECRET_BYTES = 32
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TokenText:
    """A token as it is given out, once, and the two parts of it that are kept."""

    text: str
    prefix: str
    digest: str


def new_token_text() -> TokenText:
    """Make a token of 256 random bits.

    So much chance cannot be guessed from a plain SHA-256, which a slow hash would only make dear to check.
    """
    prefix = secrets.token_hex(PREFIX_LENGTH // 2)
    text = f"{MARK}{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    return TokenText(text, prefix, digest_of_token(text))


def digest_of_token(text: str) -> str:
    """Return what is kept of a token."""
    return sha256(text.encode()).hexdigest()


def find_token(text: str) -> ServiceToken | None:
    """Return the token that was given out as this text, whatever became of it; None of any other text."""
    prefix = text.removeprefix(MARK)[:PREFIX_LENGTH]
    if not text.startswith(MARK) or not prefix.isascii() or not prefix.isalnum():
        return None
    rows = ServiceToken.objects.select_related("account__unit")
    found = rows.filter(prefix=prefix).first()
    # Compared in constant time: how long it takes must not show how much of it was right.
    if found and hmac.compare_digest(found.digest, digest_of_token(text)):
        return found
    return None


def is_from_allowed_address(account: ServiceAccount, address: str | None) -> bool:
    """Return whether an account may be used from a network address."""
    if not account.addresses:
        return True
    try:
        at = ip_address(address or "")
    except ValueError:
        return False
    return any(at in ip_network(network) for network in account.addresses)


def note_use(token: ServiceToken) -> None:
    """Keep when a token was last used, written once a minute at most."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        ServiceToken.objects.filter(pk=token.pk).update(last_used_at=now)


def covers_item(account: ServiceAccount, item: str) -> bool:
    """Return whether an item, `1.2.a`, is in the scope of an account.

    A pattern covers the item that it names and whatever lies below: `1.2` covers `1.2.a`.
    """
    return not account.items or any(
        fnmatchcase(item, pattern) or fnmatchcase(item, f"{pattern}.*")
        for pattern in account.items
    )


def reader_of(account: ServiceAccount) -> User:
    """Return a person without a row who may see what the account may: a viewer over its unit.

    Pages and the API ask the same permissions and filters, which are about people.
    """
    reader = User(username=f"service-{account.pk}", full_name=account.name)
    held = [(Role.VIEWER.value, account.unit.path)] if account.may("read") else []
    reader.__dict__["held_roles"] = held
    reader.__dict__["conflict_paths"] = []
    return reader
