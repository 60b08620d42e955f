"""Who may appraise, settle, and look on."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import has_role, reports_for
from opendti_site.assessments.rounds.permissions import can_oversee
from opendti_site.organisations.models import Unit

JUDGES = {"appraised": Role.APPRAISER, "final": Role.COUNCIL}


def is_judge(user: User, stage: str, unit: Unit) -> bool:
    """Appraisers judge values; the council settles them."""
    return has_role(user, JUDGES[stage], unit=unit)


def can_judge(user: User, stage: str, unit: Unit) -> bool:
    """Allow judges to judge, except where they report or sign: nobody judges their own answers."""
    return is_judge(user, stage, unit) and not reports_for(user, unit)


def can_watch(user: User, unit: Unit) -> bool:
    """Whoever oversees a unit sees its appraisal."""
    return can_oversee(user, unit)
