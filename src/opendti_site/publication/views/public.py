"""Pages that everyone may read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from opendti.naming import ROOT_CODE
from opendti_site.publication import queries
from opendti_site.publication.caching import public_page
from opendti_site.publication.models import Edition, EditionUnit
from opendti_site.results.bridge import explanation_of
from opendti_site.results.score_tables import RankingFilter

MAX_SEARCH_LENGTH = 100


def _unit(edition: Edition, code: str) -> EditionUnit:
    """Fetch a unit by the code that the edition lists it under."""
    published = queries.unit_in(edition, code)
    if published is None:
        raise Http404
    return published


@public_page
def portal(request: HttpRequest) -> HttpResponse:
    """Show the portal's first page: the editions as cards, newest first."""
    cards = queries.cards(list(queries.current_editions()))
    context = {"cards": cards, "has_own_search": True}
    return render(request, "publication/portal.html", context)


@public_page
def ranking(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a ranking, by the index or by one of its parts."""
    edition = get_object_or_404(queries.open_edition(slug))
    asked = request.GET
    wanted = RankingFilter(
        block=asked.get("khoi", ""),
        by=asked.get("theo", ROOT_CODE),
        text=asked.get("q", "")[:MAX_SEARCH_LENGTH].strip(),
        page=asked.get("page"),
    )
    page = queries.ranking_page(edition, wanted)
    context = {"page": page, "edition": edition}
    return render(request, "publication/ranking.html", context)


@public_page
def unit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show one unit's result, down to the arithmetic."""
    edition = get_object_or_404(queries.open_edition(slug))
    published = _unit(edition, code)
    page = queries.unit_page(edition, published)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "edition": edition,
        "unit": published,
        "others": queries.editions_of_unit(published),
        "opened": "mo" in request.GET,
    }
    return render(request, "publication/unit.html", context)


@public_page
def node(request: HttpRequest, slug: str, code: str, node: str) -> HttpResponse:
    """Explain why one number of an edition is what it is."""
    edition = get_object_or_404(queries.open_edition(slug))
    published = _unit(edition, code)
    working = explanation_of(edition, code, node)
    if working is None:
        raise Http404
    context = {"edition": edition, "unit": published, "working": working}
    return render(request, "publication/node.html", context)


@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Find a published unit, with or without diacritics."""
    text = request.GET.get("q", "")[:MAX_SEARCH_LENGTH].strip()
    context = {
        "q": text,
        "found": queries.found_units(text, request.GET.get("page")),
        "editions": queries.current_editions(),
        "has_own_search": True,
    }
    return render(request, "publication/search.html", context)


@public_page
def method(request: HttpRequest) -> HttpResponse:
    """Explain how scores come about, in words."""
    return render(request, "publication/method.html")


@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    """List every edition's files."""
    context = {"editions": queries.every_edition()}
    return render(request, "publication/open_data.html", context)
