"""What a walk along the chain and a look at the rows find, one spoilt line or row at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from opendti_site.accounts.models import RoleAssignment
from opendti_site.audit import keys
from opendti_site.audit.actions import record, rotate_key
from opendti_site.audit.chain import ChainWalk, locked_head
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.queries import holds_seal
from opendti_site.audit.registry import sealed_model
from opendti_site.audit.rows import reference
from opendti_site.audit.verification import _compare, verify
from opendti_site.organisations.actions import edit_unit
from opendti_site.organisations.models import Unit
from tests.site.audit.test_anchors import reseal, sql

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.tampered("what these tests are for")]
UNIT = "organisations.Unit"


def found() -> list[tuple[str, str, str]]:
    """Verify; return code, key and name of each finding."""
    return [(f.code, f.key, f.name) for f in verify(deep=False).findings]


def codes() -> list[str]:
    return [code for code, _key, _name in found()]


@pytest.fixture
def own_keys(settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.AUDIT_KEY_FILE = tmp_path / "audit_key"


def name_key(line: AuditLine, key: keys.Key | None) -> None:
    """Have a line name another key than the one that sealed it."""
    line.key = key.id if key else ""
    sql("UPDATE audit_auditline SET key = %s WHERE id = %s", line.key, line.pk)


def test_a_finding_names_the_act_and_its_subject() -> None:
    line = record("close_unit", "thing:1", by=None, name="Cục")
    sql("UPDATE audit_auditline SET subject = 'thing:2' WHERE id = %s", line.pk)
    assert found() == [("line_changed", str(line.pk), f"{line.words}: Cục")]


@pytest.mark.usefixtures("own_keys")
def test_a_line_without_a_key_lets_no_other_key_follow() -> None:
    first, middle, last = (record("x", f"thing:{n}", by=None) for n in range(3))
    stolen = keys.new_key()
    keys.add_key(stolen)
    name_key(middle, None)
    name_key(last, stolen)
    assert codes() == [
        *("line_unkeyed", "line_changed"),
        *("key_changed", "line_changed"),
        "head_key_changed",
    ]
    assert first.key != stolen.id


@pytest.mark.usefixtures("own_keys")
def test_a_chain_whose_lines_all_lost_their_key_is_found_at_its_end() -> None:
    lines = [record("x", f"thing:{n}", by=None) for n in range(2)]
    reseal(None)
    assert found() == [("line_unkeyed", str(lines[-1].pk), "")]


@pytest.mark.usefixtures("own_keys")
def test_after_a_rotation_the_old_key_seals_no_more() -> None:
    old = record("x", "thing:1", by=None).key
    rotate_key(by=None)
    assert record("x", "thing:2", by=None).key != old
    assert codes() == []
    sql("UPDATE audit_chainhead SET key = %s", old)
    record("x", "thing:3", by=None)
    assert codes() == ["key_changed"]


def test_a_head_that_counts_otherwise_is_found() -> None:
    line = record("x", "thing:1", by=None)
    sql("UPDATE audit_chainhead SET length = length + 1")
    assert found() == [("end_missing", str(line.pk), "")]
    sql("UPDATE audit_chainhead SET length = length - 1, digest = 'd'")
    assert codes() == ["end_missing"]
    ChainHead.objects.all().delete()
    assert codes() == ["end_missing"]


@pytest.mark.parametrize("spoilt", ["[]", "7", '"text"', "null"])
def test_seals_that_are_no_mapping_are_a_finding_of_their_line(
    agency: Unit, spoilt: str
) -> None:
    line = AuditLine.objects.latest("pk")
    sql("UPDATE audit_auditline SET seals = %s WHERE id = %s", spoilt, line.pk)
    assert ("line_changed", str(line.pk)) in [row[:2] for row in found()]
    assert ("row_unsealed", str(agency.pk), agency.name) in found()


@pytest.mark.parametrize("spoilt", ["[]", '"text"'])
def test_details_that_are_no_mapping_are_a_finding_of_their_line(spoilt: str) -> None:
    line = record("rotate_audit_key", "thing:1", by=None, next="x")
    last = record("x", "thing:2", by=None)
    sql("UPDATE audit_auditline SET detail = %s WHERE id = %s", spoilt, last.pk)
    assert "line_changed" in codes()
    assert line.key == last.key


def test_each_row_that_differs_is_named_and_no_other(
    ministry: Unit, agency: Unit, department: Unit, reporter: User
) -> None:
    Unit.objects.filter(pk=agency.pk).update(name="Cục Khác")
    assert found() == [("row_changed", str(agency.pk), "Cục Khác")]
    role = RoleAssignment.objects.get(user=reporter)
    gone = str(role.pk)
    role.delete()
    assert found() == [
        ("row_gone", gone, ""),
        ("row_changed", str(agency.pk), "Cục Khác"),
    ]
    made = Unit.objects.create(code="X", name="Mới", path="9/")
    assert ("row_unsealed", str(made.pk), "Mới") in found()
    line = record("close_unit", "thing:1", by=None, seals=[department])
    assert ministry.pk
    assert verify(deep=False).lines == line.pk - AuditLine.objects.earliest("pk").pk + 1


def test_a_row_that_was_sealed_as_gone_is_found_when_it_is_back(agency: Unit) -> None:
    values = Unit.objects.filter(pk=agency.pk).values().get()
    Unit.objects.filter(pk=agency.pk).delete()
    record("x", "thing:1", by=None, seals=[reference(Unit(pk=values["id"]))])
    assert codes() == ["row_taken_out"]
    Unit.objects.create(**values)
    assert codes() == ["row_taken_out", "row_unsealed"]


def test_a_row_of_a_table_that_is_no_more_is_a_finding_until_it_is_accepted(
    agency: Unit,
) -> None:
    line = AuditLine.objects.latest("pk")
    seals = '{"gone.Table": {"7": "d", "8": ""}}'
    sql("UPDATE audit_auditline SET seals = %s WHERE id = %s", seals, line.pk)
    unknown = [f for f in verify(deep=False).findings if f.code == "table_unknown"]
    assert [(f.table, f.key, f.params) for f in unknown] == [
        ("gone.Table", "7", {"line": str(line.pk)})
    ]
    record("accept_changed_rows", "x", by=None, accepted={"gone.Table": ["7"]})
    assert "table_unknown" not in codes()
    assert agency.pk


def test_what_is_written_during_a_verification_is_no_finding(
    agency: Unit, department: Unit, coordinator: User
) -> None:
    """Rows are compared with the lines that were read before; then again, at the end of the chain."""
    before = AuditLine.objects.count()
    seen: list[str] = []

    def step(name: str, count: int) -> None:
        seen.extend([name] * count)
        if name == "accounts.User" and seen.count(name) == 1:
            edit(agency)

    def edit(unit: Unit) -> None:
        edit_unit(unit=unit, version=1, by=coordinator, changes={"name": "Tên"})

    report = verify(deep=False, step=step)
    assert report.is_whole
    assert report.lines == before + 1 == seen.count("lines")
    assert report.rows == len(seen) - seen.count("lines")
    assert department.pk


def test_some_rows_are_compared_again_and_no_others(
    ministry: Unit, agency: Unit, department: Unit
) -> None:
    walk, sealed = ChainWalk(), sealed_model(UNIT)
    walk.read_further()
    units = [ministry, agency, department]
    Unit.objects.filter(pk__in=[agency.pk, department.pk]).update(name="Khác")

    def keys_of(among: set[str] | None) -> list[tuple[str, str]]:
        found = [(f.code, f.key) for f in _compare(sealed, walk, among=among)]
        return sorted(found, key=lambda named: int(named[1]))  # rows come in any order

    both = [("row_changed", str(unit.pk)) for unit in units[1:]]
    assert keys_of(None) == both
    assert keys_of({str(agency.pk), str(ministry.pk)}) == both[:1]
    Unit.objects.filter(pk__in=[agency.pk, department.pk]).delete()
    assert keys_of(None) == [("row_gone", str(unit.pk)) for unit in units[1:]]
    assert keys_of({str(agency.pk)}) == [("row_gone", str(agency.pk))]
    assert keys_of(set()) == []


def test_whether_a_row_holds_its_last_seal(
    agency: Unit, department: Unit, reporter: User
) -> None:
    assert holds_seal(agency)
    assert holds_seal(department)
    assert holds_seal(reporter)
    stranger = Unit.objects.create(code="X", name="X", path="9/")
    assert not holds_seal(stranger)
    Unit.objects.filter(pk=agency.pk).update(name="Khác")
    assert not holds_seal(agency)
    assert holds_seal(department)
    record("x", "thing:1", by=None, seals=[agency])
    assert holds_seal(agency)
    Unit.objects.filter(pk=department.pk).delete()
    assert not holds_seal(department)
    record("x", "thing:1", by=None, seals=[reference(department)])
    assert holds_seal(department)  # as gone


@pytest.mark.usefixtures("own_keys")
def test_without_the_key_nothing_holds_its_seal(
    agency: Unit, settings: SettingsWrapper, tmp_path: Path
) -> None:
    assert holds_seal(agency)
    settings.AUDIT_KEY_FILE = tmp_path / "another"
    assert not holds_seal(agency)
    # Of the rows nothing is known then: each line says why.
    assert "key_missing" in codes()
    assert "row_changed" not in codes()


def test_the_head_is_the_row_that_lines_are_added_to() -> None:
    record("x", "thing:1", by=None)
    head = locked_head()
    assert head is not None
    assert (head.pk, head.length) == (1, 1)
    assert connection.in_atomic_block
