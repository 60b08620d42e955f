from __future__ import annotations

from tests.site.runs import round_

__all__ = ["round_"]
