"""Who may add and read documents; who fills in a form cites them."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import has_role
from opendti_site.organisations.models import Unit


def can_add_document(user: User, unit: Unit) -> bool:
    """Those who fill in or sign for a unit add its documents."""
    return has_role(user, Role.REPORTER, Role.SIGNATORY, unit=unit)
