"""Writes to evidence: documents (`documents`, `correcting`) and where they are cited (`citing`)."""

from __future__ import annotations

from opendti_site.assessments.evidence.actions.citing import (
    attach_document,
    cite_document,
    waive_evidence,
    withdraw_citation,
)
from opendti_site.assessments.evidence.actions.correcting import correct_document
from opendti_site.assessments.evidence.actions.documents import (
    Citation,
    add_document,
    lock_documents,
)

__all__ = [
    "Citation",
    "add_document",
    "attach_document",
    "cite_document",
    "correct_document",
    "lock_documents",
    "waive_evidence",
    "withdraw_citation",
]
