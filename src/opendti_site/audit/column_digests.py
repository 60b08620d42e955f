"""Short keyed digests of single columns, which follow the digest of their row.

An act seals a row as it finds it, so a column that was changed by hand would be whole again
after the next act on the row. Its own digest shows the change: a line that has another one
than the line before, and is of an act that does not change this column, is a finding for ever.

The text of a row repeats: the column's tag (3 characters), then eight characters of its digest,
or a full stop for a column that has its default. A column without a digest was not guarded when
the line was written.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from opendti_site.audit.seal import canonical

TAG_LENGTH = 3
DIGEST_LENGTH = 8
# Six bytes fill the eight characters without padding. 48 bits suffice: nobody without the key can
# try values against a digest, and the row's own digest, which is longer, must hold as well.
DIGEST_BYTES = 6
# No sign of URL-safe base64, so that it cannot begin a digest.
AT_DEFAULT = "."


@lru_cache(maxsize=1000)
def tag_of(column: str) -> str:
    """Return the three characters that stand for a column."""
    return _text(sha256(column.encode()).digest())[:TAG_LENGTH]


def write_column_digests(
    secret: bytes, tags: Mapping[str, str], row: list[str], kept: dict[str, Any]
) -> str:
    """Return the digests of a row's columns in one text.

    `tags` maps tags to columns, `kept` has the columns that differ from their default. `secret`
    is the oldest key of the file, so that digests stay comparable when the key changes.
    """
    return "".join(
        tag
        + (_digest(secret, [*row, name, kept[name]]) if name in kept else AT_DEFAULT)
        for tag, name in tags.items()
    )


def differing_tags(before: str, after: str) -> Iterable[str]:
    """Yield the tags of the columns whose digests are in both texts and differ."""
    old = _read(before)
    for tag, digest in _read(after).items():
        if old.get(tag, digest) != digest:
            yield tag


def _read(digests: str) -> dict[str, str]:
    """Split the text of a row: tag → digest, or `AT_DEFAULT`."""
    found, start = {}, 0
    while start < len(digests):
        middle = start + TAG_LENGTH
        is_default = digests[middle : middle + 1] == AT_DEFAULT
        end = middle + (1 if is_default else DIGEST_LENGTH)
        found[digests[start:middle]] = digests[middle:end]
        start = end
    return found


def _digest(secret: bytes, words: list[Any]) -> str:
    return _text(hmac.digest(secret, canonical(words).encode(), "sha256"))


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest[:DIGEST_BYTES]).decode("ascii")
