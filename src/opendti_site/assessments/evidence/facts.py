"""What the PDF of a document is like: found when it is received, kept by its content."""

from __future__ import annotations

from pathlib import Path

from opendti_site.assessments.evidence.bridge import facts_of_pdf
from opendti_site.assessments.evidence.models import PDF, Document, FileFacts


def note_facts(document: Document) -> None:
    """Keep what a received PDF is like; other kinds of files have no facts."""
    if document.content_type != PDF:
        return
    if not FileFacts.objects.filter(pk=document.sha256).exists():
        found = _found(document)
        # Another person may send the same file at the same time.
        facts = {"state": found.state, "pages": found.pages}
        FileFacts.objects.get_or_create(pk=document.sha256, defaults=facts)


def facts_of(document: Document) -> FileFacts:
    """Return what a PDF is like; of one from before, found now and not kept."""
    kept = FileFacts.objects.filter(pk=document.sha256).first()
    return kept or _found(document)


def _found(document: Document) -> FileFacts:
    state, pages = facts_of_pdf(Path(document.file.path))
    return FileFacts(sha256=document.sha256, state=state, pages=pages)
