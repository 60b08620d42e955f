"""Published results, which everyone may read without a token and from pages of other sites."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Router

from opendti_site.api.callers import address_of
from opendti_site.api.limits import OF_STRANGER, spend
from opendti_site.api.pages import Paged, page_of_rows
from opendti_site.api.v1.results import written_score
from opendti_site.api.v1.schemas import EditionOut, PageOut, ProblemOut, ScoreOut
from opendti_site.api.v1.texts import REFUSALS_OF_STRANGERS
from opendti_site.publication.models import Edition, EditionScore
from opendti_site.publication.queries import every_edition

router = Router(tags=["editions"])
REFUSALS = {404: ProblemOut, **REFUSALS_OF_STRANGERS}


@router.get(
    "/editions",
    response={200: PageOut[EditionOut], **REFUSALS_OF_STRANGERS},
    url_name="editions",
    summary="Published results (no token)",
)
def list_editions(request: HttpRequest, paged: Paged) -> dict[str, Any]:
    """Return every edition, those that a correction replaced too."""
    _spend(request)
    return page_of_rows(every_edition(), paged, written)


@router.get(
    "/editions/{slug}",
    response={200: EditionOut, **REFUSALS},
    url_name="edition",
    summary="One published result (no token)",
)
def get_edition(request: HttpRequest, slug: Path[str]) -> dict[str, Any]:
    """Return an edition by the slug of its address."""
    _spend(request)
    return written(get_object_or_404(every_edition(), slug=slug))


@router.get(
    "/editions/{slug}/scores",
    response={200: PageOut[ScoreOut], **REFUSALS},
    url_name="edition_scores",
    summary="The scores of a published result (no token)",
)
def list_scores(request: HttpRequest, slug: Path[str], paged: Paged) -> dict[str, Any]:
    """Return the published score of each unit at each node."""
    _spend(request)
    edition = get_object_or_404(every_edition(), slug=slug)
    rows = EditionScore.objects.filter(edition=edition.pk).select_related("unit")
    return page_of_rows(rows, paged, written_score)


def _spend(request: HttpRequest) -> None:
    """Count a stranger's request, in this process alone: reading what is public writes nothing."""
    spend(f"stranger at {address_of(request)}", OF_STRANGER, "process")


def written(edition: Edition) -> dict[str, Any]:
    """Return an edition as the API writes it."""
    return {
        "slug": edition.slug,
        "title": edition.title,
        "title_en": edition.title_en,
        "year": edition.year,
        "unit": edition.root_name,
        "stage": edition.stage,
        "published_at": edition.published_at,
        "superseded_by": edition.corrected_by.slug if edition.is_superseded else None,
        "illustrative": edition.illustrative,
        "fingerprint": edition.fingerprint,
    }
