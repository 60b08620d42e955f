"""Writes of publication: a run becomes an edition, an edition is corrected by a new one."""

from __future__ import annotations

from opendti_site.publication.actions.proposing import (
    facts_of,
    propose_edition,
    publish_proposal,
    withdraw_proposal,
)
from opendti_site.publication.actions.publishing import (
    EditionFacts,
    needs_second_person,
    publish,
    publish_correction,
    publish_run,
    unsaved_edition,
)
from opendti_site.publication.actions.soundness import findings_before

__all__ = [
    "EditionFacts",
    "facts_of",
    "findings_before",
    "needs_second_person",
    "propose_edition",
    "publish",
    "publish_correction",
    "publish_proposal",
    "publish_run",
    "unsaved_edition",
    "withdraw_proposal",
]
