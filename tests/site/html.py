"""Pages as tests read them: without the white space that lies between the elements."""

from __future__ import annotations

import re


def packed(page: str) -> str:
    """Return a page with no white space beside its tags."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", page)
