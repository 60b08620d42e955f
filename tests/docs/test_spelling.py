"""Our own Vietnamese has one spelling of a word: hóa, tùy, thủy, logarit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OTHER = re.compile(
    r"\b\w*(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b|\blôgarit\b", re.IGNORECASE
)
"""Open syllables with the tone on the last of two vowels, and the older loan word."""
KINDS = {".html", ".js", ".md", ".po", ".py", ".txt", ".yaml"}
READ = ROOT / "src/opendti/annex/idioms/wording.py"
"""Annexes are read in either spelling."""
QUOTED = ROOT / "src/opendti/library"
"""Official texts keep theirs."""


def texts() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    for folder in ("src", "docs"):
        for path in (ROOT / folder).rglob("*"):
            made = {"vendor", "collected", "__pycache__"} & set(path.parts)
            if path.suffix in KINDS and not made and QUOTED not in path.parents:
                yield path


def test_our_texts_have_one_spelling() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word[0]}"
        for path in texts()
        if path != READ
        for word in OTHER.finditer(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("word", ["hoá", "Hoà", "tuỳ", "uỷ ban", "khoẻ", "lôgarit"])
def test_the_other_spelling_is_seen(word: str) -> None:
    assert OTHER.search(f"một {word},")


@pytest.mark.parametrize("word", ["hóa", "hoàn", "quý", "quỹ", "toán", "khoản", "hoặc"])
def test_what_has_one_spelling_is_let_through(word: str) -> None:
    assert not OTHER.search(f"một {word},")
