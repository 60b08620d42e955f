"""Who looks after the site itself."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from opendti_site.accounts.queries import is_over_everything


def can_run_system(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Superusers, and who coordinates every organisation: jobs and disks belong to all of them."""
    return user.is_active and is_over_everything(user)
