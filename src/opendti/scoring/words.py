"""The words of answers and their states, the same on pages, in explanations and in workbooks."""

from __future__ import annotations

from opendti.definitions import Text

STATE_WORDS = {
    "given": Text(vi="đã nhập", en="given"),
    "blank": Text(vi="để trống", en="blank"),
    "not_applicable": Text(vi="không áp dụng", en="not applicable"),
    "not_measured": Text(vi="chưa đo", en="not measured"),
}
"""The four states in words, by `State.code`."""
STATE_MARKS = {"not_applicable": "KAD", "not_measured": "CĐ"}
"""What stands in a cell of a workbook instead of a value, by `State.code`; blank is empty."""
UNMEASURED_MARKS = {
    policy: f"{STATE_MARKS['not_measured']}: {effect}"
    for policy, effect in (
        ("hold", "chờ đo"),
        ("zero", "0 điểm"),
        ("leave_out", "không tính"),
    )
}
"""A criterion that is not measured, in a workbook, by what the framework makes of it."""
YES, NO = Text(vi="có", en="yes"), Text(vi="không", en="no")
