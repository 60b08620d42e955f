"""Rows of a push, their faults, and what came of them, as frozen data."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS = {
    "unit_unknown": _("Không có đơn vị này, hoặc ngoài phạm vi của tài khoản dịch vụ."),
    "item_unknown": _("Bộ chỉ số không có số liệu này."),
    "item_not_allowed": _("Tài khoản dịch vụ không được gửi số liệu này."),
    "period_reversed": _("Ngày cuối của giai đoạn trước ngày đầu."),
    "row_twice": _("Số liệu này của đơn vị, cho giai đoạn này, đã có ở dòng trước."),
    "state_not_allowed": _("Tiêu chí này không cho phép “không áp dụng”."),
    "value_missing": _("Trạng thái “đã nhập” phải có giá trị."),
    "value_not_expected": _("Trạng thái khác “đã nhập” thì không kèm giá trị."),
    "number_expected": _("Cần một số thập phân như 1234.5."),
    "whole_number_expected": _("Cần một số nguyên."),
    "number_outside": _("Số nằm ngoài khoảng mà bộ chỉ số cho phép."),
    "truth_expected": _("Cần 1 (có) hoặc 0 (không)."),
    "option_expected": _("Cần mã của một phương án."),
    "text_unreadable": _("Văn bản quá dài hoặc có ký tự không đọc được."),
}
"""Every fault of a row by its code."""


@dataclass(frozen=True, slots=True)
class PushedRow:
    """One value as it was sent; `unit` is a code."""

    unit: str
    item: str
    period_start: dt.date
    period_end: dt.date
    state: str = "given"
    value: str | None = None


@dataclass(frozen=True, slots=True)
class PushedBatch:
    """The rows of a push, its idempotency key, the digest of its body, and whether good rows count by themselves."""

    rows: tuple[PushedRow, ...]
    key: str
    body_digest: str
    good_rows_only: bool


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row: its number from 0, the field, a code of `WORDS`."""

    row: int
    field: str
    code: str

    def as_answer(self) -> dict[str, Any]:
        """Return the fault with its words in the reader's language."""
        return asdict(self) | {"detail": str(WORDS[self.code])}


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What came of a push; rows without a fault were recorded, unless it was refused or a dry run."""

    recorded: int
    faults: tuple[RowFault, ...] = ()
    delivery: int | None = None
    is_refused: bool = False
    is_replay: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return the outcome as it is kept."""
        faults = [[fault.row, fault.field, fault.code] for fault in self.faults]
        return {
            "recorded": self.recorded,
            "faults": faults,
            "delivery": self.delivery,
            "is_refused": self.is_refused,
        }


def outcome_from(data: dict[str, Any]) -> PushOutcome:
    """Return an outcome that was kept, as a replay."""
    faults = tuple(RowFault(*parts) for parts in data["faults"])
    return PushOutcome(**(data | {"faults": faults}), is_replay=True)
