"""The tables of all slices, gathered for Django."""

from __future__ import annotations

from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.evidence.models import (
    Attachment,
    Document,
    EvidenceLink,
    EvidenceWaiver,
)
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import Answer, ScoreEntry, SignedSheet

__all__ = [
    "Answer",
    "Assignment",
    "Attachment",
    "CriterionRequest",
    "Document",
    "EvidenceLink",
    "EvidenceWaiver",
    "Round",
    "ScoreEntry",
    "SignedSheet",
    "Submission",
]
