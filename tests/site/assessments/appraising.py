"""Appraising by the page: what its rows show is what an action must know again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

HTMX = {"HX-Request": "true"}


def seen_in(page: str, row: int | str) -> str:
    """Return the token that a row of the grid carries."""
    found = re.search(rf'id="f-{row}".*?name="seen" value="([^"]*)"', page, re.DOTALL)
    assert found, f"no row of {row} to appraise"
    return found[1]


def seen_by(client: Client, grid: str, row: int | str) -> str:
    """Open the grid and return the token of a row."""
    return seen_in(client.get(grid).content.decode(), row)
