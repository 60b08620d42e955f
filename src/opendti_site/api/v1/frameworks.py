"""Published frameworks."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Path, Router

from opendti.plan.model import Criterion, PlanItem
from opendti_site.api.callers import ApiRequest, reads
from opendti_site.api.pages import Paged, page_of_rows
from opendti_site.api.v1.schemas import FrameworkDetailOut, FrameworkOut, PageOut
from opendti_site.api.v1.texts import REFUSALS_OF_ONE, REFUSALS_OF_READING
from opendti_site.frameworks.bridge import describe
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import releases_on_shelf
from opendti_site.ui.language import translated

router = Router(auth=reads, tags=["frameworks"])


@router.get(
    "/frameworks",
    response={200: PageOut[FrameworkOut], **REFUSALS_OF_READING},
    url_name="frameworks",
    summary="Published frameworks",
)
def list_frameworks(request: ApiRequest, paged: Paged) -> dict[str, Any]:
    """Return the frameworks on the shelf, which all units share."""
    del request
    return page_of_rows(releases_on_shelf(), paged, written)


@router.get(
    "/frameworks/{identity}",
    response={200: FrameworkDetailOut, **REFUSALS_OF_ONE},
    url_name="framework",
    summary="One framework with its items",
)
def get_framework(request: ApiRequest, identity: Path[str]) -> dict[str, Any]:
    """Return a framework by name and version, `vn.moit.dti@2023`."""
    del request
    shelf = releases_on_shelf().defer(None)
    release = get_object_or_404(shelf, identity=identity)
    items = [
        written_item(item, sheet.criterion)
        for sheet in describe(release).criteria()
        for item in sheet.items
    ]
    return {**written(release), "items": items, "file": release.text}


def written(release: FrameworkRelease) -> dict[str, Any]:
    """Return a framework as the API writes it."""
    return {
        "id": release.identity,
        "title": release.title_vi,
        "title_en": release.title_en,
        "status": release.status,
        "fingerprint": release.fingerprint,
        "published_at": release.published_at,
    }


def written_item(item: PlanItem, criterion: Criterion) -> dict[str, Any]:
    """Return an item as the API writes it."""
    return {
        "item": item.id,
        "criterion": criterion.code,
        "type": item.type,
        "title": translated(item.title),
        "unit": translated(item.unit) or None,
        "unanswered": criterion.default_state,
        "options": [option.code for option in item.options] or None,
    }
