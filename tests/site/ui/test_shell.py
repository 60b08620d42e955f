"""Shells and parts of pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from allauth.core.internal.ratelimit import respond_429
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from opendti_site.ui.navigation import menu_of
from opendti_site.ui.views import server_error
from tests.site.html import packed

SITE = Path("src/opendti_site")
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", re.IGNORECASE
)


def draw(text, **context):
    return Template(text).render(Context(context))


def test_icon_is_silent_without_a_label():
    assert draw('{% icon "home" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/vendor/icons.svg#i-home"/></svg>'
    )
    assert 'role="img" aria-label="Đủ"' in draw('{% icon "check" label="Đủ" %}')


def test_chip_has_icon_word_and_colour():
    rendered = draw('{% chip "warn" words %}', words="Thiếu <b>")
    assert 'class="badge chip is-warn"' in rendered
    assert "#i-alert-triangle" in rendered
    assert "Thiếu &lt;b&gt;" in rendered


@pytest.mark.parametrize(
    ("value", "width"), [(0.824, "82.4"), (None, "0"), (2, "100"), (-1, "0")]
)
def test_bar_stays_within_its_track(value, width):
    assert f'class="fill" width="{width}"' in draw("{% bar value %}", value=value)


def test_bar_has_a_tick():
    assert '<path class="tick" d="M70 0V8"/>' in draw("{% bar 0.5 tick=0.7 %}")


class OneField(forms.Form):
    n = forms.IntegerField(label="Số lượng", help_text="Số nguyên.")


def test_field_ties_label_help_and_fault():
    with translation.override("vi"):
        rendered = packed(draw("{% field form.n %}", form=OneField({"n": "abc"})))
    assert '<label for="id_n">Số lượng</label>' in rendered
    assert 'value="abc"' in rendered
    assert 'aria-invalid="true"' in rendered
    assert 'aria-describedby="id_n_helptext id_n_error"' in rendered
    assert '<div id="id_n_error"><p class="fault">' in rendered


def test_menu_marks_the_nearest_entry(rf, coordinator, agency):
    request = rf.get("/don-vi/CucTMDT/")
    request.user = coordinator
    marked = [link.label for link in menu_of(request, "staff") if link.current]
    assert marked == ["Đơn vị"]


def test_menu_shows_only_what_the_roles_open(rf, reporter):
    request = rf.get("/don-vi/")
    request.user = reporter
    labels = [link.label for link in menu_of(request, "staff")]
    assert "Đơn vị" in labels
    assert "Nhật ký" not in labels


def test_missing_page_is_in_our_look(client, db):
    answer = client.get("/khong-co/")
    assert answer.status_code == 404
    assert "Không tìm thấy trang" in answer.content.decode()


def test_server_error_needs_no_database(rf):
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "Có lỗi ở máy chủ" in answer.content.decode()


def test_who_signs_in_too_often_is_answered_in_our_look(rf, db):
    request = rf.post("/tai-khoan/dang-nhap/")
    request.user = AnonymousUser()
    answer = respond_429(request)
    assert answer.status_code == 429
    assert "Máy chủ đang bận" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "language"),
    [("/tai-khoan/dang-nhap/", "vi"), ("/en/tai-khoan/dang-nhap/", "en")],
)
def test_address_says_the_language_and_a_browser_has_no_say(
    client, db, address, language
):
    answer = client.get(address, headers={"Accept-Language": "en-US,en;q=0.9"})
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.content.decode()
    assert "Accept-Language" not in answer["Vary"]


def test_page_links_itself_in_both_languages_and_others_in_its_own(client, db):
    for address in ("/du-lieu-mo/?theo=1", "/en/du-lieu-mo/?theo=1"):
        text = client.get(address).content.decode()
        for language, path in (("vi", "/du-lieu-mo/"), ("en", "/en/du-lieu-mo/")):
            alternate = f'hreflang="{language}" href="http://testserver{path}?theo=1"'
            assert alternate in text
    assert 'href="/en/phuong-phap/"' in text
    assert 'href="/phuong-phap/"' not in text


@pytest.mark.parametrize("path", ["/en//evil.example/", "/en/%2fevil.example/"])
def test_link_to_the_other_language_stays_on_the_site(client, db, path):
    text = client.get(path).content.decode()
    assert 'hreflang="vi"' in text
    assert 'href="//' not in text


def test_addresses_made_after_an_english_page_are_vietnamese_again(client, db):
    client.get("/en/")
    assert reverse("account_login") == "/tai-khoan/dang-nhap/"


@pytest.mark.parametrize(
    ("address", "status", "leads_to"),
    [
        ("/en", 301, "/en/"),
        ("/en?x=1", 301, "/en/?x=1"),
        ("/en/viec-cua-toi/", 302, "/en/tai-khoan/dang-nhap/?next=/en/viec-cua-toi/"),
        ("/en/du-lieu-mo", 301, "/en/du-lieu-mo/"),
        ("/en/en/", 404, ""),
        ("/english/", 404, ""),
        ("/vi/", 404, ""),
    ],
)
def test_language_stays_through_redirects(client, db, address, status, leads_to):
    answer = client.get(address)
    assert (answer.status_code, answer.headers.get("Location", "")) == (
        status,
        leads_to,
    )


def test_answers_carry_a_policy_without_inline_code(client, db):
    policy = client.get("/tai-khoan/dang-nhap/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("file", sorted(SITE.rglob("*.html")), ids=str)
def test_template_has_no_inline_style_or_script(file):
    assert INLINE.findall(file.read_text(encoding="utf-8")) == []


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_on_a_page(client, settings):
    settings.SITE_URL = "https://dti.example.gov.vn"
    answer = client.get("/", HTTP_HOST="evil.example.com")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Yêu cầu không hợp lệ" in page
    assert "evil.example.com" not in page
