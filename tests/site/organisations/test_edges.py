"""Writes to the tree at their edges: the first and last day, parents that moved, units that are closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.organisations import objections
from opendti_site.organisations.actions.tree import (
    above_first,
    close_unit,
    create_unit,
    edit_unit,
    import_units,
)
from opendti_site.organisations.list_cells import new_code_fault
from opendti_site.organisations.lists import ListedUnit
from opendti_site.organisations.models import Unit
from opendti_site.organisations.objections import Objection
from opendti_site.organisations.queries import find_units, units_open_on
from opendti_site.ui.list_tables.bridge import ListRefusedError, read_table

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

DAY = date(2020, 5, 1)
UNDER_WAY = Objection("Kỳ 2026: Đang nhập", "/ho-so/1/")


@pytest.fixture
def under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something is under way for every unit."""
    monkeypatch.setattr(objections, "_FINDERS", [lambda _unit: [UNDER_WAY]])


def seals_of_the_last_line() -> int:
    return sum(map(len, AuditLine.objects.latest("pk").seals.values()))


def closed(unit: Unit, by: User, on: date = DAY, **more: str) -> Unit:
    return close_unit(unit=unit, on=on, reason="Sáp nhập", by=by, **more)


def edited(unit: Unit, by: User, **changes: object) -> Unit:
    unit.refresh_from_db()
    return edit_unit(unit=unit, version=unit.version, by=by, changes=changes)


@pytest.mark.parametrize("opened_on", [None, DAY, DAY - timedelta(days=1)])
def test_a_unit_ends_on_its_first_day_at_the_earliest(
    ministry: Unit, coordinator: User, opened_on: date | None
):
    unit = create_unit(
        by=None, code="X", name="X", parent=ministry, opened_on=opened_on
    )
    assert closed(unit, coordinator).closed_on == DAY


def test_a_closed_unit_below_keeps_none_open(
    ministry: Unit, agency: Unit, coordinator: User
):
    closed(agency, coordinator)
    assert closed(ministry, coordinator).closed_on == DAY


@pytest.mark.usefixtures("under_way")
def test_a_decision_of_blanks_is_none(agency: Unit, coordinator: User):
    for decision in ("", "  "):
        with pytest.raises(ActionRefusedError, match="đang mở"):
            closed(agency, coordinator, decision=decision)
    closed(agency, coordinator, decision=" Nộp nốt ")
    assert AuditLine.objects.latest("pk").detail == {
        "on": DAY.isoformat(),
        "reason": "Sáp nhập",
        "under_way": [UNDER_WAY.words],
        "decision": "Nộp nốt",
    }


def test_a_decision_about_nothing_is_not_written(agency: Unit, coordinator: User):
    closed(agency, coordinator, decision="Không có gì")
    assert set(AuditLine.objects.latest("pk").detail) == {"on", "reason"}


@pytest.mark.usefixtures("under_way")
def test_only_closing_itself_asks_what_is_under_way(agency: Unit, coordinator: User):
    edited(agency, coordinator, name="Cục Mới")
    edited(agency, coordinator, closed_on=None, short_name="CM")
    with pytest.raises(ActionRefusedError, match="trang Kết thúc"):
        edited(agency, coordinator, closed_on=DAY)
    closed(agency, coordinator, decision="Nộp nốt")
    other_day = DAY + timedelta(days=1)
    assert edited(agency, coordinator, closed_on=other_day).closed_on == other_day


@pytest.mark.usefixtures("under_way")
def test_a_list_closes_no_unit_in_silence(
    ministry: Unit, agency: Unit, coordinator: User
):
    text = f"ma,ten,ma_cap_tren,ngay_ket_thuc\n{agency.code},Cục,BCT,2020-05-01\n"
    table = read_table("u.csv", text.encode())
    with pytest.raises(ListRefusedError, match=r"dòng 2.*trang Kết thúc"):
        import_units(table=table, by=coordinator)
    agency.refresh_from_db()
    assert agency.closed_on is None


def test_a_parent_that_moved_meanwhile_counts_where_it_stands(
    agency: Unit, department: Unit, coordinator: User
):
    office = create_unit(by=None, code="P1", name="P1", parent=agency)
    beside = create_unit(by=None, code="P2", name="P2", parent=department)
    seen_before = Unit.objects.get(pk=office.pk)
    edited(office, coordinator, parent=department)
    made = create_unit(by=None, code="P3", name="P3", parent=seen_before)
    edited(beside, coordinator, parent=seen_before)
    beside.refresh_from_db()
    assert [unit.path for unit in (made, beside)] == [
        f"{department.path}{office.pk:04d}/{unit.pk:04d}/" for unit in (made, beside)
    ]


