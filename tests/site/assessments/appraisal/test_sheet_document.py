"""The sheet to sign as a document: what the page shows, blanks as blanks, and it opens in LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest
from django.urls import reverse

from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    withdraw_unit,
)

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission

SECONDS = 120


@pytest.fixture
def content(
    client: Client, submission: Submission, reporter: User, coordinator: User
) -> bytes:
    """The document of a form with one criterion filled in, one explained away, the others blank."""
    rows = [ImportedRow("CucTMDT", "1.2.a", 40), ImportedRow("CucTMDT", "1.2.b", 0)]
    import_answers(submission.round, rows, by=coordinator)
    citation = Citation(number="12/BC", abstract="Báo cáo <năm> & phụ lục")
    attach_document(submission, "1.2", citation, by=reporter)
    client.force_login(reporter)
    answer = client.get(reverse("assessments:sheet_file", args=[submission.pk]))
    assert answer["Content-Disposition"].endswith('.docx"')
    assert answer.status_code == 200
    return bytes(answer.content)


def test_the_document_has_what_the_page_has(content: bytes) -> None:
    document = docx.Document(BytesIO(content))
    head, table, end = document.tables
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head.rows[0].cells[1].text
    assert "THỦ TRƯỞNG ĐƠN VỊ" in end.rows[0].cells[1].text
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts[0][:4] == ["Tiêu chí", "Số liệu", "Tài liệu kiểm chứng", "Tối đa"]
    by_code = {row[0].split()[0]: row for row in texts[1:]}
    given = by_code["1.2"]
    assert "40" in given[1]
    assert ": 0" in given[1]  # zero is a value
    assert given[2] == "12/BC; Báo cáo <năm> & phụ lục"
    blank = by_code["2.1"]
    assert blank[1] == "để trống"
    assert blank[4:] == ["–", "", ""]  # no points of its own, nothing decided
    assert any("dự thảo" in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.office
def test_the_document_opens_in_libreoffice(content: bytes, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed for the tests marked office"
    path = tmp_path / "phieu.docx"
    path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8"]
    subprocess.run(  # noqa: S603 -- our own command
        [*command, "--outdir", str(tmp_path), str(path)],
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )
    text = (tmp_path / "phieu.txt").read_text("utf-8")
    assert "PHIẾU TỰ ĐÁNH GIÁ" in text
    assert "Báo cáo <năm> & phụ lục" in text


def test_a_unit_that_was_withdrawn_has_no_draft(
    client: Client, submission: Submission, coordinator: User
) -> None:
    withdraw_unit(submission, reason="Giải thể", by=coordinator)
    client.force_login(coordinator)
    answer = client.get(reverse("assessments:sheet_file", args=[submission.pk]))
    texts = [p.text for p in docx.Document(BytesIO(answer.content)).paragraphs]
    page = client.get(reverse("assessments:sheet_to_sign", args=[submission.pk]))
    for shown in ("\n".join(texts), page.content.decode()):
        assert "Đơn vị đã rút khỏi kỳ đánh giá." in shown
        assert "dự thảo" not in shown
