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


TERMS = {
    "minh chứng": "(tài liệu) kiểm chứng",
    "tự khai": "số liệu đơn vị nhập",
    "ba loại điểm": "điểm qua ba bước",
    "chuyển thể": "a word that says what was changed",
    "so với các đơn vị khác": "phải so sánh giữa các đơn vị",
    "bạn": "anh/chị",
    "từng byte": "từng chữ số",
}
"""Words that the interface does not use, and what it says instead."""
TERM = re.compile(rf"\b(?:{'|'.join(TERMS)})\b", re.IGNORECASE)
WRITTEN = ROOT / "src/opendti_site"


def in_one_line(text: str) -> str:
    """Return a file's text without comments, its wrapped texts joined."""
    text = re.sub(r"^\s*#.*$|\{#.*?#\}", "", text, flags=re.MULTILINE)
    return re.sub(r"\s+", " ", re.sub(r'"\s*\n\s*"', "", text))


def test_the_interface_has_one_word_for_a_thing() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word[0]}, not {TERMS[word[0].lower()]}"
        for path in texts()
        if WRITTEN in path.parents and "migrations" not in path.parts
        for word in TERM.finditer(in_one_line(path.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize("word", ["Minh chứng", "tự khai", "Bạn", "bạn"])
def test_a_word_for_something_that_has_another_is_seen(word: str) -> None:
    assert TERM.search(f"Xin {word} ở đây.")


@pytest.mark.parametrize("word", ["bạnh", "kiểm chứng", "điểm tự chấm"])
def test_other_words_are_let_through(word: str) -> None:
    assert not TERM.search(f"Xin {word} ở đây.")


def test_a_wrapped_text_is_read_as_one() -> None:
    assert in_one_line('"đến từng "\n"byte"\n  tự\n  khai # bạn').startswith(
        '"đến từng byte" tự khai'
    )
