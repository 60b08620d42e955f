"""Lists, a page at a time: each goes on after the last key of the one before, so nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query, Schema
from pydantic import Field

LONGEST = 1000
BIGGEST_KEY = 2**63 - 1

Key = Annotated[int, Field(ge=0, le=BIGGEST_KEY)]
"""The key of a row in a path."""

Row = TypeVar("Row", bound=Model)


class PageQuery(Schema):
    """Which page of a list."""

    after: int = Field(
        0,
        ge=0,
        le=BIGGEST_KEY,
        description="`next` of the page before; 0 for the first",
    )
    limit: int = Field(100, ge=1, le=LONGEST, description="Rows of a page at most")


Paged = Annotated[PageQuery, Query()]


def page_of_rows(
    rows: QuerySet[Row], paged: PageQuery, written: Callable[[Row], Any]
) -> dict[str, Any]:
    """Return the rows after a key as a page; `written` gives None for a row that is left out."""
    after = rows.filter(pk__gt=paged.after).order_by("pk")
    found = list(after[: paged.limit + 1])
    shown = found[: paged.limit]
    items = [item for row in shown if (item := written(row)) is not None]
    is_last = len(found) <= paged.limit
    return {"items": items, "next": None if is_last else shown[-1].pk}
