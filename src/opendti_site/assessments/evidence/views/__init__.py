"""Pages of evidence: of one criterion (`criterion`), of documents (`documents`), and of the versions of one (`versions`)."""

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
from opendti_site.assessments.evidence.views.versions import (
    correct_page,
    document_page,
)

__all__ = [
    "cite_step",
    "correct_page",
    "document_file",
    "document_page",
    "document_picture",
    "document_preview",
    "documents",
    "evidence",
    "waive_step",
    "withdraw_step",
]
