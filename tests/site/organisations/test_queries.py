"""The tree of units and its search."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from opendti_site.audit.migrating import seal_migrated
from opendti_site.audit.models import AuditLine
from opendti_site.organisations.actions import create_unit
from opendti_site.organisations.models import MAX_KEY_LENGTH, Unit
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


@pytest.mark.parametrize("typed", ["so_tttt", "so tttt", "SO\u200b_TTTT"])
def test_search_takes_an_underscore_for_a_blank(typed, ministry):
    unit = create_unit(by=None, code="SO_TTTT", name="Sở", parent=ministry)
    assert list(find_units(typed)) == [unit]


def test_a_key_of_letters_that_unicode_takes_apart_fits_its_column(ministry):
    unit = create_unit(by=None, code="KR", name="\ud55c" * 200, parent=ministry)
    assert len(unit.search_key) <= MAX_KEY_LENGTH


def test_the_migration_folds_stored_keys_as_new_ones_are(ministry):
    unit = create_unit(by=None, code="SO_TTTT", name="Stra\u00dfe", parent=ministry)
    folded = unit.search_key
    Unit.objects.filter(pk=unit.pk).update(search_key="so_tttt stra\u00dfe")
    module = "opendti_site.organisations.migrations.0004_fold_search_keys"
    import_module(module).fold_keys(apps, None)
    seal_migrated(apps=apps)
    unit.refresh_from_db()
    assert unit.search_key == folded == "so tttt strasse"
    line = AuditLine.objects.latest("pk")
    assert line.detail["tables"] == {"organisations.Unit": 1}


def test_path_grows_with_depth(ministry, agency):
    office = create_unit(by=None, code="P1", name="Phòng 1", parent=agency)
    assert office.path == f"{ministry.pk:04d}/{agency.pk:04d}/{office.pk:04d}/"
    assert (ministry.depth, agency.depth, office.depth) == (0, 1, 2)


def test_a_block_of_everybody_has_no_words() -> None:
    assert Unit(block="all").block_words == ""
    assert Unit(block="services").block_words == "Có dịch vụ công"
    assert Unit(block="provinces").block_words == "provinces"
