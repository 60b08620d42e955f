"""Appraising by the page: what its rows show is what an action must know again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opendti_site.assessments.appraisal.basis import bases_of, token

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.assessments.rounds.models import Submission

HTMX = {"HX-Request": "true"}


def seen_in(page: str, row: int | str) -> str:
    """Return the token that a row of the grid carries."""
    found = re.search(rf'id="f-{row}".*?name="seen" value="([^"]*)"', page, re.DOTALL)
    assert found, f"no row of {row} to appraise"
    return found[1]


def seen_by(client: Client, grid: str, row: int | str) -> str:
    """Open the grid and return the token of a row."""
    return seen_in(client.get(grid).content.decode(), row)


def offered(
    form: Submission, *criteria: str, stage: str = "appraised"
) -> dict[str, str]:
    """Return what a page shows of criteria that nobody has appraised, by which an action knows them again."""
    bases = bases_of([form.pk], criteria, stage)
    return {code: token(None, basis) for (_pk, code), basis in bases.items()}
