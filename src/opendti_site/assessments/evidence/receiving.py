"""Files as they come in: recognised, hashed and read before any row is locked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from opendti_site.assessments.evidence.bridge import facts_of_pdf
from opendti_site.assessments.evidence.enums import FileState
from opendti_site.assessments.evidence.files import (
    content_type_of,
    digest_of,
    readable,
)
from opendti_site.assessments.evidence.models import PDF, FileFacts
from opendti_site.assessments.evidence.scanning import refuse_infected

MAX_FILES = 10
"""Files of one document; more are better packed into one PDF."""
MAX_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that may be kept: what it is by its bytes, and of a PDF what it is like."""

    upload: UploadedFile[bytes]
    name: str
    size: int
    sha256: str
    content_type: str
    facts: FileFacts | None


def receive(uploads: Iterable[UploadedFile[bytes]]) -> list[ReceivedFile]:
    """
    Return the files, each once; ValidationError where one of them is not taken.

    Call it before an action, which holds locks: reading a large file takes seconds.
    """
    received = {file.sha256: file for file in map(_received, uploads)}
    refuse_too_many(len(received))
    return list(received.values())


def refuse_too_many(number: int) -> None:
    """Refuse more files than a document has."""
    if number > MAX_FILES:
        raise ValidationError(
            _("Mỗi tài liệu có tối đa %(max)d tệp; hãy gộp các tệp.")
            % {"max": MAX_FILES}
        )


def _received(upload: UploadedFile[bytes]) -> ReceivedFile:
    content_type = content_type_of(upload)
    refuse_infected(upload)
    digest = digest_of(upload)
    # As sent, the end of a long one: it has the ending.
    name = PurePosixPath((upload.name or "").replace("\\", "/")).name
    return ReceivedFile(
        upload=upload,
        name=name[-MAX_NAME_LENGTH:],
        size=upload.size or 0,
        sha256=digest,
        content_type=content_type,
        facts=_facts(upload, digest) if content_type == PDF else None,
    )


def _facts(upload: UploadedFile[bytes], digest: str) -> FileFacts:
    """Return what a PDF is like, as it was found earlier or as it is read now."""
    known = FileFacts.objects.filter(pk=digest).first()
    if known is not None:
        return known
    state, pages = facts_of_pdf(readable(upload))
    return FileFacts(sha256=digest, state=FileState(state), pages=pages)
