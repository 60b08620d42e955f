"""Parts of the public pages that are shown only where they say something true: map, radar, counts."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import QuerySet

from opendti_site.assessments.rounds.actions import close_round, start_appraisal
from opendti_site.publication import charts, queries
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.publication.models import EditionScore, EditionUnit
from opendti_site.publication.queries.comparing import SLACK, TOLERANCE, Difference
from opendti_site.publication.queries.editions import _leaders, found_units
from opendti_site.publication.queries.ranking import (
    ColumnGroup,
    _common_scale,
    _copied_past,
    _past_to_copy,
    _ranges,
    _tiles,
    ranking_page,
)
from opendti_site.publication.queries.unit import _branch, _radar, unit_page
from opendti_site.publication.tiles import ISLANDS, tile_of
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.bridge import Scale, outline_of
from opendti_site.results.score_tables import RankingFilter
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases

SHARES, OPEN = Scale(), Scale(None, None)


def table(*names: str, is_whole: bool = True) -> Any:
    """Return a ranking by shares of units with these names."""
    rows = [
        SimpleNamespace(unit=SimpleNamespace(name=name), value=0.72) for name in names
    ]
    by = SimpleNamespace(scale=SHARES)
    return SimpleNamespace(rows=rows, is_whole=is_whole, by=by)


def test_the_map_is_shown_where_every_unit_of_the_block_has_a_tile() -> None:
    names = "Tỉnh Phú Thọ", "Thành phố Hà Nội"
    tiles = _tiles(table(*names))
    assert [(tile.x, tile.y) for tile in tiles] == [tile_of(name) for name in names]
    assert {tile.shade for tile in tiles} == {"v4"}
    assert _tiles(table(*names, is_whole=False)) == ()
    assert _tiles(table(*names, "Cục Thương mại")) == ()
    assert _tiles(table("Cục Thương mại")) == ()
    assert _tiles(table()) == ()


def test_a_radar_has_no_axis_with_an_open_end() -> None:
    cell = SimpleNamespace(value=0.5, rank=1, state="given")

    def radar(*scales: Scale) -> object:
        mains = [
            SimpleNamespace(
                code=str(number), title="x", scale=scale, mean=0.5, highest=1.0
            )
            for number, scale in enumerate(scales)
        ]
        cells: Any = {main.code: cell for main in mains}
        return _radar(cells, mains)  # type: ignore[arg-type]  # what it reads of them

    assert radar(SHARES, SHARES, SHARES) is not None
    assert radar(SHARES, SHARES) is None
    assert radar(SHARES, SHARES, OPEN, SHARES) is None
    assert radar(OPEN, OPEN, OPEN) is None


def test_a_difference_is_real_beyond_the_tolerance_and_not_at_it() -> None:
    def is_real(ours: float) -> bool:
        return Difference(None, "", "", "value", ours, 0.0, "given").is_real  # type: ignore[arg-type]

    limit = TOLERANCE + SLACK
    assert not is_real(limit)
    assert not is_real(-limit)
    assert is_real(limit * 1.000001)


def test_three_lead_in_one_block_and_the_first_of_each_in_several(
    edition: Edition,
) -> None:
    services = [EditionScore(block="services", rank=rank) for rank in range(1, 6)]
    leaders = _leaders(edition, services)
    assert [leader.score for leader in leaders] == services[:3]
    assert {leader.block_title for leader in leaders} == {""}
    others = [EditionScore(block="no_services", rank=rank) for rank in (1, 2)]
    leaders = _leaders(edition, [*services, *others])
    assert [leader.score for leader in leaders] == [services[0], others[0]]
    assert [leader.block_title for leader in leaders] == [
        "Có dịch vụ công",
        "Không có dịch vụ công",
    ]


@pytest.mark.tampered("a score is made one that was not measured")
def test_printed_numbers_without_ours_are_counted_apart(
    edition: Edition, agency: Unit
) -> None:
    unit = edition.units.get(code=agency.code)
    rows: QuerySet[EditionScore] = QuerySet(EditionScore)
    rows.filter(unit=unit, node="1.2").update(state="not_measured", points=None)
    edition.printed = {
        agency.code: {
            "1.1": {"value": 0.9, "points": 10.0},
            "1.2": {"points": 15.0},
        }
    }
    page = unit_page(edition, unit)
    assert page is not None
    assert (page.compared, page.without_ours, page.differs) == (2, 1, True)
    assert page.block_title == "Có dịch vụ công"
    ranking = ranking_page(edition, RankingFilter(block="services"))
    assert (ranking.compared, ranking.without_ours) == (2, 1)
    assert [
        (difference.node, difference.measure) for difference in ranking.differing
    ] == [("1.1", "value")]
    del edition.printed[agency.code]["1.1"]["value"]
    again = unit_page(edition, unit)
    assert again is not None
    assert not again.differs


def test_a_block_is_named_where_there_are_several(
    edition: Edition, agency: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = edition.units.get(code=agency.code)
    whole = unit_page(edition, unit)
    outline = replace(outline_of(edition), blocks={"services": "Có"})
    monkeypatch.setattr(queries.unit, "outline_of", lambda _edition: outline)
    alone = unit_page(edition, unit)
    assert whole is not None
    assert alone is not None
    assert (whole.block_title, alone.block_title) == ("Có dịch vụ công", "")


def test_a_gap_is_from_the_mean_of_the_block(edition: Edition, agency: Unit) -> None:
    page = unit_page(edition, edition.units.get(code=agency.code))
    assert page is not None
    root = page.root
    assert root.cell is not None
    assert root.cell.value is not None
    # The agency is alone in its block: the mean is its own value.
    assert (root.column.mean, root.gap) == (root.cell.value, 0)


def test_a_range_is_drawn_of_columns_that_have_values() -> None:
    def column(*figures: float | None) -> Any:
        lowest, mean, highest = figures
        return SimpleNamespace(scale=SHARES, lowest=lowest, mean=mean, highest=highest)

    whole, flat, empty = (
        column(0.0, 0.25, 1.0),
        column(0.5, 0.5, 0.5),
        column(*[None] * 3),
    )
    ranges = _ranges([whole, empty, flat])
    assert [(line.column, line.start, line.mean, line.end) for line in ranges] == [
        (whole, charts.along(0.0), charts.along(0.25), charts.along(1.0)),
        (flat, *[charts.along(0.5)] * 3),
    ]


def test_columns_are_drawn_on_one_scale_that_is_closed_and_common() -> None:
    def common(*scales: Scale) -> Scale | None:
        return _common_scale([SimpleNamespace(scale=scale) for scale in scales])  # type: ignore[misc]  # what it reads of them

    assert common(SHARES, SHARES) == SHARES
    assert common(Scale(0.0, 100.0)) == Scale(0.0, 100.0)
    assert common(SHARES, Scale(0.0, 100.0)) is None
    assert common(OPEN, OPEN) is None
    assert common() is None


@pytest.mark.parametrize(
    ("value", "mean", "gap"),
    [(0.75, 0.5, 0.25), (None, 0.5, None), (0.75, None, None), (None, None, None)],
)
def test_a_node_without_a_value_is_no_gap_from_the_mean(
    value: float | None, mean: float | None, gap: float | None
) -> None:
    working: Any = SimpleNamespace(code="1.1", children=())
    columns: Any = {"1.1": SimpleNamespace(scale=SHARES, mean=mean)}
    cells: Any = {"1.1": SimpleNamespace(value=value)}
    branch = _branch(working, cells, columns, {"final": {"1.1": 3.0}})  # type: ignore[dict-item]  # any key will do
    assert (branch.share, branch.mean, branch.gap) == (value, mean, gap)
    assert branch.stages == (3.0,)
    assert _branch(working, {}, columns, {}).gap is None


@pytest.mark.tampered("a unit's score is taken away")
def test_a_unit_without_a_score_or_answers_has_no_page(
    edition: Edition, agency: Unit
) -> None:
    unit = edition.units.get(code=agency.code)
    assert unit_page(edition, unit) is not None
    stranger = EditionUnit(pk=unit.pk, code="X", block=unit.block)
    assert unit_page(edition, stranger) is None
    QuerySet(EditionScore).filter(unit=unit, node="index").delete()
    assert unit_page(edition, unit) is None


@pytest.mark.parametrize(
    ("scale", "axis", "steps"),
    [
        (SHARES, (0.0, 0.5, 1.0), (0.5, 0.65, 0.8, 0.95)),
        (Scale(0.0, 100.0), (0.0, 50.0, 100.0), (50.0, 65.0, 80.0, 95.0)),
        (None, (), ()),
    ],
)
def test_ranges_and_colours_are_marked_on_the_common_scale(
    edition: Edition,
    monkeypatch: pytest.MonkeyPatch,
    scale: Scale | None,
    axis: tuple[float, ...],
    steps: tuple[float, ...],
) -> None:
    monkeypatch.setattr(queries.ranking, "_common_scale", lambda _columns: scale)
    page = ranking_page(edition, RankingFilter(block="services"))
    assert (page.axis, page.steps) == (axis, steps)
    codes = [figures.column.code for figures in page.ranges]
    assert codes == (["1", "2"] if scale else [])


@pytest.mark.tampered("a unit is given the name of a province")
def test_islands_are_drawn_with_the_map_alone(edition: Edition, agency: Unit) -> None:
    page = ranking_page(edition, RankingFilter(block="services"))
    assert (page.tiles, page.islands) == ((), ())
    units: QuerySet[EditionUnit] = QuerySet(EditionUnit)
    units.filter(assessed=agency).update(name="Thành phố Hà Nội")
    page = ranking_page(edition, RankingFilter(block="services"))
    assert [(tile.x, tile.y) for tile in page.tiles] == [tile_of("Thành phố Hà Nội")]
    assert page.islands == ISLANDS


@pytest.mark.tampered("scores of the edition before are written by hand")
def test_a_change_of_rank_is_of_the_node_and_the_block_that_are_ranked(
    edition: Edition, agency: Unit, department: Unit
) -> None:
    rows: QuerySet[EditionScore] = QuerySet(EditionScore)
    rows.filter(node="index").update(previous_rank=9, previous_value=0.9)
    rows.filter(node="1").update(previous_rank=5, previous_value=0.25)
    unit = edition.units.get(code=agency.code)
    by = SimpleNamespace(code="1")
    copied: Any = SimpleNamespace(by=by, block="services", page=[unit.pk])
    assert _copied_past(edition, copied) == {unit.pk: (5, 0.25)}

    following: Any = SimpleNamespace(previous=edition, successions=[])
    both = [agency.pk, department.pk]
    live: Any = SimpleNamespace(by=by, block="services", page=both)
    assert _past_to_copy(following, live) == {agency.pk: (1, 0.8333)}
    live.block = "no_services"
    assert _past_to_copy(following, live) == {department.pk: (1, 0.6667)}
    live.page = [agency.pk]
    assert _past_to_copy(following, live) == {}


def test_columns_stand_under_their_group_and_those_of_the_root_under_nothing(
    edition: Edition,
) -> None:
    page = ranking_page(edition, RankingFilter(block="services"))
    assert page.groups == [ColumnGroup("", 2)]
    nodes = dict(page.outline.nodes)
    nodes["2"] = replace(nodes["2"], parent="1")
    grouped = replace(page, outline=replace(page.outline, nodes=nodes))
    assert grouped.groups == [ColumnGroup("", 1), ColumnGroup("Nhận thức số", 1)]


def test_a_unit_shows_the_views_that_it_has_numbers_in(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> None:
    views = (
        "views:\n"
        "  - {code: online, title: {vi: Trực tuyến}, nodes: ['2.2']}\n"
        "  - {code: work, title: {vi: Việc làm}, nodes: ['2.1', '2.2']}\n"
    )
    round_ = opened(framework_text + views, ministry, coordinator)
    answered(round_, coordinator)
    closed = close_round(start_appraisal(round_, by=coordinator), by=coordinator)
    run = compute_run(start_run(closed, "final", by=coordinator))
    edition = publish_run(run, EditionFacts("Góc nhìn"), by=coordinator)

    def shown(unit: Unit) -> list[tuple[str, float | None, int]]:
        page = unit_page(edition, edition.units.get(code=unit.code))
        assert page is not None
        return [
            (view.working.code, view.share, len(view.children)) for view in page.views
        ]

    # 30 of 40, and 6 + 30 of 10 + 40; the department has no criterion of the first view.
    assert shown(agency) == [("online", 0.75, 1), ("work", 0.72, 2)]
    assert shown(department) == [("work", 1.0, 1)]


@pytest.mark.tampered("a unit's score is taken away")
def test_a_unit_without_a_score_is_not_found(edition: Edition, agency: Unit) -> None:
    assert [unit.unit.code for unit in found_units(agency.name)] == [agency.code]
    rows: QuerySet[EditionScore] = QuerySet(EditionScore)
    rows.filter(unit__assessed=agency, node="index").delete()
    assert list(found_units(agency.name)) == []
