"""Which documents the appraisers of a criterion looked at, where the unit shows others now."""

from __future__ import annotations

from opendti_site.assessments.appraisal.rows import RowView
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.queries import documents_by_key


def no_longer_shown(row: RowView | None) -> dict[str, list[Document]]:
    """Return by stage the documents of its entry that the criterion does not cite any more.

    One query where there are such documents, else none.
    """
    if row is None:
        return {}
    cited = {link.document_id for link in row.evidence.links}
    keys = {
        stage: [key for key in entry.documents or () if key not in cited]
        for stage, entry in row.entries.items()
    }
    found = documents_by_key({key for listed in keys.values() for key in listed})
    return {
        stage: [found[key] for key in listed if key in found]
        for stage, listed in keys.items()
    }
