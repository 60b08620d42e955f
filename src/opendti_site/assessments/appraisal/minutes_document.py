"""The minutes of the council as a DOCX file in the form of an official document."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx.document import Document

from opendti_site.assessments.appraisal.minutes import CouncilDecision, Minutes
from opendti_site.assessments.appraisal.official_document import (
    add_centred,
    add_table,
    file_of,
    landscape_document,
    write_cell,
)
from opendti_site.assessments.submissions.bridge import write_points
from opendti_site.ui.language import translated

WIDTHS = (1.0, 3.8, 5.2, 3.4, 3.4, 1.7, 1.7, 5.5)
"""Centimetres of the table's columns: 25.7 between the margins of a landscape A4."""
DOTS = "……………………"


def minutes_document(minutes: Minutes) -> bytes:
    """Return the minutes as the bytes of a DOCX file; what the site does not know is left as dots."""
    document = landscape_document()
    _head(document, minutes)
    for words in _sentences(minutes):
        document.add_paragraph(words)
    if minutes.decisions:
        _table(document, minutes.decisions)
    _signatures(document)
    return file_of(document, _("Biên bản họp hội đồng"))


def _head(document: Document, minutes: Minutes) -> None:
    head = document.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    write_cell(left, str(minutes.round.root).upper(), bold=True, centred=True)
    write_cell(left, _("HỘI ĐỒNG ĐÁNH GIÁ"), bold=True, centred=True, more=True)
    write_cell(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, centred=True)
    write_cell(right, "Độc lập - Tự do - Hạnh phúc", bold=True, centred=True, more=True)
    add_centred(document, "")
    add_centred(document, _("BIÊN BẢN HỌP HỘI ĐỒNG"), bold=True)
    add_centred(document, minutes.round.title)


def _sentences(minutes: Minutes) -> list[str]:
    """Return the text above the table: time, members, and in numbers what was decided."""
    counts = {
        "decided": minutes.decided,
        "changed": len(minutes.decisions),
        "kept": minutes.decided - len(minutes.decisions),
    }
    left = minutes.undecided
    words = [
        _("1. Thời gian, địa điểm họp: %(dots)s") % {"dots": DOTS},
        _("Các quyết định được ghi trên hệ thống từ %(first)s đến %(last)s.")
        % {"first": _moment(minutes.first_at), "last": _moment(minutes.last_at)},
        _("2. Thành viên hội đồng (người có vai trò hội đồng trên hệ thống): %(names)s")
        % {"names": "; ".join(minutes.members) or DOTS},
        *_conflict_words(minutes),
        _(
            "3. Kết quả: hội đồng quyết định %(decided)d tiêu chí của các đơn vị; "
            "giữ nguyên kết quả thẩm định %(kept)d, thay đổi %(changed)d."
        )
        % counts,
    ]
    if minutes.stale:
        words.append(
            _("Quyết định không còn hiệu lực vì số liệu đã đổi: %(n)d.")
            % {"n": minutes.stale}
        )
    if left.without_entry:
        words.append(
            _("Tiêu chí chưa ai thẩm định hay quyết định: %(n)d trên %(all)d.")
            % {"n": left.without_entry, "all": left.criteria}
        )
    words.append(
        _("4. Các quyết định khác với kết quả thẩm định:")
        if minutes.decisions
        else _("4. Không có quyết định nào khác với kết quả thẩm định.")
    )
    return words


def _conflict_words(minutes: Minutes) -> list[str]:
    """Return a sentence for each declared conflict of interest, or that there is none."""
    if not minutes.conflicts:
        return [_("Không thành viên nào khai xung đột lợi ích với đơn vị của kỳ.")]
    lines = [
        _(
            "Thành viên có xung đột lợi ích, không quyết định đối với đơn vị (ghi trên hệ thống):"
        )
    ]
    for conflict in minutes.conflicts:
        words = (
            _("– %(member)s: %(unit)s, từ ngày %(since)s đến hết ngày %(until)s")
            if conflict.until
            else _("– %(member)s: %(unit)s, từ ngày %(since)s")
        )
        lines.append(
            words
            % {
                "member": conflict.member,
                "unit": conflict.unit,
                "since": date_format(conflict.since, "d/m/Y"),
                "until": date_format(conflict.until, "d/m/Y") if conflict.until else "",
            }
        )
    return lines


def _table(document: Document, decisions: tuple[CouncilDecision, ...]) -> None:
    titles = (
        _("TT"),
        _("Đơn vị"),
        _("Tiêu chí"),
        _("Số liệu thẩm định"),
        _("Số liệu hội đồng quyết định"),
        _("Điểm trước"),
        _("Điểm sau"),
        _("Lý do, người quyết định"),
    )
    rows = [_texts(*numbered) for numbered in enumerate(decisions, start=1)]
    add_table(document, WIDTHS, titles, rows)


def _texts(number: int, decision: CouncilDecision) -> tuple[str, ...]:
    before = decision.values_before
    if not decision.is_appraised:
        before = _("%(values)s (chưa thẩm định, số của đơn vị)") % {"values": before}
    return (
        str(number),
        decision.unit,
        f"{decision.criterion} {translated(decision.title)}",
        before,
        decision.values_after,
        _points(decision.points_before),
        _points(decision.points_after),
        f"{decision.reason} ({decision.by}, {_moment(decision.at)})",
    )


def _signatures(document: Document) -> None:
    closing = document.add_paragraph(
        _("Biên bản kết thúc lúc %(dots)s, được các thành viên đọc và thống nhất.")
        % {"dots": DOTS}
    )
    closing.paragraph_format.keep_with_next = True
    row = document.add_table(rows=1, cols=3).rows[0]
    titles = (_("THƯ KÝ"), _("CÁC THÀNH VIÊN"), _("CHỦ TỊCH HỘI ĐỒNG"))
    for cell, title in zip(row.cells, titles, strict=True):
        write_cell(cell, title, bold=True, centred=True)
        write_cell(cell, _("(Ký, ghi rõ họ tên)"), centred=True, more=True)
        for _line in range(4):
            cell.add_paragraph()


def _points(points: float | None) -> str:
    return "–" if points is None else write_points(points, 2)


def _moment(at: dt.datetime | None) -> str:
    return date_format(timezone.localtime(at), "H:i d/m/Y") if at else DOTS
