"""People and their roles, looked after by coordinators within their units."""

from __future__ import annotations

import pytest
from django.core import mail

from opendti_site.accounts.actions import (
    close_user,
    create_user,
    edit_user,
    grant_role,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.permissions import can_manage
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.audit.personal import personal_digest
from opendti_site.mail.sending import send_due_mail
from tests.site.cast import person

NEW = {
    "full_name": "Đỗ Mới",
    "username": "moi",
    "email": "",
    "password": "mat-khau-dau-tien",
    "role": "reporter",
}


@pytest.fixture
def agency_coordinator(agency):
    return person("nga", "Bùi Nga", Role.COORDINATOR, agency)


def test_list_shows_the_people_of_ones_units(
    client, agency_coordinator, reporter, stranger
):
    client.force_login(agency_coordinator)
    page = client.get("/nguoi-dung/").content.decode()
    assert reporter.full_name in page
    assert stranger.full_name not in page


def test_list_is_for_coordinators(client, reporter):
    client.force_login(reporter)
    assert client.get("/nguoi-dung/").status_code == 403
    assert client.get("/nguoi-dung/them/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_list_queries_do_not_grow(
    client, coordinator, agency, rows, django_assert_num_queries
):
    for n in range(rows):
        person(f"u{n}", f"Người {n}", Role.REPORTER, agency)
    client.force_login(coordinator)
    with django_assert_num_queries(6):
        client.get("/nguoi-dung/")


def test_search_forgives_diacritics(client, coordinator, reporter, signatory):
    client.force_login(coordinator)
    page = client.get("/nguoi-dung/", {"q": "le thu"}).content.decode()
    assert reporter.full_name in page
    assert signatory.full_name not in page


def test_coordinator_adds_a_person_with_a_role(client, coordinator, agency):
    client.force_login(coordinator)
    answer = client.post("/nguoi-dung/them/", NEW | {"unit": agency.pk})
    added = User.objects.get(username="moi")
    assert answer.url == f"/nguoi-dung/{added.pk}/"
    assert added.held_roles == [("reporter", agency.path)]
    assert added.check_password("mat-khau-dau-tien")
    assert [line.verb for line in AuditLine.objects.order_by("-pk")[:2]] == [
        "grant_role",
        "create_user",
    ]


def test_role_outside_ones_units_is_refused(client, agency_coordinator, department):
    client.force_login(agency_coordinator)
    page = client.post("/nguoi-dung/them/", NEW | {"unit": department.pk})
    assert list(page.context["form"].errors) == ["unit"]
    assert not User.objects.filter(username="moi").exists()


def test_weak_password_is_refused(client, coordinator, agency):
    client.force_login(coordinator)
    page = client.post(
        "/nguoi-dung/them/", NEW | {"unit": agency.pk, "password": "123"}
    )
    assert list(page.context["form"].errors) == ["password"]
    assert "cần ít nhất 10 ký tự" in page.content.decode()
    assert not User.objects.filter(username="moi").exists()


def test_nobody_is_given_a_role_that_was_not_chosen(client, coordinator, agency):
    client.force_login(coordinator)
    page = client.get("/nguoi-dung/them/").content.decode()
    assert '<option value="" selected>Chọn vai trò</option>' in page
    refused = client.post("/nguoi-dung/them/", NEW | {"unit": agency.pk, "role": ""})
    assert list(refused.context["form"].errors) == ["role"]
    assert not User.objects.filter(username="moi").exists()


def test_an_account_without_a_way_in_is_not_shown_as_in_use(
    client, coordinator, agency
):
    newcomer = create_user(by=None, username="moi", full_name="Mới")
    grant_role(user=newcomer, role=Role.VIEWER, unit=agency, by=None)
    client.force_login(coordinator)
    page = client.get(f"/nguoi-dung/{newcomer.pk}/").content.decode()
    assert "Đang dùng" not in page
    assert page.count("Chưa đặt mật khẩu") == 2


def test_roles_are_given_and_taken_back(client, coordinator, reporter, agency):
    client.force_login(coordinator)
    client.post(
        f"/nguoi-dung/{reporter.pk}/vai-tro/", {"role": "viewer", "unit": agency.pk}
    )
    assert set(reporter.assignments.values_list("role", flat=True)) == {
        "reporter",
        "viewer",
    }
    assignment = reporter.assignments.get(role="viewer")
    client.post(f"/nguoi-dung/{reporter.pk}/vai-tro/{assignment.pk}/thu-hoi/")
    assert list(reporter.assignments.values_list("role", flat=True)) == ["reporter"]


def test_role_is_granted_once(coordinator, reporter, agency):
    before = AuditLine.objects.count()
    grant_role(user=reporter, role=Role.REPORTER, unit=agency, by=coordinator)
    assert RoleAssignment.objects.filter(user=reporter).count() == 1
    assert AuditLine.objects.count() == before


def test_who_stands_above_is_not_managed_from_below(
    client, agency_coordinator, coordinator, appraiser
):
    client.force_login(agency_coordinator)
    assert not can_manage(agency_coordinator, appraiser)
    for address in ("", "khoa/", "mat-khau/"):
        answer = client.post(
            f"/nguoi-dung/{appraiser.pk}/{address}", {"password": "x" * 12}
        )
        assert answer.status_code == 404
    appraiser.refresh_from_db()
    assert appraiser.is_active
    assert not appraiser.has_usable_password()


def test_person_is_shut_out_and_let_in(client, coordinator, reporter):
    client.force_login(coordinator)
    client.post(f"/nguoi-dung/{reporter.pk}/khoa/")
    reporter.refresh_from_db()
    assert not reporter.is_active
    client.post(f"/nguoi-dung/{reporter.pk}/mo/")
    reporter.refresh_from_db()
    assert reporter.is_active


def test_nobody_shuts_themselves_out(coordinator):
    with pytest.raises(ActionRefusedError, match="tự khóa"):
        close_user(user=coordinator, by=coordinator)
    coordinator.refresh_from_db()
    assert coordinator.is_active


def test_person_is_corrected_and_the_line_reports_what_was(
    client, coordinator, reporter
):
    client.force_login(coordinator)
    client.post(
        f"/nguoi-dung/{reporter.pk}/", {"full_name": "Lê Thị Hà", "email": "ha@bct.vn"}
    )
    reporter.refresh_from_db()
    assert (reporter.full_name, reporter.email) == ("Lê Thị Hà", "ha@bct.vn")
    assert AuditLine.objects.latest("pk").detail == {
        "before": {"full_name": personal_digest("Lê Thu Hà"), "email": ""},
        "after": {
            "full_name": personal_digest("Lê Thị Hà"),
            "email": personal_digest("ha@bct.vn"),
        },
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "không gửi tới địa chỉ này nữa"),
        ("en", "no longer come to this address"),
    ],
)
def test_the_old_address_is_written_to(settings, coordinator, agency, language, words):
    settings.MAIL_IS_SET = True
    user = create_user(
        by=None,
        username="tu",
        full_name="Tú",
        email="cu@bct.vn",
        language=language,
    )
    grant_role(user=user, role=Role.REPORTER, unit=agency, by=None)
    for _turn in range(2):  # what is the same is no news
        edit_user(user=user, by=coordinator, full_name="Tú", email="moi@bct.vn")
    send_due_mail()
    (letter,) = mail.outbox
    assert letter.to == ["cu@bct.vn"]
    assert words in " ".join(letter.body.split())
    assert "moi@bct.vn" not in letter.body


@pytest.mark.tampered("the address is made up")
def test_address_belongs_to_one_person(client, coordinator, reporter, signatory):
    User.objects.filter(pk=signatory.pk).update(email="long@bct.vn")
    client.force_login(coordinator)
    page = client.post(
        f"/nguoi-dung/{reporter.pk}/",
        {"full_name": "Lê Thu Hà", "email": "LONG@bct.vn"},
    )
    assert page.context["form"].errors == {
        "email": ["Đã có người dùng địa chỉ thư này."]
    }
    reporter.refresh_from_db()
    assert reporter.email == ""


def test_own_page_lists_the_roles(client, reporter):
    client.force_login(reporter)
    page = client.get("/tai-khoan/").content.decode()
    assert "Cán bộ nhập liệu" in page
    assert "Cục Thương mại điện tử và Kinh tế số" in page


def test_whoever_gives_a_role_reads_what_it_may_do(client, coordinator):
    client.force_login(coordinator)
    page = client.get("/nguoi-dung/them/").content.decode()
    assert "Nhập số liệu, gắn tài liệu kiểm chứng, chuyển hồ sơ để ký." in page
