"""Printed numbers beside those of an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.publication.models import Edition, EditionScore
from opendti_site.publication.queries import comparing
from opendti_site.publication.queries.comparing import Difference, differences
from opendti_site.results.bridge import outline_of
from opendti_site.results.models import Run
from tests.site.publication.by_hand import by_hand, written_over

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit


def test_a_printed_number_differs_beyond_its_decimals():
    def apart(ours: float | None) -> bool:
        return Difference(None, "", "", "value", ours, 0.5, "given").is_real

    assert not any(map(apart, (0.5, 0.5001, 0.4999, None)))
    assert all(map(apart, (0.50011, 0.4998)))


@by_hand
def test_printed_numbers_stand_beside_ours(
    run: Run, edition: Edition, agency: Unit, department: Unit, coordinator: User
):
    outline = outline_of(edition)
    assert differences(edition, outline) == []
    edition.printed = {
        agency.code: {
            "1.1": {"value": 0.9, "points": 9.0, "place": 2},
            "1.2": {"points": 15.0},
        },
        department.code: {"1.1": {"value": 0.0}},
    }
    units = {unit.code: unit for unit in edition.units.all()}
    ours = edition.scores.get(unit=units[agency.code], node="1.2")
    written_over(EditionScore, pk=ours.pk).update(points=14.996)
    found = differences(edition, outline, units[agency.code])
    assert [
        (
            difference.node,
            difference.measure,
            difference.ours,
            difference.printed,
            difference.unit,
        )
        for difference in found
    ] == [
        ("1.1", "value", 1.0, 0.9, units[agency.code]),
        ("1.1", "points", 10.0, 9.0, units[agency.code]),
        ("1.1", "place", 1, 2, units[agency.code]),
        ("1.2", "points", 15.0, 15.0, units[agency.code]),
    ]
    assert found[0].title == outline.title_of("1.1")
    del edition.printed[agency.code]
    assert [
        (difference.unit.code, difference.node, difference.ours)
        for difference in differences(edition, outline)
    ] == [(department.code, "1.1", 0.0)]
    written_over(EditionScore, pk=ours.pk).update(state="not_measured", points=None)
    ours.refresh_from_db()
    assert comparing._ours(ours, "points") is None  # noqa: SLF001 -- of one score
