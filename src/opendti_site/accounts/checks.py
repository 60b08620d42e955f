"""Checks of what the settings say about people; they run before every command of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from opendti_site.accounts.enums import Role


def check_role_rules(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Name a role that does not exist before anybody signs in by it."""
    rules = settings.OIDC.roles if settings.OIDC else []
    return [
        checks.Error(
            f"OPENDTI_OIDC_ROLES: there is no role {rule.role}",
            hint=f"The roles are {', '.join(Role.values)}.",
            id="accounts.E001",
        )
        for rule in rules
        if rule.role not in Role.values
    ]
