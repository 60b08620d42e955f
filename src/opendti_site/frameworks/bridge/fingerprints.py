"""Whether a text still is the framework that was announced."""

from __future__ import annotations

import opendti
from opendti.errors import OpenDTIError


def has_fingerprint(text: str, expected: str) -> bool:
    """Whether a text still is the framework that a fingerprint was taken of; nothing is kept of it."""
    try:
        return opendti.fingerprint(opendti.parse_framework(text)) == expected
    except OpenDTIError:
        return False
