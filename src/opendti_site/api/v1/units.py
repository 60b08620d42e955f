"""Units that the account may see."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Path, Router

from opendti_site.api.callers import ApiRequest, reads
from opendti_site.api.pages import Paged, page_of_rows
from opendti_site.api.v1.schemas import PageOut, UnitOut
from opendti_site.api.v1.texts import REFUSALS_OF_ONE, REFUSALS_OF_READING
from opendti_site.organisations.models import Unit
from opendti_site.organisations.queries import units_visible_to

router = Router(auth=reads, tags=["units"])


@router.get(
    "/units",
    response={200: PageOut[UnitOut], **REFUSALS_OF_READING},
    url_name="units",
    summary="The unit of the account and those below it",
)
def list_units(request: ApiRequest, paged: Paged) -> dict[str, Any]:
    """Return units in the order of their making."""
    rows = units_visible_to(request.auth.reader).select_related("parent")
    return page_of_rows(rows, paged, written)


@router.get(
    "/units/{code}",
    response={200: UnitOut, **REFUSALS_OF_ONE},
    url_name="unit",
    summary="One unit",
)
def get_unit(request: ApiRequest, code: Path[str]) -> dict[str, Any]:
    """Return a unit by its code."""
    rows = units_visible_to(request.auth.reader).select_related("parent")
    return written(get_object_or_404(rows, code=code))


def written(unit: Unit) -> dict[str, Any]:
    """Return a unit as the API writes it."""
    return {
        "code": unit.code,
        "name": unit.name,
        "name_en": unit.name_en,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "block": unit.block,
        "parent": unit.parent.code if unit.parent else None,
        "opened_on": unit.opened_on,
        "closed_on": unit.closed_on,
    }
