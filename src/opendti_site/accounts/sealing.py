"""Which rows of people are sealed."""

from __future__ import annotations

from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.audit.registry import register_exempt, register_sealed


def register_all() -> None:
    """Seal people and roles; name what no permission rests on."""
    register_sealed(
        User,
        {"last_login": "every sign-in writes it and nothing rests on it"},
        fixed=["is_superuser"],
    )
    register_sealed(RoleAssignment)
    for table in ("User_groups", "User_user_permissions"):
        register_exempt(
            f"accounts.{table}", "permissions come from roles alone; never read"
        )
    register_exempt(
        "accounts.AttemptCount", "counts attempts to sign in for some minutes"
    )
