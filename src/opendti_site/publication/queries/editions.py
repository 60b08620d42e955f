"""Editions and the units in them, as lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from opendti_site.organisations.models import Unit
from opendti_site.organisations.queries import find_units
from opendti_site.publication.models import Edition
from opendti_site.results.models import RunScore
from opendti_site.results.queries import ROOT, outline_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

HEAVY = (
    "run__inputs",
    "run__round__framework_text",
    "run__round__release__text",
    "printed",
)
LEADERS = 3
MOST_FOUND = 60


def current_editions() -> QuerySet[Edition]:
    """Return the editions that no correction has replaced, newest first."""
    found = Edition.objects.filter(corrected_by__isnull=True)
    return found.select_related("run__round__release").defer(*HEAVY)


def open_edition(slug: str) -> QuerySet[Edition]:
    """Return the edition at an address, with what its pages need."""
    related = ("run__round__release", "run__round__root", "corrects", "corrected_by")
    return Edition.objects.filter(slug=slug).select_related(*related).defer(*HEAVY[:-1])


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition on the landing page: how many units, who leads."""

    edition: Edition
    units: int
    leaders: tuple[tuple[str, RunScore], ...]


def cards(editions: Sequence[Edition]) -> list[EditionCard]:
    """Return the landing page's cards from two queries, however many editions there are."""
    runs = [edition.run_id for edition in editions]
    roots = RunScore.objects.filter(run__in=runs, node=ROOT)
    counts = dict(roots.order_by().values_list("run").annotate(Count("pk")))
    first: dict[int, list[RunScore]] = {}
    best = (
        roots
        .filter(place__lte=LEADERS)
        .select_related("unit")
        .order_by("run", "block", "place", "pk")
    )
    for score in best:
        first.setdefault(score.run_id, []).append(score)
    return [
        EditionCard(
            edition,
            counts.get(edition.run_id, 0),
            _leaders(edition, first.get(edition.run_id, [])),
        )
        for edition in editions
    ]


def _leaders(
    edition: Edition, scores: Sequence[RunScore]
) -> tuple[tuple[str, RunScore], ...]:
    """Of several blocks, the first of each with its words; of one block, the first three."""
    blocks = outline_for(edition.run).blocks
    if len({score.block for score in scores}) == 1:
        return tuple(("", score) for score in scores[:LEADERS])
    return tuple((blocks[score.block], score) for score in scores if score.place == 1)


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit that a search found, with its published results."""

    unit: Unit
    results: tuple[tuple[Edition, RunScore], ...]


def found_units(text: str, number: str | None = None) -> Page[FoundUnit]:
    """Search the published units; diacritics and case don't matter. Of many, return one page."""
    editions = {edition.run_id: edition for edition in current_editions()}
    if not text.strip() or not editions:
        return Paginator[FoundUnit]((), MOST_FOUND).get_page(number)
    published = RunScore.objects.filter(run__in=editions, node=ROOT)
    units = find_units(text, Unit.objects.filter(pk__in=published.values("unit")))
    pages: Paginator[Any] = Paginator(units.order_by("search_key", "pk"), MOST_FOUND)
    page = pages.get_page(number)
    found = {unit.pk: unit for unit in page}
    results: dict[int, list[tuple[Edition, RunScore]]] = {pk: [] for pk in found}
    for score in published.filter(unit__in=found):
        results[score.unit_id].append((editions[score.run_id], score))
    told = [FoundUnit(unit, _newest_first(results[pk])) for pk, unit in found.items()]
    return Page(told, page.number, pages)


def editions_of_unit(unit: Unit) -> tuple[tuple[Edition, RunScore], ...]:
    """Return a unit's published results, the newest year first."""
    editions = {edition.run_id: edition for edition in current_editions()}
    scores = RunScore.objects.filter(run__in=editions, node=ROOT, unit=unit)
    return _newest_first([(editions[score.run_id], score) for score in scores])


def _newest_first(
    results: list[tuple[Edition, RunScore]],
) -> tuple[tuple[Edition, RunScore], ...]:
    return tuple(
        sorted(results, key=lambda pair: (-pair[0].run.round.year, -pair[0].pk))
    )
