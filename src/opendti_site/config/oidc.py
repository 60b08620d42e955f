"""The provider of OpenID Connect with which people sign in, read from the environment."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from opendti_site.config.environment import port_of

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Whoever the provider puts into a group holds a role over a unit."""

    group: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class OpenIDConnect:
    """One provider, and which of its claims are trusted."""

    url: str
    client_id: str
    secret: str
    name: str
    username_claim: str = ""
    groups_claim: str = "groups"
    roles: list[RoleRule] = field(default_factory=list)

    @property
    def provider_id(self) -> str:
        """The provider's name in addresses and rows: another provider never gets its identities."""
        named = self.url.partition("://")[2]
        plain = re.sub(r"[^a-z0-9.]+", "-", named.lower())
        # Capitals of a path count (RFC 3986, 6.2.2.1): /realms/A and /realms/a have each their own
        # people.
        path = named.partition("/")[2]
        if path == path.lower():
            return plain
        return f"{plain}-{hashlib.sha256(path.encode()).hexdigest()[:12]}"

    @property
    def origin(self) -> str:
        """Where the sign-in form leads."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def read() -> OpenIDConnect | None:
    """Read the provider; None where none is set. Raise ImproperlyConfigured for half of one."""
    url = os.environ.get("OPENDTI_OIDC_URL", "").strip().rstrip("/")
    if not url:
        return None
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or parts.hostname in LOOPBACK
    if not is_safe or not parts.hostname:
        message = f"OPENDTI_OIDC_URL must be https://…, not {url!r}"
        raise ImproperlyConfigured(message)
    port_of("OPENDTI_OIDC_URL", parts)
    return OpenIDConnect(
        url=url.removesuffix("/.well-known/openid-configuration"),
        client_id=_needed("OPENDTI_OIDC_CLIENT_ID"),
        secret=_needed("OPENDTI_OIDC_SECRET"),
        name=os.environ.get("OPENDTI_OIDC_NAME") or parts.hostname,
        username_claim=os.environ.get("OPENDTI_OIDC_USERNAME_CLAIM", "").strip(),
        groups_claim=os.environ.get("OPENDTI_OIDC_GROUPS_CLAIM") or "groups",
        roles=role_rules(os.environ.get("OPENDTI_OIDC_ROLES", "")),
    )


def _needed(name: str) -> str:
    written = os.environ.get(name, "").strip()
    if not written:
        message = f"{name} must be set beside OPENDTI_OIDC_URL"
        raise ImproperlyConfigured(message)
    return written


def role_rules(written: str) -> list[RoleRule]:
    """Read `GROUP=role@UNIT; GROUP=role@UNIT`; a group's name may itself hold `=` and `,`."""
    rules = []
    for part in filter(None, map(str.strip, written.split(";"))):
        group, _equals, right = part.rpartition("=")
        role, _at, unit = right.partition("@")
        if not (group.strip() and role.strip() and unit.strip()):
            message = f"OPENDTI_OIDC_ROLES: write GROUP=role@UNIT, not {part!r}"
            raise ImproperlyConfigured(message)
        rules.append(RoleRule(group.strip(), role.strip(), unit.strip()))
    return rules


def providers(oidc: OpenIDConnect | None) -> dict[str, Any]:
    """Return the setting of allauth."""
    if oidc is None:
        return {}
    app = {
        "provider_id": oidc.provider_id,
        "name": oidc.name,
        "client_id": oidc.client_id,
        "secret": oidc.secret,
        "settings": {"server_url": oidc.url, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}
