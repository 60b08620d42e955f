"""Fixtures of rounds that have been run."""

from __future__ import annotations

from tests.site.runs import round_, run

__all__ = ["round_", "run"]
