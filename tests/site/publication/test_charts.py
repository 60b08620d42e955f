from __future__ import annotations

import pytest

from opendti_site.publication import charts
from opendti_site.publication.tiles import TILES, tile_of


@pytest.mark.parametrize(
    ("value", "shade"),
    [
        (None, "v0"),
        (0.0, "v1"),
        (0.4999, "v1"),
        (0.5, "v2"),
        (0.65, "v3"),
        (0.8, "v4"),
        (0.95, "v5"),
        (1.0, "v5"),
    ],
)
def test_a_value_has_the_shade_of_its_step(value: float | None, shade: str) -> None:
    assert charts.shade(value) == shade


@pytest.mark.parametrize(
    ("share", "position"), [(-0.2, 6), (0.0, 6), (0.5, 150), (1.0, 294), (1.4, 294)]
)
def test_range_never_leaves_its_axis(share: float, position: int) -> None:
    assert charts.along(share) == position


def test_radar_needs_three_axes() -> None:
    beams = [charts.RadarAxisData("Nhận thức số", 1.0, 1, 0.5, 1.0)] * 3
    assert charts.radar(beams[:2]) is None
    radar = charts.radar(beams)
    assert radar is not None
    assert radar.own.split()[0] == "280.0,72.0"
    assert [axis.anchor for axis in radar.axes] == ["middle", "start", "end"]


def test_radar_marks_what_is_below_the_mean() -> None:
    beams = [charts.RadarAxisData("A", own, 1, 0.5, 1.0) for own in (0.4, 0.5, None)]
    radar = charts.radar(beams)
    assert radar is not None
    assert [axis.is_weak for axis in radar.axes] == [True, False, False]


def test_every_province_has_its_own_tile() -> None:
    assert (len(TILES), len(set(TILES.values()))) == (34, 34)
    assert tile_of("Thành phố Hải Phòng") == tile_of("hai phong") == (5, 3)
    assert tile_of("Cục Hóa chất") is None
