"""Who may add, cite and read documents."""

from __future__ import annotations

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.permissions import EVERY_ROLE, can_fill
from opendti_site.organisations.models import Unit

READERS = EVERY_ROLE


def can_add_document(user: User, unit: Unit) -> bool:
    """Those who fill in a unit's submission add its documents."""
    return can_fill(user, unit)