def test_a_unit_may_move_to_the_top_and_the_line_seals_what_moved_alone(
    agency: Unit, department: Unit, coordinator: User
):
    office = create_unit(by=None, code="P1", name="P1", parent=agency)
    create_unit(by=None, code="P2", name="P2", parent=department)
    edited(agency, coordinator, name="Tên khác")
    assert seals_of_the_last_line() == 1
    edited(agency, coordinator, parent=None)
    assert seals_of_the_last_line() == 2
    for unit in (agency, office):
        unit.refresh_from_db()
    assert agency.path == f"{agency.pk:04d}/"
    assert office.path == f"{agency.path}{office.pk:04d}/"
    assert agency.version == 3


def test_a_list_moves_units_with_what_is_below_them_and_leaves_the_others(
    ministry: Unit, agency: Unit, department: Unit, coordinator: User
):
    office = create_unit(by=None, code="P1", name="P1", parent=agency)
    create_unit(by=None, code="P2", name="P2", parent=department)
    text = "ma,ten,ma_cap_tren\n" + "".join(
        f"{unit.code},{unit.name},{above.code}\n"
        for unit, above in ((agency, department), (department, ministry))
    )
    import_units(table=read_table("u.csv", text.encode()), by=coordinator)
    office.refresh_from_db()
    assert office.path == f"{department.path}{agency.pk:04d}/{office.pk:04d}/"
    assert seals_of_the_last_line() == 3


def listed(code: str, parent: str = "") -> ListedUnit:
    return ListedUnit(code, parent, {}, None)


def test_parents_of_a_list_stand_before_their_children():
    rows = [listed("c", "b"), listed("x", "unknown"), listed("b", "a"), listed("a")]
    assert [row.code for row in above_first(rows)] == ["a", "b", "c", "x"]


def test_a_finder_of_objections_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, agency: Unit
):
    monkeypatch.setattr(objections, "_FINDERS", [])
    for _ in range(2):
        objections.register_objections(lambda_of_one)
    assert objections.objections_to_closing(agency) == [UNDER_WAY]


def lambda_of_one(_unit: Unit) -> list[Objection]:
    return [UNDER_WAY]


def test_units_exist_from_their_first_day_until_the_day_they_end(ministry: Unit):
    create_unit(
        by=None, code="X", name="X", opened_on=DAY, closed_on=DAY + timedelta(days=2)
    )
    for code, day in (("A", timezone.localdate()), ("B", DAY)):
        create_unit(by=None, code=code, name=code, closed_on=day)
    tomorrow = timezone.localdate() + timedelta(days=1)
    create_unit(by=None, code="C", name="C", opened_on=tomorrow)
    open_ = {
        days: set(
            Unit.objects.filter(units_open_on(DAY + timedelta(days=days))).values_list(
                "code", flat=True
            )
        )
        for days in (-1, 0, 1, 2)
    }
    assert open_ == {
        -1: {"BCT", "A", "B"},
        0: {"BCT", "A", "X"},
        1: {"BCT", "A", "X"},
        2: {"BCT", "A"},
    }
    assert [unit.code for unit in Unit.objects.filter(units_open_on())] == ["BCT"]


def test_units_are_searched_among_those_given(agency: Unit, department: Unit):
    among = Unit.objects.exclude(pk=department.pk)
    assert list(find_units("vu", among)) == []
    assert list(find_units("vu")) == [department]


@pytest.mark.parametrize("code", ["G01.25.03", "a", "000", "x" * 35])
def test_an_electronic_code_is_taken(code: str) -> None:
    assert new_code_fault(code) == ""


@pytest.mark.parametrize("code", ["cuc-tmdt", "a_b", "a..b", ".a", "a.", "x" * 36])
def test_another_form_is_refused_for_a_new_unit_and_its_form_is_described(
    code: str,
) -> None:
    assert new_code_fault(code) != ""


def test_a_code_of_before_stays_valid_in_form_and_list(client, ministry, coordinator):
    old = create_unit(by=None, code="cuc-cu", name="Cục cũ", parent=ministry)
    client.force_login(coordinator)
    fields = {"code": "cuc-cu", "name": "Cục đổi tên", "kind": "agency", "version": 1}
    fields["parent"] = ministry.pk
    client.post(f"{old.get_absolute_url()}sua/", fields)
    old.refresh_from_db()
    assert old.name == "Cục đổi tên"

    page = client.post("/don-vi/them/", fields | {"code": "cuc-moi"}).content.decode()
    assert "cách nhau bằng dấu chấm" in page
    assert not Unit.objects.filter(code="cuc-moi").exists()

    text = b"ma,ten,ma_cap_tren\ncuc-cu,C\xe1\xbb\xa5c ba,BCT\ncuc-moi,M,BCT\n"
    with pytest.raises(ListRefusedError) as refused:
        import_units(table=read_table("ds.csv", text), by=coordinator)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(3, "ma")]
