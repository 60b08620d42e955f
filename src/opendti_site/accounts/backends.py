"""Signing in through allauth, which throttles it; permissions from roles alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend

from opendti_site.accounts.queries import is_over_everything

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class RoleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Roles as permissions, for the capabilities that stand below this one.

    Django's own tables of permissions and groups stay empty and are never asked.
    """

    def get_all_permissions(
        self,
        user_obj: AbstractBaseUser | AnonymousUser,
        obj: Any = None,  # noqa: ARG002 -- the interface's shape
    ) -> set[str]:
        """Let a coordinator over a whole organisation read the audit chain."""
        if user_obj.is_active and is_over_everything(user_obj):
            return {"audit.view_auditline"}
        return set()
