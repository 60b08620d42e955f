"""
The idioms of "cách xác định và tính điểm", turned into rules.

Owns the words *clause* (a condition and what it gives), *award* and *bound*. What
is not understood to the last word is a guess, and says which words were left over.
"""

from __future__ import annotations

from opendti.annex.idioms.gradual import max_deduction
from opendti.annex.idioms.read import ParsedRule, read_extra, read_rule

__all__ = ["ParsedRule", "max_deduction", "read_extra", "read_rule"]
