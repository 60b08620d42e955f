"""Separation of duties: nobody grants rights to, appraises or outlives themselves."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from opendti_site.accounts.actions import (
    add_person,
    close_user,
    create_user,
    edit_user,
    grant_role,
    reopen_user,
    reset_password,
    revoke_role,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.queries import is_over_everything, people_known_to
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import create_draft, discard_draft
from opendti_site.frameworks.permissions import can_edit_draft
from opendti_site.frameworks.queries import drafts_open_to, releases_to_compare
from opendti_site.organisations.actions import create_unit
from tests.site.cast import person

NEW_WORD = "mot-cau-chi-minh-biet"


@pytest.fixture
def other_ministry(db):
    return create_unit(by=None, code="BTC", name="Bộ Tài chính", kind="ministry")


@pytest.fixture
def agency_coordinator(agency):
    return person("nga", "Bùi Nga", Role.COORDINATOR, agency)


@pytest.fixture
def superuser(db):
    return create_user(
        by=None, username="root", full_name="Quản trị", is_superuser=True
    )


def lines():
    return AuditLine.objects.count()


def test_nobody_gives_themselves_a_role(coordinator, agency, client):
    before = lines()
    with pytest.raises(ActionRefusedError, match="tự giao"):
        grant_role(user=coordinator, role=Role.COUNCIL, unit=agency, by=coordinator)
    client.force_login(coordinator)
    client.post(
        f"/nguoi-dung/{coordinator.pk}/vai-tro/", {"role": "council", "unit": agency.pk}
    )
    assert [role for role, _path in coordinator.held_roles] == ["coordinator"]
    assert lines() == before
    page = client.get(f"/nguoi-dung/{coordinator.pk}/").content.decode()
    assert "Không ai tự giao vai trò cho chính mình" in page


def test_role_is_granted_only_over_units_and_people_below(
    agency_coordinator, appraiser, reporter, department, agency
):
    before = lines()
    for user, unit in ((reporter, department), (appraiser, agency)):
        with pytest.raises(PermissionDenied):
            grant_role(user=user, role=Role.VIEWER, unit=unit, by=agency_coordinator)
    assert lines() == before
    grant_role(user=reporter, role=Role.VIEWER, unit=agency, by=agency_coordinator)
    assert lines() == before + 1


def test_every_act_on_a_person_above_is_refused(agency_coordinator, appraiser):
    assignment = appraiser.assignments.get()
    for act in (
        lambda: close_user(user=appraiser, by=agency_coordinator),
        lambda: reopen_user(user=appraiser, by=agency_coordinator),
        lambda: revoke_role(assignment=assignment, by=agency_coordinator),
        lambda: reset_password(user=appraiser, password="x", by=agency_coordinator),
        lambda: edit_user(
            user=appraiser, by=agency_coordinator, full_name="X", email=""
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    fresh = User.objects.get(pk=appraiser.pk)
    assert (fresh.full_name, fresh.is_active) == ("Phạm Minh Quân", True)
    assert RoleAssignment.objects.filter(pk=assignment.pk).exists()


def test_last_coordinator_keeps_the_role_and_the_account(coordinator, ministry):
    with pytest.raises(ActionRefusedError, match="người điều phối cuối cùng"):
        revoke_role(assignment=coordinator.assignments.get(), by=coordinator)
    other = person("hanh", "Lý Hạnh", Role.COORDINATOR, ministry)
    close_user(user=other, by=coordinator)
    with pytest.raises(ActionRefusedError, match="người điều phối cuối cùng"):
        revoke_role(assignment=coordinator.assignments.get(), by=coordinator)
    reopen_user(user=other, by=coordinator)
    revoke_role(assignment=coordinator.assignments.get(), by=coordinator)
    coordinator.forget_roles()
    assert coordinator.held_roles == []
    with pytest.raises(PermissionDenied):
        close_user(user=other, by=coordinator)


def test_coordinator_below_another_may_leave(coordinator, agency_coordinator):
    revoke_role(assignment=agency_coordinator.assignments.get(), by=agency_coordinator)
    assert not agency_coordinator.assignments.exists()


def test_superuser_may_replace_the_last_coordinator(coordinator, superuser):
    close_user(user=coordinator, by=superuser)
    assert not User.objects.get(pk=coordinator.pk).is_active


def test_nobody_sets_their_own_password_without_the_old_one(coordinator, client):
    client.force_login(coordinator)
    before = coordinator.password
    client.post(f"/nguoi-dung/{coordinator.pk}/mat-khau/", {"password": NEW_WORD})
    coordinator.refresh_from_db()
    assert coordinator.password == before


def test_password_set_by_another_is_changed_first(client, coordinator, reporter):
    reset_password(user=reporter, password=NEW_WORD, by=coordinator)
    client.post("/tai-khoan/dang-nhap/", {"login": "ha", "password": NEW_WORD})
    for path in ("/viec-cua-toi/", "/tai-khoan/", "/ho-so/"):
        assert client.get(path).url == "/tai-khoan/mat-khau/"
    part = client.get("/ho-so/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/tai-khoan/mat-khau/"
    page = client.get("/tai-khoan/mat-khau/").content.decode()
    assert "Mật khẩu này do người khác đặt" in page
    mine = "mot-cau-khac-cua-rieng-ha"
    client.post(
        "/tai-khoan/mat-khau/",
        {"oldpassword": NEW_WORD, "password1": mine, "password2": mine},
    )
    assert client.get("/viec-cua-toi/").status_code == 200
    assert AuditLine.objects.latest("pk").verb == "change_password"


def test_new_person_changes_the_first_password(coordinator, agency):
    added = create_user(
        by=coordinator, username="moi", full_name="Mới", password=NEW_WORD
    )
    assert added.must_change_password
    assert not create_user(by=None, username="b", full_name="B").must_change_password


def test_coordinator_of_one_organisation_is_not_over_another(
    coordinator, other_ministry, client
):
    nobody = create_user(by=None, username="tu", full_name="Chưa Ai Giao")
    assert not is_over_everything(coordinator)
    assert nobody not in people_known_to(coordinator)
    client.force_login(coordinator)
    assert client.get("/nhat-ky/").status_code == 403
    grant_role(user=coordinator, role=Role.COORDINATOR, unit=other_ministry, by=None)
    again = User.objects.get(pk=coordinator.pk)
    assert is_over_everything(again)
    assert nobody in people_known_to(again)


def test_coordinator_of_the_only_organisation_is_over_everything(coordinator, client):
    client.force_login(coordinator)
    assert client.get("/nhat-ky/").status_code == 200


def test_superuser_sees_everyone(superuser, reporter):
    assert set(people_known_to(superuser)) >= {superuser, reporter}


def test_draft_is_open_to_the_coordinators_of_its_unit_alone(
    framework_text, coordinator, agency_coordinator, department
):
    beside = person("binh", "Lê Bình", Role.COORDINATOR, department)
    draft = create_draft(text=framework_text, by=agency_coordinator, origin="empty")
    people = (agency_coordinator, coordinator, beside)
    assert [list(drafts_open_to(user)) for user in people] == [[draft], [], []]
    assert draft not in releases_to_compare(beside)
    with pytest.raises(PermissionDenied):
        discard_draft(draft=draft, version=draft.version, by=beside)
    draft.refresh_from_db()


def test_draft_without_a_unit_is_for_who_coordinates_every_organisation(
    coordinator, agency_coordinator, other_ministry
):
    assert not can_edit_draft(coordinator, None)
    assert not can_edit_draft(agency_coordinator, None)
    grant_role(user=coordinator, role=Role.COORDINATOR, unit=other_ministry, by=None)
    assert can_edit_draft(User.objects.get(pk=coordinator.pk), None)


def test_person_is_added_only_to_ones_own_units(agency_coordinator, department):
    before = lines()
    with pytest.raises(PermissionDenied):
        add_person(
            by=agency_coordinator,
            role=Role.REPORTER,
            unit=department,
            username="moi",
            full_name="Mới",
            email="",
            password=NEW_WORD,
        )
    assert not User.objects.filter(username="moi").exists()
    assert lines() == before
