"""Signing in through allauth, which throttles it; permissions from roles alone."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from opendti_site.accounts.models import User
from opendti_site.accounts.names import fold_name
from opendti_site.accounts.queries import is_over_everything


class RoleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Roles as permissions, for the capabilities that are below this one.

    Django's own tables of permissions and groups stay empty and are never asked.
    """

    def get_all_permissions(
        self,
        user_obj: AbstractBaseUser | AnonymousUser,
        obj: Any = None,  # noqa: ARG002 -- the interface's shape
    ) -> set[str]:
        """Allow whoever coordinates every organisation to read the audit chain, which is one for all."""
        if user_obj.is_active and is_over_everything(user_obj):
            return {"audit.view_auditline"}
        return set()

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        """Find a person by the one form of the typed name."""
        # For an unknown name allauth hashes the password all the same, so that time gives no
        # name away.
        found = User.objects.filter(username__iexact=fold_name(username)).first()
        person: User | None = self._check_password(found, password)
        return person

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Find a person by the one form of the typed address."""
        folded = fold_name(email)
        found = User.objects.filter(email__iexact=folded).first() if folded else None
        person: User | None = self._check_password(found, password)
        return person
