"""Who may do what for a unit: every role that holds over it, to whoever coordinates it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.accounts.actions import close_user, grant_role
from opendti_site.accounts.enums import ROLE_DUTIES, Role
from opendti_site.organisations.people import holders_by_role
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db


def held_over(unit: Unit) -> dict[str, list[tuple[str, str]]]:
    """Return the user names and the codes of the units by role."""
    return {
        group.role.value: [(h.person.username, h.unit.code) for h in group.holders]
        for group in holders_by_role(unit)
    }


def test_a_role_has_one_day_on_every_page(
    client: Client, coordinator: User, agency: Unit, monkeypatch: pytest.MonkeyPatch
):
    evening = datetime(2020, 11, 28, 18, 30, tzinfo=UTC)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: evening)
        given = person("lan", "Lan", Role.VIEWER, agency)
    client.force_login(coordinator)
    pages = [f"/don-vi/{agency.code}/quyen/", f"/don-vi/{agency.code}/quyen/bang.csv"]
    for page in [*pages, f"/nguoi-dung/{given.pk}/"]:
        text = client.get(page).content.decode()
        assert "29/11/2020" in text
        assert "28/11/2020" not in text


@pytest.mark.usefixtures("viewer", "stranger", "signatory")
def test_roles_of_the_unit_and_of_those_above_hold(
    agency: Unit, coordinator: User, reporter: User
):
    assert held_over(agency) == {
        "coordinator": [("minh", "BCT")],
        "reporter": [("ha", "CucTMDT")],
        "signatory": [("long", "CucTMDT")],
        "appraiser": [],
        "council": [],
        "viewer": [("vy", "BCT")],
    }


def test_what_keeps_somebody_from_a_role_is_reported(
    agency: Unit, coordinator: User, reporter: User, signatory: User
):
    grant_role(user=reporter, role=Role.APPRAISER, unit=agency, by=None)
    close_user(user=signatory, by=coordinator)
    notes = {
        (group.role.value, holder.person.username): holder.objections
        for group in holders_by_role(agency)
        for holder in group.holders
    }
    assert notes["signatory", "long"] == ("tài khoản đã khóa",)
    assert notes["reporter", "ha"] == ("chưa đăng nhập lần nào",)
    assert notes["appraiser", "ha"] == (
        "chưa đăng nhập lần nào",
        "cũng nhập hoặc ký hồ sơ của đơn vị này, nên không được chấm",
    )


def test_every_role_has_its_deeds():
    assert set(ROLE_DUTIES) == set(Role)


def test_the_page_is_for_coordinators_of_the_unit(
    client: Client, coordinator: User, reporter: User, agency: Unit, department: Unit
):
    nga = person("nga", "Bùi Nga", Role.COORDINATOR, agency)
    for user, code, status in (
        (coordinator, "VuDKT", 200),
        (nga, "CucTMDT", 200),
        (nga, "VuDKT", 404),
        (reporter, "CucTMDT", 404),
    ):
        client.force_login(user)
        for tail in ("", "bang.csv"):
            assert client.get(f"/don-vi/{code}/quyen/{tail}").status_code == status


@pytest.mark.usefixtures("signatory")
def test_the_table_says_what_the_page_says(
    client: Client, coordinator: User, agency: Unit
):
    client.force_login(coordinator)
    page = client.get("/don-vi/CucTMDT/quyen/").content.decode()
    sheet = client.get("/don-vi/CucTMDT/quyen/bang.csv").content.decode("utf-8-sig")
    assert "Trần Đức Long" in page
    assert "Người ký duyệt,Trần Đức Long,long,CucTMDT," in sheet


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    client: Client,
    coordinator: User,
    agency: Unit,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    for n in range(rows):
        person(f"u{n}", f"Người {n}", Role.REPORTER, agency)
    client.force_login(coordinator)
    with django_assert_num_queries(5):
        client.get("/don-vi/CucTMDT/quyen/")
