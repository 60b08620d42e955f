"""The values and ranks of the edition before, as the units of an edition have them."""

from __future__ import annotations

from collections.abc import Mapping

from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.publication.successions import links_in
from opendti_site.results.bridge import inheritance_of

EarlierScore = tuple[float | None, int | None]
"""A value and a rank."""
UnitNode = tuple[int, str, str]
"""The key of an assessed unit, a node and a block."""


def past_of(edition: Edition) -> Mapping[UnitNode, EarlierScore]:
    """Return the earlier edition's values and ranks; those of merged and split units by their rule."""
    previous = edition.previous
    if previous is None:
        return {}
    if edition.successions:
        keys = keys_of(previous)
        return inheritance_of(previous, keys, links_in(edition.successions)).values
    found = EditionScore.objects.filter(edition=previous.pk).order_by()
    rows = found.values_list("unit__assessed", "node", "block", "value", "rank")
    return {
        (unit, node, block): (value, rank) for unit, node, block, value, rank in rows
    }


def keys_of(edition: Edition) -> dict[str, int]:
    """Return the key of each assessed unit of an edition by its code."""
    units = EditionUnit.objects.filter(edition=edition.pk).order_by()
    return dict(units.values_list("code", "assessed"))
