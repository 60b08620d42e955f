"""Long lists, a page at a time: `?page=2` beside whatever else the address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 100


def page_of(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = ROWS
) -> Page[Any]:
    """Return the page that the address asks for; one that is not there gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
