"""Editions and the units in them, as lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, QuerySet

from opendti.folding import fold
from opendti.naming import ROOT_CODE
from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.results.bridge import outline_of
from opendti_site.results.score_tables import ScoreTable

HEAVY = ("inputs", "framework_text")
LEADERS = 3
MAX_FOUND = 60


def current_editions() -> QuerySet[Edition]:
    """Return the editions that no correction has replaced, newest first."""
    found = Edition.objects.filter(corrected_by__isnull=True)
    return found.defer(*HEAVY, "printed")


def every_edition() -> QuerySet[Edition]:
    """Return all editions, the newest first, each with the correction that replaced it."""
    found = Edition.objects.select_related("corrected_by")
    heavy = [f"corrected_by__{field}" for field in (*HEAVY, "printed")]
    return found.defer(*HEAVY, "printed", *heavy)


def open_edition(slug: str) -> QuerySet[Edition]:
    """Return the edition at an address, with what its pages need."""
    related = ("previous", "previous__corrected_by", "corrects", "corrected_by")
    heavy = [f"{name}__{field}" for name in related for field in (*HEAVY, "printed")]
    found = Edition.objects.filter(slug=slug).select_related(*related)
    return found.defer(*HEAVY, *heavy)


def scores_of(edition: Edition) -> ScoreTable:
    """Return the scores of an edition with its own units."""
    scores = EditionScore.objects.filter(edition=edition.pk)
    return ScoreTable(scores, EditionUnit.objects.filter(edition=edition.pk))


@dataclass(frozen=True, slots=True)
class Leader:
    """A leading unit's score; the title of its block is empty where there is only one."""

    block_title: str
    score: EditionScore


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition on the landing page: how many units, who leads."""

    edition: Edition
    framework: str
    units: int
    leaders: tuple[Leader, ...]


def cards(editions: Sequence[Edition]) -> list[EditionCard]:
    """Return the landing page's cards from two queries, however many editions there are."""
    roots = EditionScore.objects.filter(edition__in=editions, node=ROOT_CODE)
    counts = dict(roots.order_by().values_list("edition").annotate(Count("pk")))
    first: dict[int, list[EditionScore]] = {}
    best = (
        roots
        .filter(rank__lte=LEADERS)
        .select_related("unit")
        .order_by("edition", "block", "rank", "pk")
    )
    for score in best:
        first.setdefault(score.edition_id, []).append(score)
    return [
        EditionCard(
            edition,
            outline_of(edition).title,
            counts.get(edition.pk, 0),
            _leaders(edition, first.get(edition.pk, [])),
        )
        for edition in editions
    ]


def _leaders(edition: Edition, scores: Sequence[EditionScore]) -> tuple[Leader, ...]:
    """Return the first of each block; of a single block, the first three."""
    blocks = outline_of(edition).blocks
    if len({score.block for score in scores}) == 1:
        return tuple(Leader("", score) for score in scores[:LEADERS])
    return tuple(
        Leader(blocks[score.block], score) for score in scores if score.rank == 1
    )


@dataclass(frozen=True, slots=True)
class UnitSearchResult:
    """A unit that a search found, under its newest name, with its published results."""

    unit: EditionUnit
    results: tuple[EditionScore, ...]


def found_units(text: str, number: str | None = None) -> Page[UnitSearchResult]:
    """Search the published units; diacritics and case don't matter. Of many, return one page."""
    editions = list(current_editions())
    if not text.strip() or not editions:
        return Paginator[UnitSearchResult]((), MAX_FOUND).get_page(number)
    units = EditionUnit.objects.filter(edition__in=editions)
    for word in fold(text).split():
        units = units.filter(search_key__contains=word)
    # One line a unit, whatever it was called in its editions.
    named = units.order_by().values_list("assessed").annotate(key=Min("search_key"))
    pages: Paginator[tuple[int, str]] = Paginator(
        named.order_by("key", "assessed"), MAX_FOUND
    )
    page = pages.get_page(number)
    keys = [key for key, _name in page]
    results = _results_of(keys, editions)
    found = [
        UnitSearchResult(results[key][0].unit, results[key])
        for key in keys
        if key in results
    ]
    return Page(found, page.number, pages)  # type: ignore[arg-type]  # counts the same units


def editions_of_unit(unit: EditionUnit) -> tuple[EditionScore, ...]:
    """Return a unit's published results in all editions, the newest year first."""
    found = _results_of([unit.assessed_id], list(current_editions()))
    return found.get(unit.assessed_id, ())


def _results_of(
    units: Sequence[int], editions: Sequence[Edition]
) -> dict[int, tuple[EditionScore, ...]]:
    """Return the root's scores by assessed unit, the newest year first."""
    by_key = {edition.pk: edition for edition in editions}
    found = EditionScore.objects.filter(
        edition__in=by_key, node=ROOT_CODE, unit__assessed__in=units
    )
    results: dict[int, list[EditionScore]] = {}
    for score in found.select_related("unit"):
        score.edition = by_key[score.edition_id]
        results.setdefault(score.unit.assessed_id, []).append(score)
    for scores in results.values():
        scores.sort(key=lambda score: (-score.edition.year, -score.edition_id))
    return {unit: tuple(scores) for unit, scores in results.items()}
