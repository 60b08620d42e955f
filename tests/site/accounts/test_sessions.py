"""A session that ends under an open page loses nothing that was typed, and shows nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from opendti_site.accounts.models import User

HTMX = {"HX-Request": "true"}
SAME = {"Sec-Fetch-Site": "same-origin"}
CROSS = {"Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_part_of_a_page_gets_401_and_no_sign_in_page(client, db, method):
    answer = getattr(client, method)("/ho-so/1/tieu-chi/1.2/luu/", headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "Phiên làm việc đã hết, xin đăng nhập lại." in page
    assert "/tai-khoan/dang-nhap/?next=/tai-khoan/da-dang-nhap/" in page
    assert "<html" not in page
    assert 'name="password"' not in page


def test_page_leads_to_the_sign_in_and_back(client, db):
    assert client.get("/don-vi/").url == "/tai-khoan/dang-nhap/?next=/don-vi/"


def test_form_is_kept_and_offered_again_without_passwords(client, db):
    typed = {
        "reason": "<b>Lý do\ndài</b>",
        "khoi": ["a", "b"],
        "password": "bi-mat-cua-toi",
        "csrfmiddlewaretoken": "cu",
    }
    answer = client.post("/ky/1/gia-han/?a=1", typed, headers=SAME)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert 'action="/ky/1/gia-han/?a=1"' in page
    assert page.count('name="khoi"') == 2
    assert "&lt;b&gt;Lý do\ndài&lt;/b&gt;" in page
    assert "bi-mat" not in page
    assert 'value="cu"' not in page


def test_form_of_another_site_is_not_offered(client, db):
    for headers in (CROSS, {"Origin": "https://evil.example"}, {}):
        page = client.post("/ky/1/gia-han/", {"reason": "xxyyzz"}, headers=headers)
        assert page.status_code == 401
        assert "xxyyzz" not in page.content.decode()


def test_form_with_the_token_of_another_sign_in_is_offered_again(coordinator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    for headers, shown in ((SAME, True), (CROSS, False)):
        answer = client.post(
            f"/nguoi-dung/{coordinator.pk}/", {"full_name": "Đổi Tên"}, headers=headers
        )
        assert answer.status_code == 403
        assert ("Đổi Tên" in answer.content.decode()) is shown
    assert User.objects.get(pk=coordinator.pk).full_name != "Đổi Tên"


def test_part_with_the_token_of_another_sign_in_says_so(coordinator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    answer = client.post("/don-vi/them/", {}, headers=HTMX)
    assert (answer.status_code, answer.headers["X-Form-Expired"]) == (403, "1")


def test_open_page_learns_the_token_and_whether_there_is_a_session(client, reporter):
    strange = client.get("/tai-khoan/phien/").json()
    assert strange["signed_in"] is False
    client.force_login(reporter)
    answer = client.get("/tai-khoan/phien/")
    assert answer.json()["signed_in"] is True
    assert len(answer.json()["token"]) == 64
    assert "no-store" in answer.headers["Cache-Control"]


def test_refused_method_reaches_no_view(client, coordinator):
    client.force_login(coordinator)
    for method in ("put", "patch", "delete", "options", "trace"):
        assert getattr(client, method)("/don-vi/").status_code == 405


def test_token_without_a_session_leads_to_the_sign_in(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/don-vi/them/", {"name": "Cục Mới"}, headers=SAME)
    page = answer.content.decode()
    assert answer.status_code in {401, 403}
    assert "Phiên làm việc đã hết" in page
    assert "Đăng nhập ở thẻ mới" in page
    assert "Cục Mới" in page
