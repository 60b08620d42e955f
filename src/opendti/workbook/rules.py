"""The sheet of rules: one row a node, in words and as a formula, with points per block."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from opendti.plan.model import ROOT, Criterion, Plan, PlanNode
from opendti.workbook.cell_map import (
    FIRST_BLOCK,
    FIRST_RULE,
    RULES_HEAD,
    CellMap,
)
from opendti.workbook.grid import letter
from opendti.workbook.styles import Styles
from opendti.workbook.texts import formula_text
from opendti.workbook.words import CD, KAD, NOTHING

HEADINGS = (
    ("Mã", 9),
    ("Tên", 36),
    ("Cấp", 12),
    ("Quy tắc tính điểm", 52),
    ("Công thức", 42),
    ("Số liệu", 40),
    ("Trạng thái", 28),
)
POLICIES = {
    "hold": f"{CD}: tạm tính 0 điểm, chưa được công bố.",
    "zero": f"{CD}: tính 0 điểm.",
    "leave_out": f"{CD}: không tính vào điểm và điểm tối đa.",
}
LINE = 12.5


def write_rules(sheet: Worksheet, cell_map: CellMap, styles: Styles) -> None:
    """Write one row a node, in the order of the framework."""
    plan = cell_map.plan
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, "Quy tắc: cách tính và điểm tối đa", styles("title"))
    sheet.write_string(1, 0, plan.marked_title.vi, styles("subtitle"))
    many = "Điểm tối đa theo khối" if len(plan.blocks) > 1 else "Điểm tối đa"
    write_headings(sheet, plan, many, styles)
    for index, node in enumerate(plan.nodes):
        row = FIRST_RULE - 1 + index
        if node.criterion is None:
            _write_group(sheet, plan, row, node, styles)
        else:
            _write_criterion(sheet, plan, row, plan.criteria[node.criterion], styles)
    sheet.freeze_panes(RULES_HEAD, 2)
    sheet.repeat_rows(2, RULES_HEAD - 1)


def write_headings(sheet: Worksheet, plan: Plan, heading: str, styles: Styles) -> None:
    """Write the headings, the blocks' codes among them; `heading` stands over the blocks."""
    sheet.set_row(2, 20)
    sheet.set_row(3, 44)
    last = FIRST_BLOCK + len(plan.blocks) - 1
    # XlsxWriter cannot merge a single cell.
    if last > FIRST_BLOCK:
        sheet.merge_range(2, FIRST_BLOCK, 2, last, heading, styles("head"))
    else:
        sheet.write_string(2, FIRST_BLOCK, heading, styles("head"))
    sheet.set_column(FIRST_BLOCK, last, 15)
    for index, block in enumerate(plan.blocks):
        sheet.write_string(3, FIRST_BLOCK + index, block.title.vi, styles("under"))
    for index, (title, width) in enumerate(HEADINGS):
        sheet.set_column(index, index, width)
        sheet.write_string(RULES_HEAD - 1, index, title, styles("head"))
    for index, block in enumerate(plan.blocks):
        column = FIRST_BLOCK + index
        sheet.write_string(RULES_HEAD - 1, column, block.code, styles("under"))


def _write_group(
    sheet: Worksheet, plan: Plan, row: int, node: PlanNode, styles: Styles
) -> None:
    style = styles("group")
    is_root = node is plan.nodes[ROOT]
    level = plan.levels.get(node.level)
    texts = ("" if is_root else node.code, node.title.vi, level.vi if level else "")
    for position, text in enumerate((*texts, "", "", "", "")):
        sheet.write_string(row, position, text, style)
    children = [FIRST_RULE + child for child in node.children]
    for block in range(len(plan.blocks)):
        column = letter(FIRST_BLOCK + block)
        cells = ",".join(f"{column}{child}" for child in children)
        total = plan.maxima[block, list(node.leaves)]
        # The value that is stored beside the formula, for readers that do not recalculate.
        known = total[total == total]  # noqa: PLR0124 -- NaN alone differs from itself
        style = styles("strong", plan.rounding.points)
        value = float(known.sum())
        sheet.write_formula(row, FIRST_BLOCK + block, f"=SUM({cells})", style, value)


def _write_criterion(
    sheet: Worksheet, plan: Plan, row: int, criterion: Criterion, styles: Styles
) -> None:
    level = plan.levels.get(plan.nodes[criterion.node].level)
    cells = (
        (criterion.code, "wrap"),
        (criterion.title.vi, "wrap"),
        (level.vi if level else "", "wrap"),
        (criterion.words.vi, "wrap"),
        (rule_formula(plan, criterion), "code"),
        (items_text(plan, criterion), "wrap"),
        (_policy(criterion), "wrap"),
    )
    for column, (text, style) in enumerate(cells):
        sheet.write_string(row, column, text, styles(style))
    sheet.set_row(row, row_height([text for text, _ in cells]))
    for block, points in enumerate(criterion.maxima):
        style = styles("points", plan.rounding.points)
        if points == points:  # noqa: PLR0124 -- NaN alone differs from itself
            sheet.write_number(row, FIRST_BLOCK + block, points, style)
        else:
            sheet.write_string(row, FIRST_BLOCK + block, NOTHING, style)


def rule_formula(plan: Plan, criterion: Criterion) -> str:
    """Return a criterion's rule as a formula, and when it does not apply."""
    text = formula_text(plan, criterion, criterion.tree)
    if criterion.absent_when is None:
        return text
    absent = formula_text(plan, criterion, criterion.absent_when)
    return f"{text}\n{KAD} khi {absent}"


def items_text(plan: Plan, criterion: Criterion) -> str:
    """Return a criterion's items, one a line."""
    lines = []
    for index in criterion.items:
        item = plan.items[index]
        unit = f" ({item.unit.vi})" if item.unit else ""
        lines.append(f"{item.code}: {item.title.vi}{unit}")
    return "\n".join(lines)


def _policy(criterion: Criterion) -> str:
    claims = (
        f"{KAD}: không tính vào điểm và điểm tối đa."
        if criterion.may_not_apply
        else f"{KAD} không được chấp nhận, tính 0 điểm."
    )
    return f"{POLICIES[criterion.not_measured]}\n{claims}"


def row_height(texts: list[str]) -> float:
    """Guess the height of a row from its longest text."""
    max_lines = 1
    for text, (_, width) in zip(texts, HEADINGS, strict=True):
        # Columns are measured in digits of the default font; a tenth more, since a line breaks at
        # a word and not where it is full.
        lines = sum(1 + int(len(part) * 1.1 / width) for part in text.split("\n"))
        max_lines = max(max_lines, lines)
    # Excel refuses rows above 409 points.
    return min(max_lines * LINE + 6, 400.0)
