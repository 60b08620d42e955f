"""Roles as permissions, for the capabilities that stand below this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend

from opendti_site.accounts.queries import is_over_everything

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.http import HttpRequest


class RoleBackend(ModelBackend):
    """A coordinator over a whole organisation may read the audit chain."""

    def authenticate(self, request: HttpRequest | None, **_credentials: Any) -> None:  # type: ignore[override]  # noqa: ARG002 -- the interface's shape
        """Leave signing in to allauth, which throttles it."""
        return

    def has_perm(
        self,
        user_obj: AbstractBaseUser | AnonymousUser,
        perm: str,
        obj: Any = None,  # noqa: ARG002 -- the interface's shape
    ) -> bool:
        """Grant `audit.view_auditline`; nothing else is decided here."""
        if perm != "audit.view_auditline":
            return False
        return is_over_everything(user_obj)
