"""What an uploaded file may be (its kinds, recognised by extension and first bytes, its size), and whether a kept one is as received."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opendti_site.assessments.evidence.bridge import kind_of_archive
from opendti_site.assessments.evidence.models import Attachment

MEGABYTE = 1024 * 1024
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-"
PDF_HEAD = 1024
"""Bytes within which a PDF may begin: scanners and mail gateways put lines before it."""
OPEN_XML = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", PDF),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".docx": (OPEN_XML + "wordprocessingml.document", ZIP),
    ".xlsx": (OPEN_XML + "spreadsheetml.sheet", ZIP),
    ".pptx": (OPEN_XML + "presentationml.presentation", ZIP),
    ".odt": ("application/vnd.oasis.opendocument.text", ZIP),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", ZIP),
    ".doc": ("application/msword", OLE),
    ".xls": ("application/vnd.ms-excel", OLE),
}
ACCEPTED = ",".join(KINDS)
ARCHIVES = {
    "docx": gettext_lazy("văn bản Word (.docx)"),
    "xlsx": gettext_lazy("bảng tính Excel (.xlsx)"),
    "pptx": gettext_lazy("trình chiếu PowerPoint (.pptx)"),
    "odt": gettext_lazy("văn bản OpenDocument (.odt)"),
    "ods": gettext_lazy("bảng tính OpenDocument (.ods)"),
    "archive": gettext_lazy("tệp nén (ZIP)"),
}
"""What an archive is inside, as people call it."""


def content_type_of(upload: UploadedFile[bytes]) -> str:
    """Return the content type, or refuse the file in words; the browser's own claim is ignored."""
    name = upload.name or ""
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise ValidationError(
            _(
                "Không nhận loại tệp này. Hãy dùng PDF, ảnh PNG/JPEG hoặc tệp Word, Excel, PowerPoint."
            )
        )
    if (upload.size or 0) > settings.UPLOAD_LIMIT:
        raise ValidationError(
            _("Tệp lớn hơn %(max)d MB; hãy nén hoặc tách tệp.")
            % {"max": settings.UPLOAD_LIMIT // MEGABYTE}
        )
    content_type, start = kind
    upload.seek(0)
    head = upload.read(PDF_HEAD)
    if not (start in head if start == PDF else head.startswith(start)):
        raise ValidationError(_("Nội dung tệp không đúng với đuôi tên tệp."))
    if start == ZIP:
        _refuse_other_archive(upload, PurePosixPath(name).suffix.lower())
    return content_type


def _refuse_other_archive(upload: UploadedFile[bytes], ending: str) -> None:
    """Refuse an archive that is not of the program that its ending names; say what it is."""
    kind = kind_of_archive(readable(upload))
    if kind == "damaged":
        raise ValidationError(
            _(
                "Tệp %(ending)s này bị hỏng, không mở được. Hãy lưu lại từ chương trình gốc."
            )
            % {"ending": ending}
        )
    if kind != ending.removeprefix("."):
        facts = {"ending": ending, "kind": ARCHIVES[kind]}
        raise ValidationError(
            _(
                "Tên tệp có đuôi %(ending)s nhưng bên trong là %(kind)s. Hãy chọn đúng tệp hoặc sửa đuôi tên tệp."
            )
            % facts
        )


def readable(upload: UploadedFile[bytes]) -> Path | bytes:
    """Return where a large file lies, or the bytes of a small one."""
    if isinstance(upload, TemporaryUploadedFile):
        upload.flush()
        return Path(upload.temporary_file_path())
    upload.seek(0)
    content: bytes = upload.read()
    return content


def digest_of(upload: UploadedFile[bytes]) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    upload.seek(0)
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()


def file_fault(attachment: Attachment) -> str:
    """Return by a code whether a stored file is gone or not as it was received; "" if it is."""
    try:
        with attachment.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
        same = (digest, size) == (attachment.sha256, attachment.size)
    except (OSError, ValueError):
        return "file_missing"
    return "" if same else "file_differs"
