"""Editions and what they keep: rows that are written once, in the act of publishing."""

from __future__ import annotations

from opendti_site.publication.models.editions import Edition
from opendti_site.publication.models.proposals import Proposal, ProposalState
from opendti_site.publication.models.records import EditionScore, EditionUnit

__all__ = ["Edition", "EditionScore", "EditionUnit", "Proposal", "ProposalState"]
