"""A name is one identity, however it is typed; wrong passwords close nobody's own way in."""

from __future__ import annotations

import importlib
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from opendti_site.accounts.actions import create_user
from opendti_site.accounts.models import User
from opendti_site.accounts.names import fold_name
from opendti_site.accounts.passwords import (
    NearbyNamesValidator,
    cores_of,
    names_around,
)
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.organisations.actions import create_unit
from tests.site.accounts.test_sign_in import WORD, sign_in

WIDE = "\uff48\uff41"  # full-width letters
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def ha(db):
    return create_user(
        by=None, username="ha", full_name="Lê Thu Hà", password=WORD, email="Ha@bct.vn"
    )


def wrong(client, login="ha", **where):
    return client.post(
        "/tai-khoan/dang-nhap/", {"login": login, "password": "sai"}, **where
    )


@pytest.mark.parametrize("username", ["HA", "Ha"])
def test_name_in_other_case_is_taken(ha, username):
    with pytest.raises(ActionRefusedError, match="Đã có người"):
        create_user(by=None, username=username, full_name="Kẻ Khác", password=WORD)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "username", ["h\u0430", "hà", "ha@bct.vn", WIDE, "ha\u200b", "", " ha", ".ha"]
)
def test_name_that_looks_like_another_is_refused(ha, username):
    with pytest.raises(ValidationError):
        create_user(by=None, username=username, full_name="Kẻ Khác", password=WORD)
    assert User.objects.count() == 1


@pytest.mark.parametrize("login", ["HA", WIDE, " ha", "HA@BCT.VN", "ha@bct\uff0evn"])
def test_sign_in_takes_every_spelling_of_the_name(client, ha, login):
    sign_in(client, login)
    assert get_user(client) == ha


def test_coordinator_is_reported_that_a_name_is_taken(client, coordinator, agency, ha):
    client.force_login(coordinator)
    page = client.post(
        "/nguoi-dung/them/",
        {
            "full_name": "Đỗ Mới",
            "username": "HA",
            "email": "",
            "password": "mot-cau-dai-va-la",
            "role": "reporter",
            "unit": agency.pk,
        },
    )
    assert "Tên đăng nhập này đã có người dùng." in page.content.decode()
    assert not User.objects.filter(username="HA").exists()


def test_fold_is_one_form():
    assert fold_name(" \uff2d\uff49nh ") == fold_name("MINH") == "minh"
    assert fold_name("e\u0301") == fold_name("É")


def test_upgrade_names_the_accounts_that_clash():
    module = "opendti_site.accounts.migrations.0004_refuse_clashing_names"
    migration = importlib.import_module(module)
    rows = [(1, "minh"), (2, "ha"), (7, "MINH")]
    people = SimpleNamespace(values_list=lambda *_names: rows)
    model = SimpleNamespace(objects=SimpleNamespace(order_by=lambda _key: people))
    apps = SimpleNamespace(get_model=lambda *_name: model)
    with pytest.raises(RuntimeError, match=r"minh \(account 1\), MINH \(account 7\)"):
        migration.refuse_clashes(apps, None)
    rows.pop()
    migration.refuse_clashes(apps, None)


def test_account_is_renamed_by_a_command(ha):
    call_command("rename_user", "ha", "thu.ha", stdout=StringIO())
    ha.refresh_from_db()
    assert ha.username == "thu.ha"
    assert AuditLine.objects.latest("pk").verb == "rename_user"
    for old, new in (("ha", "x"), ("thu.ha", "hà")):
        with pytest.raises(CommandError):
            call_command("rename_user", old, new, stdout=StringIO())


def test_stranger_elsewhere_does_not_lock_the_person_out(client, ha):
    for _ in range(8):
        wrong(Client(), **ELSEWHERE)
    assert "quá nhiều lần" in wrong(Client(), **ELSEWHERE).content.decode()
    sign_in(client)
    assert get_user(client) == ha


def test_colleague_behind_the_same_address_does_not_close_a_known_browser(client, ha):
    sign_in(client)
    client.post("/tai-khoan/dang-xuat/")
    for n in range(12):
        wrong(Client(), f"ai-{n % 3}" if n % 2 else "ha")
    assert "quá nhiều lần" in sign_in(Client()).content.decode()
    sign_in(client)
    assert get_user(client) == ha


def test_known_browser_is_throttled_by_itself(client, ha):
    sign_in(client)
    client.post("/tai-khoan/dang-xuat/")
    for _ in range(5):
        wrong(client)
    assert "quá nhiều lần" in sign_in(client).content.decode()


