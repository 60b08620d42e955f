"""The sheet to sign as a DOCX file: what the page shows, in the form of an official document."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx.document import Document

from opendti_site.assessments.appraisal.official_document import (
    add_centred,
    add_table,
    file_of,
    landscape_document,
    write_cell,
)
from opendti_site.assessments.appraisal.sheet import (
    SheetRow,
    SheetValue,
    UnitSheet,
)
from opendti_site.assessments.evidence.models import Document as CitedDocument
from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.submissions.bridge import write_points
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.ui.language import translated
from opendti_site.ui.templatetags.numbers import state_words

WIDTHS = (6.2, 5.0, 6.5, 1.8, 2.0, 2.1, 2.1)
"""Centimetres of the table's columns: 25.7 between the margins of a landscape A4."""
DASH = "–"


def sheet_document(view: UnitSheet) -> bytes:
    """Return the sheet as the bytes of a DOCX file; blanks stay blanks, and what is not decided stays empty."""
    submission, document = view.submission, landscape_document()
    _head(document, view)
    if not submission.takes_part:
        document.add_paragraph(_("Đơn vị đã rút khỏi kỳ đánh giá."))
    elif submission.state != SubmissionState.SUBMITTED:
        document.add_paragraph(
            _("Bản dự thảo: hồ sơ chưa nộp, số liệu còn có thể thay đổi.")
        )
    titles = (
        _("Tiêu chí"),
        _("Số liệu"),
        _("Tài liệu kiểm chứng"),
        _("Tối đa"),
        *(str(stage.label) for stage in Stage),
    )
    add_table(document, WIDTHS, titles, [*_rows(view), _totals(view)])
    _signatures(document, view)
    made = _("Lập từ hồ sơ trên hệ thống, bản lưu thứ %(version)s.")
    document.add_paragraph(made % {"version": submission.version})
    return file_of(document, _("Phiếu tự đánh giá"))


def _head(document: Document, view: UnitSheet) -> None:
    unit = view.submission.unit
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    if unit.parent:
        write_cell(left, unit.parent.name.upper(), centred=True)
    write_cell(left, unit.name.upper(), bold=True, centred=True, more=bool(unit.parent))
    write_cell(left, "Số: ……/……", centred=True, more=True)
    write_cell(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, centred=True)
    write_cell(right, "Độc lập - Tự do - Hạnh phúc", bold=True, centred=True, more=True)
    day = "………, ngày …… tháng …… năm ………"
    write_cell(right, day, centred=True, more=True)
    add_centred(document, "")
    add_centred(document, _("PHIẾU TỰ ĐÁNH GIÁ"), bold=True)
    add_centred(document, view.submission.round.title)


def _rows(view: UnitSheet) -> Iterator[tuple[str, ...]]:
    for group in view.groups:
        if not group.is_everything:
            title = f"{group.code}. {translated(group.title)}"
            yield (title, *[""] * (len(WIDTHS) - 1))
        for row in group.rows:
            sheet = row.scores.sheet
            own = view.totals[Stage.SELF].criteria.get(sheet.code)
            scored = own is not None and own.is_scored
            yield (
                f"{sheet.code} {translated(sheet.title)}",
                _values(row),
                "\n".join(_evidence(row, view.former)),
                write_points(own.max_points, 2) if own and scored else DASH,
                *(_points(row, stage) for stage in Stage),
            )


def _values(row: SheetRow) -> str:
    if row.claim_reason:
        words = state_words(AnswerState.NOT_APPLICABLE).capitalize()
        return f"{words}. {_('Lý do')}: {row.claim_reason}"
    several = len(row.values) > 1
    return "\n".join(_value(value, titled=several) for value in row.values)


def _value(value: SheetValue, *, titled: bool) -> str:
    unit = f" {translated(value.unit)}" if value.unit else ""
    text = f"{value.text}{unit}" if value.is_given else state_words(value.state)
    if titled:
        text = f"{value.code}. {translated(value.title)}: {text}"
    return f"{text} ({value.comment})" if value.comment else str(text)


def _evidence(row: SheetRow, former: Collection[int]) -> Iterator[str]:
    for link in row.evidence.links:
        words = _cited(link.document)
        earlier = link.document_id in former
        yield f"{words} ({_('bản trước, đã có bản sửa')})" if earlier else words
    if row.evidence.waiver:
        yield f"{_('Không có')}: {row.evidence.waiver.reason}"


def _cited(document: CitedDocument) -> str:
    words = str(document)
    if document.issued_on:
        words += f" ({date_format(document.issued_on, 'd/m/Y')})"
    if document.issuer:
        words += f", {document.issuer}"
    if document.abstract and document.number:
        words += f"; {document.abstract}"
    return words


def _points(row: SheetRow, stage: Stage) -> str:
    """Return the points of a stage: a dash where it has none, nothing where it has not decided."""
    if stage == Stage.SELF and row.is_blank:
        return DASH
    entry = row.scores.entries.get(stage)
    if stage != Stage.SELF and (entry is None or stage in row.scores.stale):
        return ""
    points = row.scores.scores.get(stage)
    return DASH if points is None else write_points(points, 2)


def _totals(view: UnitSheet) -> tuple[str, ...]:
    own = view.totals[Stage.SELF]
    most = write_points(own.max_points, 2) if own.is_scored else DASH
    totals = [view.totals.get(stage) for stage in Stage]
    return (
        _("Tổng điểm"),
        "",
        "",
        most,
        *(
            write_points(total.points, 2)
            if total and total.is_scored and total.points is not None
            else ""
            for total in totals
        ),
    )


def _signatures(document: Document, view: UnitSheet) -> None:
    submission = view.submission
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    write_cell(left, "Nơi nhận:", bold=True)
    write_cell(left, f"- {submission.round.root.name};", more=True, size=11)
    write_cell(left, "- Lưu: VT.", more=True, size=11)
    write_cell(right, "THỦ TRƯỞNG ĐƠN VỊ", bold=True, centred=True)
    write_cell(right, "(Ký, ghi rõ họ tên, đóng dấu)", centred=True, more=True)
    for _line in range(4):
        right.add_paragraph()
    if submission.submitted_by:
        write_cell(
            right, str(submission.submitted_by), bold=True, centred=True, more=True
        )
