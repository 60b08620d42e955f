"""The tables of all four slices, gathered for Django."""

from __future__ import annotations

from opendti_site.assessments.evidence.models import (
    Document,
    EvidenceLink,
    EvidenceWaiver,
)
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import Answer, ScoreEntry

__all__ = [
    "Answer",
    "Document",
    "EvidenceLink",
    "EvidenceWaiver",
    "Round",
    "ScoreEntry",
    "Submission",
]
