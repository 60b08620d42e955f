"""Signing in: by name or address, throttled, with a second factor."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import get_user
from django.test import Client

from opendti_site.accounts.actions import close_user, create_user
from opendti_site.audit.models import AuditLine

SECRET = "JBSWY3DPEHPK3PXP"
SIGN_IN = "/tai-khoan/dang-nhap/"
WORD = "mot-mat-khau-dai"


@pytest.fixture
def ha(db):
    return create_user(
        by=None, username="ha", full_name="Lê Thu Hà", password=WORD, email="Ha@bct.vn"
    )


def sign_in(client, login="ha", password=WORD):
    return client.post(SIGN_IN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["ha", "ha@bct.vn"])
def test_sign_in_by_name_or_address(client, ha, login):
    answer = sign_in(client, login)
    assert (answer.status_code, answer.url) == (302, "/viec-cua-toi/")
    assert get_user(client) == ha
    assert AuditLine.objects.latest("pk").verb == "sign_in"


def test_sign_in_goes_on_to_the_page_that_was_asked_for(client, ha):
    answer = client.post(
        f"{SIGN_IN}?next=/don-vi/",
        {"login": "ha", "password": WORD, "next": "/don-vi/"},
    )
    assert answer.url == "/don-vi/"


def test_wrong_password_says_so_in_vietnamese(client, ha):
    page = sign_in(client, password="sai")
    assert page.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in page.content.decode()
    assert get_user(client).is_anonymous


def test_sixth_attempt_is_throttled_even_with_the_right_password(client, ha):
    for _ in range(5):
        sign_in(client, password="sai")
    page = sign_in(client)
    assert "Đăng nhập sai quá nhiều lần." in page.content.decode()
    assert get_user(client).is_anonymous


def test_flood_from_one_address_is_throttled(client, ha):
    for n in range(10):
        sign_in(client, login=f"ai-do-{n}", password="sai")
    assert "Đăng nhập sai quá nhiều lần." in sign_in(client).content.decode()
    assert get_user(client).is_anonymous


def test_closed_person_cannot_sign_in_and_is_out_at_once(client, ha, coordinator):
    sign_in(client)
    close_user(user=ha, by=coordinator)
    assert client.get("/tai-khoan/").status_code == 302
    assert sign_in(Client()).url == "/tai-khoan/da-khoa/"


def test_nobody_signs_up(client, db):
    assert client.get("/tai-khoan/signup/").status_code == 404


def test_person_without_a_password_cannot_sign_in(client, db):
    create_user(by=None, username="x", full_name="X", password=None)
    assert sign_in(client, "x", "").status_code == 200
    assert get_user(client).is_anonymous


def test_sign_out_ends_the_session(client, ha):
    client.force_login(ha)
    client.post("/tai-khoan/dang-xuat/")
    assert get_user(client).is_anonymous


def test_password_is_changed(client, ha):
    client.force_login(ha)
    page = client.post(
        "/tai-khoan/mat-khau/",
        {"oldpassword": WORD, "password1": "12345678", "password2": "12345678"},
    )
    assert "password1" in page.context["form"].errors
    new = "chuoi-moi-rat-dai"
    client.post(
        "/tai-khoan/mat-khau/",
        {"oldpassword": WORD, "password1": new, "password2": new},
    )
    ha.refresh_from_db()
    assert ha.check_password(new)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_second_factor_is_asked_for(client, ha):
    TOTP.activate(ha, SECRET)
    assert sign_in(client).url == "/tai-khoan/hai-buoc/ma/"
    assert get_user(client).is_anonymous
    page = client.post("/tai-khoan/hai-buoc/ma/", {"code": "000000"})
    assert "Mã chưa đúng hoặc đã hết hạn." in page.content.decode()
    client.post("/tai-khoan/hai-buoc/ma/", {"code": code_of(SECRET)})
    assert get_user(client) == ha


def test_recovery_code_serves_once(ha):
    TOTP.activate(ha, SECRET)
    code = RecoveryCodes.activate(ha).get_unused_codes()[0]
    for reached in (True, False):
        client = Client()
        sign_in(client)
        client.post("/tai-khoan/hai-buoc/ma/", {"code": code})
        assert get_user(client).is_authenticated is reached


def test_second_factor_is_switched_on_after_the_password_again(client, ha):
    sign_in(client)
    asked = client.get("/tai-khoan/hai-buoc/bat/")
    assert asked.url.startswith("/tai-khoan/xac-nhan/")
    assert "Xác nhận là anh/chị" in client.get(asked.url).content.decode()
    page = client.post(asked.url, {"password": WORD}, follow=True).content.decode()
    secret = re.search(r"\b([A-Z2-7]{32})\b", page).group(1)
    client.post("/tai-khoan/hai-buoc/bat/", {"code": code_of(secret)})
    assert "Đang bật" in client.get("/tai-khoan/hai-buoc/").content.decode()
    codes = client.get("/tai-khoan/hai-buoc/du-phong/")
    assert len(codes.context["unused_codes"]) == 10


@pytest.fixture
def demo_person(db):
    return create_user(
        by=None, username="thu", full_name="Người Thử", password=WORD, demo=True
    )


def test_demo_people_are_listed_and_sign_in_by_one_click(
    client, demo_person, ha, settings
):
    settings.DEMO = True
    page = client.get(SIGN_IN).content.decode()
    assert "Người Thử" in page
    assert "Lê Thu Hà" not in page
    client.post("/tai-khoan/chay-thu/", {"username": "thu"})
    assert get_user(client) == demo_person


def test_one_click_is_only_for_demo_people(client, ha, settings):
    settings.DEMO = True
    assert client.post("/tai-khoan/chay-thu/", {"username": "ha"}).status_code == 404
    assert get_user(client).is_anonymous


def test_outside_of_demo_mode_demo_people_are_shut_out(client, demo_person):
    assert "Người Thử" not in client.get(SIGN_IN).content.decode()
    assert client.post("/tai-khoan/chay-thu/", {"username": "thu"}).status_code == 404
    assert sign_in(client, "thu").url == "/tai-khoan/da-khoa/"
    assert get_user(client).is_anonymous


@pytest.mark.parametrize(
    ("language", "page", "leads_to"),
    [
        ("vi", "/tai-khoan/dang-nhap/", "/viec-cua-toi/"),
        ("en", "/tai-khoan/dang-nhap/", "/en/viec-cua-toi/"),
        ("vi", "/en/tai-khoan/dang-nhap/", "/en/viec-cua-toi/"),
    ],
)
def test_signing_in_leads_to_pages_in_the_persons_language(
    client, db, language, page, leads_to
):
    create_user(
        by=None, username="an", full_name="An", password=WORD, language=language
    )
    answer = client.post(page, {"login": "an", "password": WORD})
    assert answer["Location"] == leads_to
