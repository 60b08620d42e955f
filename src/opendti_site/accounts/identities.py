"""Who somebody is whom a provider of OpenID Connect vouches for.

An identity is the provider and its unchanging name of a person (`sub`). It belongs to an account that
was linked to it; an address of mail never leads to an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from opendti_site.accounts.names import fold_name


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of a person, as far as the settings believe it."""

    provider: str
    subject: str
    username: str
    full_name: str
    email: str
    """Only an address that the provider has verified."""
    groups: frozenset[str]


def claims_of(subject: str, claims: Mapping[str, Any]) -> Claims:
    """Read the claims of an identity; raise LookupError where the settings name no provider."""
    oidc = settings.OIDC
    if oidc is None:
        message = "no provider is set"
        raise LookupError(message)
    username = _text(claims, oidc.username_claim)
    email = fold_name(_text(claims, "email"))
    groups = claims.get(oidc.groups_claim)
    listed = groups if isinstance(groups, list) else [groups]
    return Claims(
        provider=oidc.provider_id,
        subject=subject,
        username=fold_name(username),
        full_name=_text(claims, "name") or username,
        email=email if claims.get("email_verified") is True and email.isascii() else "",
        groups=frozenset(group for group in listed if isinstance(group, str)),
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name) if name else ""
    return value.strip() if isinstance(value, str) else ""


def mapped_roles(claims: Claims) -> set[tuple[str, str]]:
    """Return the roles that the person's groups stand for: (role, code of the unit)."""
    rules = settings.OIDC.roles if settings.OIDC else []
    return {(rule.role, rule.unit) for rule in rules if rule.group in claims.groups}
