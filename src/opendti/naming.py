"""
Names and codes of units: when two spellings are the same, and which spellings deceive.

Vietnamese letters have several spellings in Unicode: "ờ" is one character or three, and
text that was copied from a page or a document brings no-break and zero-width spaces
along. Names are compared in one normal form, `identity`, and shown as they are written.

A letter that only looks like another (a Cyrillic A among Latin letters), and the
characters that reverse the order of writing, make two names look like one. They are
refused: `find_disguise`. So are control characters, which nothing shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

Disguise = Literal["control", "bidirectional", "mixed_scripts", "styled_letters"]

ROOT_CODE = "index"
"""The code of the node that all others add up to; no node of a file has it."""
ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters without width that change no name: the soft hyphen, joiners, byte order marks."""
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STYLED = re.compile("[\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
"""Scripts that have letters of one look; a script of another look cannot deceive."""
_LOOKALIKES = frozenset("АВЕЅІЈКМНОРСТХУԚԜаеѕіјорсухһԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲο")
"""Letters of other scripts that cannot be told from Latin ones."""


def tidy(text: str) -> str:
    """
    Write a name in its composed form, with plain single spaces.

    Examples
    --------
    >>> tidy("  Xa\u0303\u00a0 Hoa\u200b ")
    'Xã Hoa'
    """
    plain = _ZERO_WIDTH.sub("", text)
    return unicodedata.normalize("NFC", " ".join(plain.split()))


def identity(text: str) -> str:
    """
    Return the form in which names and codes are compared; their case does not count.

    Examples
    --------
    >>> identity("Xã Hoa") == identity("xa\u0303\u00a0HOA")
    True
    """
    return tidy(text).lower()


def find_name(name: str, names: Sequence[str]) -> int | None:
    """Return the index of a name in a list, None where it is not there."""
    if name in names:
        return names.index(name)
    wanted = identity(name)
    return next((n for n, each in enumerate(names) if identity(each) == wanted), None)


def find_disguise(text: str) -> Disguise | None:
    """
    Return why a name may be taken for another one; None where it is plain.

    Examples
    --------
    >>> find_disguise("Hà Nội"), find_disguise("H\u0410 N\u1ed8I")
    (None, 'mixed_scripts')
    """
    if _BIDIRECTIONAL.search(text):
        return "bidirectional"
    if _CONTROL.search(text):
        return "control"
    if text.isascii():
        return None
    if _STYLED.search(text):
        return "styled_letters"
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text))
    return "mixed_scripts" if any(map(_is_disguised, words)) else None


def _is_disguised(word: str) -> bool:
    """Whether a word mixes scripts, or has letters of another script that look Latin alone."""
    if word.isascii():
        return False
    scripts = {script for letter in word if (script := _script(letter))}
    return len(scripts) > 1 or _LOOKALIKES.issuperset(word)


def _script(letter: str) -> str:
    first = unicodedata.name(letter, "").split(" ", maxsplit=1)[0]
    return first if first in _SCRIPTS else ""
