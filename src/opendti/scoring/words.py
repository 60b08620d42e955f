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
YES, NO = Text(vi="có", en="yes"), Text(vi="không", en="no")
