"""Who sets up a new site."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from opendti_site.accounts.queries import is_over_everything


def can_set_up(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Superusers, and who coordinates every organisation."""
    return user.is_active and is_over_everything(user)
