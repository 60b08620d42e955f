"""The same index a year before: only where the rules are the very same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opendti_site.publication.queries.editions import current_editions
from opendti_site.results.models import RunScore

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition
    from opendti_site.results.queries import RankTable


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed for a unit since the edition before."""

    steps: int
    change: float

    @property
    def size(self) -> int:
        """How many places, whichever way."""
        return abs(self.steps)


def previous_edition(edition: Edition) -> Edition | None:
    """Return the newest edition of an earlier year by the same framework over the same units."""
    round_ = edition.run.round
    earlier = current_editions().filter(
        run__fingerprint=edition.run.fingerprint,
        run__round__root=round_.root_id,
        run__round__year__lt=round_.year,
    )
    return earlier.order_by("-run__round__year", "-pk").first()


def movements(before: Edition, table: RankTable) -> dict[int, Movement]:
    """Return each unit's movement since an edition, in the node that the table ranks by."""
    old = RunScore.objects.filter(
        run=before.run_id,
        block=table.block,
        node=table.by.code,
        unit__in=list(table.page),
    )
    kept = {score.unit_id: score for score in old}
    return {
        row.unit.pk: Movement(past.place - row.head.place, row.value - past.value)
        for row in table.rows
        if (past := kept.get(row.unit.pk))
        and past.place is not None
        and past.value is not None
        and row.head.place is not None
        and row.value is not None
    }


def movement_of(before: Edition, unit: Unit, now: RunScore | None) -> Movement | None:
    """Return one unit's movement in the index since an edition."""
    past = RunScore.objects.filter(run=before.run_id, unit=unit, node="index").first()
    if not (past and now and past.place and now.place):
        return None
    if past.value is None or now.value is None or past.block != now.block:
        return None
    return Movement(past.place - now.place, now.value - past.value)
