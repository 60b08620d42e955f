"""Where values come from: the words of our own export and of our pages are read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from opendti.annex import import_annex
from opendti.framework.labels import COLLECTED_WORDS
from opendti.framework.model import walk
from tests.opendti.annex.annexes import write_sheet

SHOWN_BEFORE = {
    "Hệ thống gửi tự động": "feed",
    "Chuyên gia chấm": "panel",
    "Đo tự động": "monitor",
}
KNOWN = {words.vi: way for way, words in COLLECTED_WORDS.items()} | SHOWN_BEFORE


@pytest.mark.parametrize("words", KNOWN)
def test_words_of_ours_say_where_values_come_from_and_leave_no_note(
    words: str, tmp_path: Path
) -> None:
    head = [
        "STT",
        "Tiêu chí",
        "Điểm tối đa",
        "Cách tính điểm",
        "Nguồn thu thập dữ liệu",
    ]
    rows = [
        ["1", "Có kế hoạch", 10, "Có: điểm tối đa; không: 0 điểm", words],
        ["2", "Có cổng dữ liệu", 5, "Có: điểm tối đa; không: 0 điểm", "Cục Thống kê"],
    ]

    draft = import_annex(write_sheet(tmp_path / "a.xlsx", [head, *rows]))

    first, second = (position.node for position in walk(draft.framework))
    assert (first.collected_from, first.note) == (KNOWN[words], None)
    assert second.note is not None
    assert second.note.vi == "Nguồn thu thập dữ liệu: Cục Thống kê"
