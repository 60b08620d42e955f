"""The first sheet: what this is, of which framework, and how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from opendti.plan.model import Plan
from opendti.scoring import Answers
from opendti.workbook.styles import Styles
from opendti.workbook.words import (
    ANSWERS,
    BESTS,
    BLANK,
    CD_MEANS,
    KAD_MEANS,
    LISTS,
    POINTS,
    RANKS,
    RULES,
    TOTALS,
)

WHAT = (
    "Sổ tính này tính lại toàn bộ kết quả bằng công thức bảng tính, độc lập với phần mềm: "
    "mọi điểm, tổng, chỉ số và hạng đều là công thức sống trên trang Số liệu. "
    "Sửa một ô nền vàng, mọi trang tính lại ngay; không có trang, hàng hay cột ẩn."
)
ENGLISH = (
    "Every score, total, index and rank in this workbook is a live formula over the "
    "sheet “Số liệu” (answers). Change a yellow cell and see the effect. The sheets are "
    "protected without a password; nothing is hidden."
)
SHEETS = (
    (ANSWERS, "Câu trả lời của từng đơn vị: một hàng một đơn vị, một cột một số liệu."),
    (POINTS, "Từng tiêu chí: quy tắc bằng lời ở đầu cột, giá trị, trạng thái, điểm."),
    (BESTS, "Giá trị lớn nhất trong khối, cho tiêu chí so với đơn vị tốt nhất."),
    (TOTALS, "Cộng điểm theo cây chỉ số: điểm, điểm tối đa, giá trị làm tròn."),
    (RANKS, "Hạng của từng đơn vị trong khối, chung và theo từng mục."),
    (RULES, "Quy tắc, công thức, số liệu cần có và điểm tối đa của từng khối."),
    (LISTS, "Mã các phương án của câu chọn."),
)
HALF_UP = (
    "Số cách nửa đơn vị cuối không quá một phần tỷ được coi là đúng nửa; "
    "vì vậy công thức cộng thêm một lượng rất nhỏ trước khi ROUND."
)
STATES = (
    (
        "input",
        "Ô nhập",
        "Sửa được. Các ô khác là công thức, được bảo vệ, không mật khẩu.",
    ),
    ("blank", BLANK, "Được 0 điểm, vẫn tính điểm tối đa."),
    (
        "not_applicable",
        KAD_MEANS,
        "Không tính vào điểm và điểm tối đa, nếu tiêu chí cho phép; nếu không thì 0 điểm.",
    ),
    (
        "not_measured",
        CD_MEANS,
        "Theo quy định của tiêu chí (trang Quy tắc): chờ đo, 0 điểm, hoặc không tính.",
    ),
)
WIDTHS = (26, 92)
Lines = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CoverTexts:
    """The texts of the first sheet: on the whole, the sheets, the states, the method."""

    what: tuple[str, ...]
    sheets: Lines
    states: Sequence[tuple[str, str, str]]
    method: Lines


def guide_to(plan: Plan) -> CoverTexts:
    """Return the texts for points that are added up."""
    return CoverTexts((WHAT, ENGLISH), SHEETS, STATES, _method(plan))


def write_cover(
    sheet: Worksheet,
    facts: Lines,
    guide: CoverTexts,
    names: tuple[str, ...],
    styles: Styles,
) -> None:
    """Write the page an auditor reads first; `names` are the sheets there are."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, "Sổ tính điểm có công thức", styles("title"))
    writer = _Cover(sheet, styles)
    writer.lines(facts)
    writer.section("Sổ này là gì")
    for text in guide.what:
        writer.paragraph(text)
    writer.section("Các trang")
    writer.lines([(name, text) for name, text in guide.sheets if name in names])
    writer.section("Màu và trạng thái")
    for style, word, text in guide.states:
        writer.line(word, text, f"legend_{style}")
    writer.section("Cách tính")
    writer.lines(guide.method)


def facts_of(plan: Plan, answers: Answers) -> Lines:
    """Return which framework this is, and over how many units."""
    blocks = "; ".join(f"{block.title.vi} ({block.code})" for block in plan.blocks)
    return [
        ("Bộ chỉ số", plan.marked_title.vi),
        ("Mã phiên bản", plan.framework),
        ("Dấu vân nội dung", plan.fingerprint),
        ("Khối", blocks),
        ("Quy mô", f"{len(answers.units)} đơn vị, {len(plan.criteria)} tiêu chí"),
    ]


def _method(plan: Plan) -> list[tuple[str, str]]:
    rounding = plan.rounding
    value = (
        f"Điểm ÷ điểm tối đa, làm tròn nửa lên đến {rounding.value} chữ số thập phân."
    )
    lines = [
        ("Điểm tiêu chí", "Theo quy tắc, không dưới 0 và không quá điểm tối đa."),
        ("Giá trị", value),
        (
            "Làm tròn nửa lên",
            HALF_UP,
        ),
        ("Hạng", "Trong khối, theo giá trị đã làm tròn: 1, 2, 2, 4."),
    ]
    if rounding.criterion is not None:
        text = f"Làm tròn đến {rounding.criterion} chữ số trước khi cộng."
        lines.insert(1, ("Điểm tiêu chí", text))
    return lines


class _Cover:
    """Writes downwards."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet = sheet
        self.styles = styles
        self.row = 2

    def section(self, title: str) -> None:
        """Write a heading."""
        self.row += 1
        self.sheet.write_string(self.row, 0, title, self.styles("section"))
        self.sheet.write_blank(self.row, 1, None, self.styles("section"))
        self.row += 1

    def paragraph(self, text: str) -> None:
        """Write a text over the whole width."""
        row = self.row
        self.sheet.merge_range(row, 0, row, 1, text, self.styles("text"))
        self.sheet.set_row(row, _height(text, sum(WIDTHS)))
        self.row += 1

    def lines(self, pairs: Lines) -> None:
        """Write words and what they mean."""
        for word, text in pairs:
            self.line(word, text, "label")

    def line(self, word: str, text: str, style: str) -> None:
        """Write one word, in its colour, and what it means."""
        self.sheet.write_string(self.row, 0, word, self.styles(style))
        self.sheet.write_string(self.row, 1, text, self.styles("text"))
        self.sheet.set_row(self.row, _height(text, WIDTHS[1]))
        self.row += 1


def _height(text: str, width: int) -> float:
    return 14.0 * (1 + int(len(text) * 1.02 / width)) + 5
