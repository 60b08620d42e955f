"""The tree of units and its search."""

from __future__ import annotations

import pytest

from opendti_site.organisations.actions import create_unit
from opendti_site.organisations.queries import (
    find_units,
    units_visible_to,
)


def test_units_visible_to_a_person_are_those_of_the_roles(reporter, stranger, agency):
    assert list(units_visible_to(reporter)) == [agency]
    assert agency not in units_visible_to(stranger)


@pytest.mark.parametrize(
    "typed", ["thương mại", "THUONG MAI", "mai  thuong", "cuctmdt", "điện tử"]
)
def test_search_forgives_marks_case_and_order(typed, agency, department):
    assert list(find_units(typed)) == [agency]


def test_path_grows_with_depth(ministry, agency):
    office = create_unit(by=None, code="P1", name="Phòng 1", parent=agency)
    assert office.path == f"{ministry.pk:04d}/{agency.pk:04d}/{office.pk:04d}/"
    assert (ministry.depth, agency.depth, office.depth) == (0, 1, 2)
