"""Numbers as they are typed and as they stand in a file."""

from __future__ import annotations

import re

from django.utils.translation import get_language

_PLAIN = re.compile(r"-?\d+(\.\d+)?\s*%?")
_TYPED = re.compile(r"-?\d[\d.,]*\s*%?")


def stored_number(typed: str) -> str:
    """Write a typed number as files have it; what is no number stays as it is typed.

    The last of two different marks is the decimal one, a lone mark always is.
    """
    text = typed.strip()
    if not _TYPED.fullmatch(text):
        return text
    marks = [sign for sign in text if sign in ".,"]
    if len(marks) > 1:
        text = text.replace(marks[0], "")
    return text.replace(",", ".").replace(" ", "")


def shown_number(stored: str) -> str:
    """Write a stored number for its field, with a decimal comma in Vietnamese."""
    is_vietnamese = (get_language() or "vi").startswith("vi")
    if is_vietnamese and _PLAIN.fullmatch(stored):
        return stored.replace(".", ",")
    return stored
