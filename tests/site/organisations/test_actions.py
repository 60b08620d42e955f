"""Writes to the tree: each leaves one audit line, none is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.models import AuditLine
from opendti_site.audit.verification import verify
from opendti_site.organisations.actions.tree import (
    close_unit,
    create_unit,
    edit_unit,
    subtrees,
)
from opendti_site.organisations.locking import lock_tree
from opendti_site.organisations.models import Unit


def test_the_lock_of_the_tree_is_that_of_its_top_rows(agency):
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        lock_tree()
    (query,) = asked.captured_queries
    assert '"parent_id" IS NULL' in query["sql"]
    lock = {"postgresql": "FOR NO KEY UPDATE"}.get(connection.vendor, "")
    assert query["sql"].endswith(lock)


def test_create_unit_leaves_one_line(ministry, coordinator):
    before = AuditLine.objects.count()
    unit = create_unit(by=coordinator, code="VP", name="Văn phòng Bộ", parent=ministry)
    line = AuditLine.objects.latest("pk")
    assert AuditLine.objects.count() == before + 1
    assert (line.verb, line.actor, line.subject_name) == (
        "create_unit",
        coordinator,
        "Văn phòng Bộ",
    )
    assert unit.path.startswith(ministry.path)
    assert unit.search_key == "vp van phong bo"


def test_edit_unit_writes_the_differences(agency, coordinator):
    edit_unit(
        unit=agency,
        version=1,
        by=coordinator,
        changes={"name": "Cục Mới", "block": "services"},
    )
    agency.refresh_from_db()
    assert (agency.name, agency.version) == ("Cục Mới", 2)
    assert agency.search_key == "cuctmdt cuc moi"
    line = AuditLine.objects.latest("pk")
    assert line.detail == {
        "changes": {"name": ["Cục Thương mại điện tử và Kinh tế số", "Cục Mới"]}
    }
    assert verify().is_whole


def test_edit_unit_without_a_difference_writes_nothing(agency, coordinator):
    before = AuditLine.objects.count()
    edit_unit(unit=agency, version=1, by=coordinator, changes={"block": "services"})
    agency.refresh_from_db()
    assert agency.version == 1
    assert AuditLine.objects.count() == before


def test_second_editor_is_reported_and_nothing_is_lost(agency, coordinator):
    edit_unit(unit=agency, version=1, by=coordinator, changes={"name": "Cục Một"})
    with pytest.raises(EditConflictError) as caught:
        edit_unit(unit=agency, version=1, by=coordinator, changes={"name": "Cục Hai"})
    assert caught.value.current.name == "Cục Một"
    agency.refresh_from_db()
    assert (agency.name, agency.version) == ("Cục Một", 2)


def test_moved_unit_takes_everything_below_along(
    ministry, agency, department, coordinator
):
    office = create_unit(by=None, code="P1", name="Phòng 1", parent=agency)
    before = Unit.objects.get(pk=agency.pk)
    edit_unit(unit=agency, version=1, by=coordinator, changes={"parent": department})
    assert set(subtrees([before])) == {agency, office}
    for unit in (agency, office):
        unit.refresh_from_db()
    assert agency.path == f"{department.path}{agency.pk:04d}/"
    assert office.path == f"{agency.path}{office.pk:04d}/"


def test_unit_cannot_stand_below_itself(agency, coordinator):
    office = create_unit(by=None, code="P1", name="Phòng 1", parent=agency)
    with pytest.raises(ActionRefusedError, match="dưới chính nó"):
        edit_unit(unit=agency, version=1, by=coordinator, changes={"parent": office})
    path = agency.path
    agency.refresh_from_db()
    assert (agency.path, agency.version) == (path, 1)


def test_close_unit_keeps_the_day_and_the_reason(agency, coordinator):
    close_unit(unit=agency, on=date(2025, 3, 1), reason="Sáp nhập", by=coordinator)
    agency.refresh_from_db()
    assert agency.closed_on == date(2025, 3, 1)
    assert AuditLine.objects.latest("pk").detail == {
        "on": "2025-03-01",
        "reason": "Sáp nhập",
    }


def test_close_unit_refuses_while_others_stand_below(ministry, agency, coordinator):
    with pytest.raises(ActionRefusedError, match="cấp dưới đang hoạt động"):
        close_unit(unit=ministry, on=date(2025, 3, 1), reason="x", by=coordinator)
    assert Unit.objects.filter(closed_on__isnull=False).count() == 0


@pytest.mark.tampered("the day is made up")
def test_close_unit_refuses_a_day_before_it_opened(department, coordinator):
    Unit.objects.filter(pk=department.pk).update(opened_on=date(2020, 1, 1))
    with pytest.raises(ActionRefusedError, match="trước ngày thành lập"):
        close_unit(unit=department, on=date(2019, 1, 1), reason="x", by=coordinator)
    department.refresh_from_db()
    assert department.closed_on is None
