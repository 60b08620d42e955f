"""Text of requests is cleaned or refused before any view sees it."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from opendti_site.ui.request_text import (
    UnreadableTextError,
    clean_request_text,
    clean_text,
)

SEEN: list = []


def answered(request) -> HttpResponse:
    """Send a request through the middleware; a view that is reached notes the request."""
    SEEN.clear()

    def view(arrived):
        SEEN.append(arrived)
        return HttpResponse("reached")

    return clean_request_text(view)(request)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bộ Công Thương", "Bộ Công Thương"),
        ("Bo\u0302\u0323", "Bộ"),
        ("a\0b\x08c\x1b[1m\x7f\x85", "abc[1m"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("\ufeffa\u200bb\u202ec\u2066d\u00ade", "abcde"),
        ("a\ufffeb\uffffc", "abc"),
        ("9" * 300, "9" * 300),
        ("\U0001f600 1\u00a0000", "\U0001f600 1\u00a0000"),
    ],
)
def test_what_nobody_sees_is_dropped(typed, kept):
    assert clean_text(typed) == kept


@pytest.mark.parametrize("typed", ["\ufffd", "a\ud800", "9" * 301, "٣" * 301])
def test_what_cannot_be_meant_is_refused(typed):
    with pytest.raises(UnreadableTextError):
        clean_text(typed)


@pytest.mark.parametrize("mark", ["\u0315", "\u0327", "\u0f73", "\u200b\u0327\0"])
def test_a_heap_of_marks_is_refused_before_it_is_sorted(mark):
    """Sorted by Python, those of a whole form would keep a process busy for hours."""
    assert clean_text(f"a{30 * mark}b{30 * mark}")
    with (
        patch("unicodedata.normalize", side_effect=AssertionError),
        pytest.raises(UnreadableTextError),
    ):
        clean_text(f"a{31 * mark}")


def test_fields_their_names_and_names_of_files_are_cleaned():
    file = SimpleUploadedFile("x", b"1")
    file._name = "a\u202egnp.exe"  # noqa: SLF001 -- as a client sends it
    data = {"na\0me": "a\0b", "many": ["1", "\u200b2"], "f": file}
    assert answered(RequestFactory().post("/?q=%00x", data)).status_code == 200
    (request,) = SEEN
    assert dict(request.POST.lists()) == {"name": ["ab"], "many": ["1", "2"]}
    assert request.GET["q"] == "x"
    assert request.FILES["f"].name == "agnp.exe"
    with pytest.raises(AttributeError, match="immutable"):
        request.POST["name"] = "other"


def test_a_clean_request_is_left_as_it_is():
    request = RequestFactory().post("/?q=1", {"name": "Bộ"})
    before = (request.GET, request.POST)
    answered(request)
    assert SEEN[0].GET is before[0]
    assert SEEN[0].POST is before[1]


@pytest.mark.parametrize("raw", ["%FF", "%ED%A0%80", "%C0%80", "9" * 301])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_encoding_is_refused_by_the_fields_name(raw, method):
    if method == "get":
        request = RequestFactory().get(f"/?q=1&ghi%20chu={raw}")
    else:
        form = "application/x-www-form-urlencoded"
        request = RequestFactory().post("/", f"ghi%20chu={raw}", content_type=form)
    answer = answered(request)
    assert (answer.status_code, SEEN) == (400, [])
    page = answer.content.decode()
    assert "Ô “ghi chu” có ký tự không phải UTF-8, số quá dài" in page
    assert "<script>" not in page


def test_the_name_that_is_shown_is_no_markup():
    answer = answered(RequestFactory().get("/?%3Cb%3E=%FF"))
    assert "&lt;b&gt;" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/don-vi/a%00b/", "/x%0A/", "/ky/9999999999999999999/"]
)
def test_an_address_that_nothing_can_have_is_not_found(path):
    assert answered(RequestFactory().get(path)).status_code == 404
    assert SEEN == []


def test_cookies_and_headers_hold_no_control_characters():
    request = RequestFactory().get(
        "/", headers={"cookie": 'sessionid="a\\000b"; other=1', "referer": "a\0b"}
    )
    assert request.COOKIES["sessionid"] == "a\0b"
    answered(request)
    assert SEEN[0].COOKIES == {"other": "1"}
    assert SEEN[0].headers["referer"] == "ab"


def test_the_site_cleans_before_it_reads_a_session(settings):
    order = settings.MIDDLEWARE
    ours = order.index("opendti_site.ui.request_text.clean_request_text")
    assert ours < order.index("django.contrib.sessions.middleware.SessionMiddleware")
    assert ours < order.index("django.middleware.csrf.CsrfViewMiddleware")
