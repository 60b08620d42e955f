"""Invented documents: most are quoted only, a few have a file, one is of an earlier year."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone

from opendti.folding import fold
from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.actions import Citation, add_document
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.rounds.models import Submission

MARK = "MINHHOA"
"""Stands in an invented document's number, where its issuer's letters would."""
DOCUMENTS = (
    ("KH", "Kế hoạch chuyển đổi số năm {year} của {unit}", 1, 20),
    ("QĐ", "Quyết định kiện toàn Tổ công tác chuyển đổi số của {unit}", 2, 14),
    ("BC", "Báo cáo kết quả chuyển đổi số năm {year} của {unit}", 9, 25),
    ("TB", "Thông báo kết quả kiểm tra an toàn thông tin năm {year} tại {unit}", 6, 12),
)
WITH_FILES = {"cuc-tmdt": "a", "vu-dkt": "b", "cuc-cn": "c", "cuc-hc": "c"}
"""Units whose third document has a file; the same letter is the same file, which an appraiser is told."""
REPORT = 2
OUTDATED = {"cuc-xnk", "vu-dkt"}
"""Units whose last document is of two years before, which an appraiser is told."""


def documents_of(submission: Submission, reporter: User) -> list[Document]:
    """Add the documents of a unit for a round."""
    unit, year = submission.unit, submission.round.year
    return [
        add_document(
            unit,
            Citation(
                number=f"{37 + 41 * index + unit.pk}/{kind}-{MARK}",
                issued_on=_issued_on(unit.code, index, dt.date(year, month, day)),
                issuer=f"{unit.name} (văn bản minh họa)",
                abstract=abstract.format(year=year, unit=unit.name),
                pages=f"tr. {index + 2}",
            ),
            by=reporter,
            files=receive(_files(unit.code) if index == REPORT else []),
        )
        for index, (kind, abstract, month, day) in enumerate(DOCUMENTS)
    ]


def _issued_on(unit: str, index: int, day: dt.date) -> dt.date:
    if unit in OUTDATED and index == len(DOCUMENTS) - 1:
        return day.replace(year=day.year - 2)
    return min(day, timezone.localdate())


def _files(unit: str) -> list[UploadedFile[bytes]]:
    letter = WITH_FILES.get(unit)
    if letter is None:
        return []
    lines = ["BAO CAO MINH HOA", fold(f"tep {letter}, do OpenDTI dat ra de chay thu")]
    name = f"bao-cao-minh-hoa-{letter}.pdf"
    return [SimpleUploadedFile(name, small_pdf(lines))]


def small_pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page with lines of ASCII text."""
    shown = b"BT /F1 18 Tf 72 760 Td 28 TL "
    shown += b" ".join(b"(%s) Tj T*" % line.encode("ascii") for line in lines) + b" ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\n" % size
        + b"startxref\n%d\n%%%%EOF\n" % len(content)
    )
