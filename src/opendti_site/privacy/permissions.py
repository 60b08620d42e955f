"""Who may have a person's data, and who may erase them."""

from __future__ import annotations

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import can_manage


def can_export(user: User, person: User) -> bool:
    """Allow everybody their own data, and coordinators that of the people whom they look after."""
    return user == person or can_manage(user, person)
