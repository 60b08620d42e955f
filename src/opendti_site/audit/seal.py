"""The seal of a line: a keyed digest over its words, its rows' digests and the seal before it."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from opendti_site.audit.keys import Key

if TYPE_CHECKING:
    from opendti_site.audit.models import AuditLine


START = "0" * 64
SAFE_INTEGER = 2**53
"""Whole numbers up to here come back from every JSON store as they were written."""


def canonical(thing: Any) -> str:
    """Write JSON in the one way that gives the same text for the same thing."""
    return json.dumps(
        thing,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def plain(thing: Any) -> Any:
    """Turn a detail or a row's value into JSON that every database gives back unchanged.

    Moments, dates and lazy texts become text, and so does every number that is no small whole
    one: a store may return 5e+16 as 50000000000000000. Raise ValueError for what is no number
    (NaN, infinity).
    """
    if isinstance(thing, dict):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple, set, frozenset)):
        return [plain(value) for value in thing]
    if thing is None or isinstance(thing, bool):
        return thing
    if isinstance(thing, (int, float, Decimal)):
        return _number(thing)
    return instant_text(thing) if isinstance(thing, datetime) else str(thing)


def _number(number: float | Decimal) -> int | str:
    if isinstance(number, int) and abs(number) <= SAFE_INTEGER:
        return int(number)
    return decimal_text(number)


def decimal_text(number: float | Decimal) -> str:
    """Write a number as decimal text: `0.1`, `1` for 1.0, `0` for -0.0, never an exponent."""
    # `repr` is the shortest decimal that gives the float back; Decimal(0.1) has 55 digits.
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not math.isfinite(exact):
        message = f"{number} is no number that a line can keep"
        raise ValueError(message)
    return f"{exact.normalize():f}" if exact else "0"


def instant_text(moment: datetime) -> str:
    """Write a moment in UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def seal_of(line: AuditLine, key: Key | None) -> str:
    """Compute what the seal of this line must be; without a key, as chains were sealed before."""
    words = [
        line.previous,
        instant_text(line.at),
        line.actor_id,
        line.actor_name,
        line.verb,
        line.subject,
        line.subject_name,
        line.detail,
    ]
    if key is None:
        return sha256(_unkeyed(words).encode()).hexdigest()
    return key.mac(canonical([*words, line.key, line.seals]))


def _unkeyed(words: list[Any]) -> str:
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
