"""Numbers as each language writes them."""

from __future__ import annotations

import math

import pytest
from django.utils import translation

from opendti_site.ui.templatetags.numbers import number, percent, points, value4


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (7.5, "7,50"),
        (1234.565, "1.234,57"),
        (3 * (3 / 40), "0,23"),  # a hair below the half, which the engine takes as one
        ("0.005", "0,01"),
        (-0.001, "0,00"),
        (None, "–"),
        (math.nan, "–"),
        ("", "–"),
        ("abc", "–"),
    ],
)
def test_points_are_written_as_vietnamese_writes_them(value, written):
    with translation.override("vi"):
        assert points(value) == written


def test_value_has_four_decimals():
    with translation.override("vi"):
        assert value4(0.45155) == "0,4516"
    with translation.override("en"):
        assert value4(0.45155) == "0.4516"


def test_number_keeps_its_own_decimals():
    with translation.override("vi"):
        assert number(11206) == "11.206"
        assert number("2.50") == "2,5"
        assert number(1e6) == "1.000.000"
    with translation.override("en"):
        assert number(11206.25) == "11,206.25"


def test_percent_has_a_decimal_comma_in_vietnamese():
    with translation.override("vi"):
        assert percent(0.8508, 2) == "85,08%"
        assert percent(None) == "–"
