"""Marks: short keyed digests of single columns, which stand behind the digest of their row.

An act seals a row as it finds it, so a column that was changed by hand would be whole again
after the next act on the row. Its mark tells: a line that brings another one than the line
before, and is of an act that does not change this column, is a finding for ever.

A mark is the column's tag (3 characters) and eight characters of its digest, or a full stop for
a column at rest. A column without a mark was not guarded when the line was written.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from opendti_site.audit.seal import canonical

TAG = 3
DIGEST = 8
BYTES = 6
RESTING = "."


@lru_cache(maxsize=1000)
def tag_of(column: str) -> str:
    """Return the three characters that stand for a column."""
    return _text(sha256(column.encode()).digest())[:TAG]


def write_marks(
    secret: bytes, tags: Mapping[str, str], row: list[str], kept: dict[str, Any]
) -> str:
    """Return the marks of a row: `tags` maps tags to columns, `kept` has its columns not at rest.

    `secret` is the oldest key of the file, so that marks stay comparable when the key changes.
    """
    return "".join(
        tag + (_digest(secret, [*row, name, kept[name]]) if name in kept else RESTING)
        for tag, name in tags.items()
    )


def differing_tags(before: str, after: str) -> Iterable[str]:
    """Yield the tags of the columns that both have a mark of, and not the same."""
    old = _read(before)
    for tag, digest in _read(after).items():
        if old.get(tag, digest) != digest:
            yield tag


def _read(marks: str) -> dict[str, str]:
    """Split marks: tag → digest."""
    found, start = {}, 0
    while start < len(marks):
        middle = start + TAG
        is_resting = marks[middle : middle + 1] == RESTING
        end = middle + (1 if is_resting else DIGEST)
        found[marks[start:middle]] = marks[middle:end]
        start = end
    return found


def _digest(secret: bytes, words: list[Any]) -> str:
    return _text(hmac.digest(secret, canonical(words).encode(), "sha256"))


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest[:BYTES]).decode("ascii")
