"""The columns of a list of units, and the reading of single cells."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from opendti import definitions
from opendti.folding import fold
from opendti_site.organisations.enums import BLOCK_WORDS, UnitKind
from opendti_site.ui.language import in_both_languages
from opendti_site.ui.list_tables.bridge import (
    ListFault,
    ListRow,
    ListTable,
    check_length,
    disguise_words,
)

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
ELECTRONIC_CODE = re.compile(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*")
"""Groups of letters and digits, as Decision 20/2020/QĐ-TTg on electronic identifiers has them."""
ELECTRONIC_LENGTH = 35
BLOCK_CODE = re.compile(definitions.CODE)
RESERVED = {"them", "nhap", "mau"}
COLUMNS = {
    "ma": "code",
    "ten": "name",
    "ten_tieng_anh": "name_en",
    "ten_ngan": "short_name",
    "loai": "kind",
    "khoi": "block",
    "ma_cap_tren": "parent",
    "ngay_thanh_lap": "opened_on",
    "ngay_ket_thuc": "closed_on",
}
REQUIRED = ("ma", "ten")
NAMES = ("ten", "ten_tieng_anh", "ten_ngan")
LENGTHS = {"ma": 40, "ten": 200, "ten_tieng_anh": 200, "ten_ngan": 80, "khoi": 40}
MAX_LENGTH = 200
"""Characters of a cell in a column that names no length of its own."""


def column_words() -> list[tuple[str, str]]:
    """Return for each column a description of its cells."""
    kinds = "; ".join(str(kind.label) for kind in UnitKind)
    blocks = "; ".join(map(str, BLOCK_WORDS.values()))
    day = _("Ngày dạng 31/12/2026.")
    return [
        (
            "ma",
            _(
                "Bắt buộc. Mã định danh điện tử: các nhóm chữ không dấu và số cách nhau bằng dấu chấm, dài nhất 35 ký tự; mã đã có dạng khác vẫn dùng được."
            ),
        ),
        ("ten", _("Bắt buộc. Tên đầy đủ.")),
        ("ten_tieng_anh", _("Tên trên trang tiếng Anh.")),
        ("ten_ngan", _("Tên trong bảng hẹp, biểu đồ.")),
        ("loai", _("Một trong: %(words)s.") % {"words": kinds}),
        ("khoi", _("%(words)s; hoặc mã khối của bộ chỉ số.") % {"words": blocks}),
        ("ma_cap_tren", _("Mã của đơn vị cấp trên, đã có hoặc nằm trong tệp.")),
        ("ngay_thanh_lap", day),
        ("ngay_ket_thuc", _("Ngày dạng 31/12/2026; để trống nếu đang hoạt động.")),
    ]


def code_fault(code: str) -> str:
    """Describe what is wrong with a code; nothing, if nothing is."""
    if not CODE.fullmatch(code):
        return _("mã chỉ gồm chữ không dấu, số và . _ - , bắt đầu bằng chữ hoặc số")
    if code.lower() in RESERVED:
        return _("mã này dành riêng cho hệ thống")
    return ""


def new_code_fault(code: str) -> str:
    """Describe what is wrong with the code of a new unit; codes of before may be of another form."""
    fault = code_fault(code)
    if fault:
        return fault
    if len(code) > ELECTRONIC_LENGTH or not ELECTRONIC_CODE.fullmatch(code):
        return _(
            "mã của đơn vị mới gồm các nhóm chữ không dấu và số, cách nhau bằng dấu chấm, dài nhất 35 ký tự (mã định danh điện tử, Quyết định 20/2020/QĐ-TTg)"
        )
    return ""


def cells_of(table: ListTable, row: ListRow) -> tuple[dict[str, Any], list[ListFault]]:
    """Read the cells of a line that need no other line."""
    values: dict[str, Any] = {}
    faults: list[ListFault] = []
    for column in table.columns:
        try:
            values[COLUMNS[column]] = read_cell(column, row.cells.get(column, ""))
        except ValueError as wrong:
            faults.append(ListFault(table.name, row.number, column, str(wrong)))
    values.pop("parent", None)
    values.pop("code", None)
    return values, faults


def read_cell(column: str, text: str) -> Any:
    """Read one cell; a ValueError says what was expected."""
    limit = LENGTHS.get(column, MAX_LENGTH)
    check_length(text, limit, is_required=column in REQUIRED)
    if column == "ma" and code_fault(text):
        raise ValueError(code_fault(text))
    if column in NAMES and disguise_words(text):
        raise ValueError(disguise_words(text))
    if column == "loai":
        return read_kind(text)
    if column == "khoi":
        return read_block(text)
    if column.startswith("ngay_"):
        return read_day(text)
    return text


def read_kind(text: str) -> str:
    """Read a kind by its code, its words in either language, or a word that only one kind has."""
    if not text:
        return UnitKind.OTHER.value
    found = [kind for kind in UnitKind if fold(text) in _names_of(kind)]
    if not found:
        found = [kind for kind in UnitKind if fold(text) in _parts_of(kind)]
    if len(found) == 1:
        return found[0].value
    expected = "; ".join(str(kind.label) for kind in UnitKind)
    raise ValueError(
        _("%(text)s không phải là loại đơn vị; cần một trong: %(expected)s")
        % {"text": f"“{text}”", "expected": expected}
    )


def _names_of(kind: UnitKind) -> set[str]:
    return {fold(kind.value), *map(fold, in_both_languages(kind.label))}


def _parts_of(kind: UnitKind) -> set[str]:
    """Return the words between the commas of a kind's name: `Bộ` of `Bộ, ngành`."""
    names = in_both_languages(kind.label)
    return {fold(part.strip()) for name in names for part in name.split(",")}


def read_block(text: str) -> str:
    """Read a block as the framework's own code, or by its words in either language where it has some."""
    # A code first: folded, `co_dich_vu_cong` would be the words of another block.
    if not text or BLOCK_CODE.fullmatch(text):
        return text
    for code, words in BLOCK_WORDS.items():
        if fold(text) in map(fold, in_both_languages(words)):
            return code
    expected = "; ".join(map(str, BLOCK_WORDS.values()))
    raise ValueError(
        _(
            "%(text)s không phải là khối; cần một trong: %(expected)s; hoặc mã khối của bộ chỉ số"
        )
        % {"text": f"“{text}”", "expected": expected}
    )


def read_day(text: str) -> date | None:
    """Read a day as 31/12/2026 or 2026-12-31."""
    if not text:
        return None
    for pattern in get_format("DATE_INPUT_FORMATS"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise ValueError(
        _("%(text)s không phải là ngày; cần dạng 31/12/2026") % {"text": f"“{text}”"}
    )