def test_known_browser_of_one_person_is_unknown_for_another(client, ha):
    create_user(by=None, username="long", full_name="Long", password=WORD)
    sign_in(client)
    client.post("/tai-khoan/dang-xuat/")
    for _ in range(5):
        wrong(Client(), "long")
    assert "quá nhiều lần" in sign_in(client, "long").content.decode()


def test_guesses_from_many_addresses_are_bounded(client, ha):
    for n in range(50):
        wrong(Client(), REMOTE_ADDR=f"198.51.100.{n}")
    page = sign_in(Client(REMOTE_ADDR="198.51.100.200"))
    assert "quá nhiều lần" in page.content.decode()


def test_failures_and_lockouts_leave_lines_that_hide_the_typed_name(client, ha):
    for _ in range(9):
        wrong(client)
    wrong(client, "Mat-khau-bi-mat")
    found = AuditLine.objects.filter(verb__startswith="sign_in_").order_by("pk")
    assert [line.verb for line in found] == [
        *["sign_in_failed"] * 5,
        "sign_in_locked",
        "sign_in_failed",
    ]
    assert {line.subject for line in found[:6]} == {f"accounts.User:{ha.pk}"}
    assert all(line.detail == {"ip": "127.0.0.1"} for line in found)
    assert "bi-mat" not in found[6].subject_name.lower()


def test_sign_out_leaves_a_line(client, ha):
    sign_in(client)
    client.post("/tai-khoan/dang-xuat/")
    assert AuditLine.objects.latest("pk").verb == "sign_out"


@pytest.mark.parametrize(
    "password",
    [
        "password2026",
        "P@ssw0rd123!",
        "Matkhau@2026",
        "m4t-kh4u-2026",
        "123456789abc",
        "Qwerty-2025!",
        "Công Thương 2026",
    ],
)
def test_common_password_in_disguise_is_refused(client, ha, password):
    client.force_login(ha)
    new = {"oldpassword": WORD, "password1": password, "password2": password}
    client.post("/tai-khoan/mat-khau/", new)
    ha.refresh_from_db()
    assert ha.check_password(WORD)


def test_names_around_a_person_are_refused(ministry, agency, reporter):
    assert cores_of("BộCôngThương@2026") & names_around(None)
    assert cores_of("CucTMDT-2026!!") & names_around(reporter)
    assert not cores_of("CucTMDT-2026!!") & names_around(None)
    assert not cores_of("cau-nay-khong-la-ten-ai") & names_around(reporter)


def test_account_without_password_is_reported_to_ask(client, db):
    user = create_user(by=None, username="x", full_name="X")
    client.force_login(user)
    answer = client.get("/tai-khoan/mat-khau/")
    assert answer.url == "/tai-khoan/"


def test_two_known_browsers_are_counted_apart(client, ha):
    other = Client()
    for browser in (client, other):
        sign_in(browser)
        browser.post("/tai-khoan/dang-xuat/")
    for _ in range(5):
        wrong(other)
    assert "quá nhiều lần" in sign_in(other).content.decode()
    sign_in(client)
    assert get_user(client) == ha


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Tỉnh Phú Thọ", "phutho2026!"),
        ("UBND tỉnh Phú Thọ", "PhuTho@2026"),
        ("Ủy ban nhân dân tỉnh Phú Thọ", "phu-tho-2026"),
        ("Thành phố Hải Phòng", "HaiPhong#2026"),
        ("Sở Nội vụ", "noivu2026!!"),
        ("Sở Nội vụ tỉnh Phú Thọ", "N0ivu2026!!"),
        ("Sở Nội vụ tỉnh Phú Thọ", "phutho2026!"),
        ("Bộ Tài chính", "taichinh2026"),
        ("Văn phòng Bộ Tài chính", "taichinh2026"),
        ("Department of Home Affairs", "HomeAffairs2026"),
    ],
)
def test_a_name_without_its_kind_is_no_password(db: None, name: str, password: str):
    create_unit(by=None, code="X", name=name)
    with pytest.raises(ValidationError, match="tên cơ quan"):
        NearbyNamesValidator().validate(password)


@pytest.mark.parametrize("password", ["cau-nay-dai-va-rieng", "tinh-2026-khac-han"])
def test_words_beside_a_name_are_left_alone(db: None, password: str):
    create_unit(by=None, code="X", name="Sở Nội vụ tỉnh Phú Thọ")
    assert NearbyNamesValidator().validate(password) is None
