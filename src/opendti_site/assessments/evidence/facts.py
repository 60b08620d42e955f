"""What PDF files are like: found when they are received, kept by their content."""

from __future__ import annotations

from itertools import islice

from opendti_site.assessments.evidence.bridge import facts_of_pdf
from opendti_site.assessments.evidence.models import PDF, Attachment, FileFacts
from opendti_site.operations.chores import Outcome, counted

FILES_AT_ONCE = 50
"""PDF files that are read in one go: each takes up to some seconds."""


def facts_of(attachment: Attachment) -> FileFacts:
    """Return what a PDF is like; of one from before, found now and not kept."""
    kept = FileFacts.objects.filter(pk=attachment.sha256).first()
    return kept or find_facts(attachment)


def find_facts(attachment: Attachment) -> FileFacts:
    """Read a stored PDF and return what it is like, not saved."""
    state, pages = facts_of_pdf(attachment.path)
    return FileFacts(sha256=attachment.sha256, state=state, pages=pages)


def keep_facts(facts: FileFacts) -> None:
    """Keep what a PDF is like; another person may send the same file at the same time."""
    found = {"state": facts.state, "pages": facts.pages}
    FileFacts.objects.get_or_create(pk=facts.sha256, defaults=found)


def pdf_without_facts() -> list[Attachment]:
    """Return one attachment of each PDF whose facts are not known."""
    known = FileFacts.objects.values("pk")
    rows = Attachment.objects.filter(content_type=PDF).exclude(sha256__in=known)
    return list({row.sha256: row for row in rows.order_by("-pk")}.values())


def read_earlier_files() -> Outcome:
    """Find what PDF files are like that were stored before that was asked; some at each time.

    A file that is missing is left to the sweep, which names it.
    """
    waiting = (file for file in pdf_without_facts() if file.path.is_file())
    read = 0
    for file in islice(waiting, FILES_AT_ONCE):
        keep_facts(find_facts(file))
        read += 1
    return counted("read", read, code="files_read")
