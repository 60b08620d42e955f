"""Which rows of assessments are sealed."""

from __future__ import annotations

from opendti_site.assessments.models import (
    Answer,
    Document,
    EvidenceLink,
    EvidenceWaiver,
    Round,
    ScoreEntry,
    Submission,
)
from opendti_site.audit.registry import register_sealed


def register_all() -> None:
    """Seal rounds, submissions, answers, scores and evidence."""
    for model in (
        Round,
        Submission,
        Answer,
        ScoreEntry,
        Document,
        EvidenceLink,
        EvidenceWaiver,
    ):
        register_sealed(model)
