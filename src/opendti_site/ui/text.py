"""Texts as people search for them."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower a text and drop its marks: "bo cong thuong" finds "Bộ Công Thương"."""
    spread = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return " ".join(bare.split())
