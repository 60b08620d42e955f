"""Writes of the staff's landing."""

from __future__ import annotations

from django.db import transaction

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import require
from opendti_site.audit.actions import record
from opendti_site.home.permissions import can_set_up
from opendti_site.home.queries.first_steps import DISMISSED


@transaction.atomic
def dismiss_first_steps(*, by: User) -> None:
    """Stop leading whoever sets up the site; the line itself is what the landing looks for."""
    require(can_set_up(by))
    record(DISMISSED, "home.FirstSteps", by=by)
