"""Pages of evidence: of one criterion (`criterion`), and of documents (`documents`)."""

from __future__ import annotations

from opendti_site.assessments.evidence.views.criterion import (
    cite_step,
    evidence,
    waive_step,
    withdraw_step,
)
from opendti_site.assessments.evidence.views.documents import (
    document_file,
    document_picture,
    document_preview,
    documents,
)

__all__ = [
    "cite_step",
    "document_file",
    "document_picture",
    "document_preview",
    "documents",
    "evidence",
    "waive_step",
    "withdraw_step",
]
