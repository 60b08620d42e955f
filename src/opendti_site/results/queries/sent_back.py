"""Whether a second person sent a proposal to publish back, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from opendti_site.audit.queries import lines_about
from opendti_site.results.models import Run

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReturnedProposal:
    """Who sent the newest proposal of a run back, when and why."""

    person: str
    at: dt.datetime
    reason: str


def sent_back(run: Run) -> ReturnedProposal | None:
    """Return how the newest proposal of a run was sent back; None if it was not."""
    newest = run.proposals.first()
    if newest is None or newest.state != WITHDRAWN:
        return None
    if newest.settled_by_id == newest.proposed_by_id:
        return None
    line = lines_about(run).filter(verb="withdraw_proposal").first()
    reason = line.detail.get("reason") if line else None
    return (
        ReturnedProposal(line.actor_label, line.at, str(reason))
        if line and reason
        else None
    )
