"""Numbers as people type them, read by the engine's one parser."""

from __future__ import annotations

from opendti.numeric.text import AmbiguousNumberError, parse_number

__all__ = ["AmbiguousNumberError", "parse_number"]
