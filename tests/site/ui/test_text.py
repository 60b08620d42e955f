"""What counts as words."""

from __future__ import annotations

import pytest

from opendti_site.ui.text import has_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        (" \t\n", False),
        ("...", False),
        ("- 12/3 -", False),
        ("\u0301", False),
        ("Sai", True),
        ("đ", True),
        ("12 bộ", True),
    ],
)
def test_a_text_without_a_letter_has_no_words(text: str, *, expected: bool) -> None:
    assert has_words(text) is expected
