"""Who somebody is whom a provider of OpenID Connect vouches for.

An identity is the provider and its unchanging name of a person (`sub`). It belongs to an account that
was linked to it; an address of mail never leads to an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from opendti_site.accounts.names import (
    fold_name,
    refuse_unfit_address,
    refuse_unfit_name,
)
from opendti_site.ui.request_text import UnreadableTextError, clean_text


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of a person, as far as the settings trust it."""

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
    username = _username(claims, oidc.username_claim)
    groups = claims.get(oidc.groups_claim)
    listed = groups if isinstance(groups, list) else [groups]
    return Claims(
        provider=oidc.provider_id,
        subject=subject,
        username=fold_name(username),
        full_name=_text(claims, "name") or username or subject,
        email=_verified_address(claims),
        groups=frozenset(group for group in listed if isinstance(group, str)),
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    """Return a text of the provider as the site takes any text: without what nobody sees; "" of one it refuses."""
    value = claims.get(name) if name else ""
    try:
        return clean_text(value).strip() if isinstance(value, str) else ""
    except UnreadableTextError:
        return ""


def _verified_address(claims: Mapping[str, Any]) -> str:
    """Return an address that the provider has verified and a letter can go to; "" of any other."""
    address = fold_name(_text(claims, "email"))
    try:
        refuse_unfit_address(address)
    except ValidationError:
        return ""
    is_verified = claims.get("email_verified") is True
    return address if is_verified and address.isascii() else ""


def _username(claims: Mapping[str, Any], claim: str) -> str:
    """Return a name as the provider writes it, if an account may be called so; "" for any other.

    It is checked before anything is folded: full-width letters, or a space, would become another's name.
    """
    name = claims.get(claim) if claim else ""
    if not isinstance(name, str):
        return ""
    try:
        refuse_unfit_name(name)
    except ValidationError:
        return ""
    return name


def mapped_roles(claims: Claims) -> set[tuple[str, str]]:
    """Return the roles that the person's groups stand for: (role, code of the unit)."""
    rules = settings.OIDC.roles if settings.OIDC else []
    return {(rule.role, rule.unit) for rule in rules if rule.group in claims.groups}
