"""Words without case and diacritics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendti.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Đỗ  NGỌC Lan ", "do ngoc lan"),
        ("Không_áp  dụng", "khong ap dung"),
        ("Stra\u00dfe", "strasse"),
        ("so\u200b\u00ad t\ufefft", "so tt"),
        ("", ""),
    ],
)
def test_case_diacritics_and_what_nobody_sees_go(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet="aĂắđĐ_ \u200bßươ\u0301"))
def test_a_folded_text_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_many_marks_are_not_sorted_in_one_piece() -> None:
    """Python sorts a run of marks in a time that grows by its square."""
    heap = "e" + "\u0315\u0327" * 200_000
    assert fold(f"{heap} {'ế' * 1500}") == "e " + "e" * 1500
