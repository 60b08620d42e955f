"""What can be wrong with values that arrive, each with a code that stays the same."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.observations.enums import AnswerState
from opendti_site.observations.readings import NewObservation

WORDS = {
    "period_reversed": gettext_lazy("Ngày cuối của giai đoạn trước ngày đầu."),
    "framework_without_version": gettext_lazy(
        "Mã bộ chỉ số phải có phiên bản, như vn.moit.dti@2025."
    ),
    "value_missing": gettext_lazy("Số đo “đã nhập” phải có giá trị."),
    "value_not_expected": gettext_lazy(
        "Trạng thái khác “đã nhập” thì không kèm giá trị."
    ),
    "value_not_finite": gettext_lazy("Giá trị không phải là số hữu hạn."),
    "value_too_large": gettext_lazy("Giá trị quá lớn."),
    "state_unknown": gettext_lazy("Không có trạng thái này."),
}
MAX_VALUE = 10**18


class ObservationFault(NamedTuple):
    """What is wrong with one row: its number from 0, and a code of `WORDS`."""

    row: int
    code: str

    @property
    def words(self) -> str:
        """The fault in the reader's language."""
        return str(WORDS[self.code])


class ObservationsRefusedError(ActionRefusedError):
    """Rows of a delivery are wrong, and none was recorded."""

    def __init__(self, faults: Sequence[ObservationFault]) -> None:
        self.faults = list(faults)
        first = self.faults[0]
        super().__init__(
            _("Dòng %(row)s: %(fault)s") % {"row": first.row + 1, "fault": first.words}
        )


def faults_in(rows: Sequence[NewObservation]) -> list[ObservationFault]:
    """Return what is wrong with rows by themselves, without a look at units or frameworks."""
    found = ((number, _fault_of(row)) for number, row in enumerate(rows))
    return [ObservationFault(number, code) for number, code in found if code]


def _fault_of(row: NewObservation) -> str:
    has_value = row.value is not None or bool(row.text)
    if row.state not in AnswerState.values:
        return "state_unknown"
    if row.period_end < row.period_start:
        return "period_reversed"
    if not (row.lineage and row.version):
        return "framework_without_version"
    if has_value != (row.state == AnswerState.GIVEN):
        return "value_not_expected" if has_value else "value_missing"
    return "" if row.value is None else _fault_of_number(row.value)


def _fault_of_number(value: Decimal) -> str:
    if not value.is_finite():
        return "value_not_finite"
    return "value_too_large" if abs(value) >= MAX_VALUE else ""
