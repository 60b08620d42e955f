"""Rows of people and the roles that they hold, and of service accounts, by which machines come in."""

from __future__ import annotations

from opendti_site.accounts.models.people import (
    PROPOSAL_TIME,
    AttemptCount,
    InterestConflict,
    RoleAssignment,
    RoleProposal,
    User,
    standing_on,
)
from opendti_site.accounts.models.services import ServiceAccount, ServiceToken

__all__ = [
    "PROPOSAL_TIME",
    "AttemptCount",
    "InterestConflict",
    "RoleAssignment",
    "RoleProposal",
    "ServiceAccount",
    "ServiceToken",
    "User",
    "standing_on",
]
