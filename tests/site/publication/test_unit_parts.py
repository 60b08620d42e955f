"""Parts of a unit's page: its tree down to the main indicators, and what may be said of points."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from opendti_site.publication import queries
from opendti_site.publication.queries.unit import _lines, unit_page
from opendti_site.results.bridge import Scale, outline_of

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition


def branch(code: str, *children: Any) -> Any:
    return SimpleNamespace(working=SimpleNamespace(code=code), children=children)


def test_the_tree_ends_at_main_indicators_and_at_criteria_that_stand_beside_them() -> (
    None
):
    group = branch("g", branch("m1", branch("c1")), branch("c2"))
    lines = _lines(branch("index", group, branch("m2", branch("c3"))), {"m1", "m2"})
    assert [(line.branch.working.code, line.is_group) for line in lines] == [
        ("g", True),
        ("m1", False),
        ("c2", False),
        ("m2", False),
    ]


def test_points_still_to_be_won_are_named_where_points_add_up(
    edition: Edition, agency: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = edition.units.get(code=agency.code)
    page = unit_page(edition, unit)
    assert page is not None
    # Alone in its block, the agency is nowhere below the mean.
    assert {sentence.subject for sentence in page.weak_points} == {
        "Nhận thức số",
        "Hoạt động số",
    }
    outline = outline_of(edition)
    composite = replace(outline, scales=dict.fromkeys(outline.nodes, Scale()))
    monkeypatch.setattr(queries.unit, "outline_of", lambda _edition: composite)
    page = unit_page(edition, unit)
    assert page is not None
    assert page.weak_points == []
