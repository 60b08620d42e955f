"""What stands in the log about a request, and what never does."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as current
from django.test import Client, RequestFactory
from django.urls import ResolverMatch

from opendti_site.operations.logs import (
    AddressesLeftOut,
    JsonFormatter,
    TextFormatter,
    event,
    logged_with,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opendti_site.accounts.models import User

Lines = "Callable[[], list[dict[str, Any]]]"
SECRET = "s3cret-of-a-link"
GIVEN = {"HTTP_X_REQUEST_ID": "proxy-0123456789"}


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Collect what the site logs, as JSON."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(AddressesLeftOut())
    root, access = logging.getLogger(), logging.getLogger("opendti.access")
    before = access.level
    root.addHandler(handler)
    access.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    access.setLevel(before)


def access_lines(lines: Lines) -> list[dict[str, Any]]:
    return [line for line in lines() if line["logger"] == "opendti.access"]


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_page_person_and_time(lines, coordinator: User):
    client = Client()
    client.force_login(coordinator)
    answer = client.get("/viec-cua-toi/")
    (line,) = access_lines(lines)
    assert 0 < line.pop("duration_ms") < 60_000
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "opendti.access",
        "message": "GET home:tasks 200",
        "request_id": answer.headers["X-Request-ID"],
        "method": "GET",
        "view": "home:tasks",
        "status": 200,
        "user": coordinator.pk,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trusts", "sent", "is_taken"),
    [
        (True, "proxy-0123456789", True),
        (False, "proxy-0123456789", False),
        (True, "short", False),
        (True, "a\nforged line of the log", False),
        (True, "x" * 200, False),
    ],
)
def test_an_id_is_taken_from_our_proxy_alone(settings, trusts, sent, is_taken):
    settings.TRUSTED_PROXY = trusts
    answer = Client().get("/healthz", HTTP_X_REQUEST_ID=sent)
    number = answer.headers["X-Request-ID"]
    assert (number == sent, len(number)) == (is_taken, len(sent) if is_taken else 32)


@pytest.mark.django_db
def test_no_line_holds_an_address_a_query_or_what_was_typed(lines, coordinator: User):
    client = Client(raise_request_exception=False)
    client.get(f"/khong-co/{SECRET}/?token={SECRET}")
    client.get(f"/nguoi-dung/999999/?key={SECRET}")
    client.post("/tai-khoan/dang-nhap/", {"login": SECRET, "password": SECRET})
    client.post(
        "/tai-khoan/dang-nhap/", {"login": coordinator.username, "password": SECRET}
    )
    found = lines()
    assert len(access_lines(lines)) == 4
    assert {line["status"] for line in access_lines(lines)} == {200, 302, 404}
    for line in found:
        written = json.dumps(line, ensure_ascii=False)
        assert SECRET not in written
        assert coordinator.username not in written
        assert coordinator.full_name not in written


@pytest.mark.tampered(reason="sets a password past the action")
@pytest.mark.django_db
def test_signing_in_and_out_are_events(lines, coordinator: User):
    coordinator.set_password("Mot-mat-khau-dai")
    coordinator.save()
    client = Client()
    typed = {"login": coordinator.username, "password": "sai-mat-khau-roi"}
    client.post("/tai-khoan/dang-nhap/", typed)
    client.post("/tai-khoan/dang-nhap/", typed | {"password": "Mot-mat-khau-dai"})
    client.post("/tai-khoan/dang-xuat/")
    found = [line for line in lines() if line["logger"] == "opendti.sign_in"]
    assert [(line["event"], line["user"]) for line in found] == [
        ("sign_in_failed", coordinator.pk),
        ("sign_in", coordinator.pk),
        ("sign_out", coordinator.pk),
    ]
    assert all(line["request_id"] for line in found)


@pytest.mark.django_db
def test_probes_and_static_files_are_no_line(lines):
    Client().get("/healthz")
    Client().get("/static/ui/opendti.css").close()
    assert access_lines(lines) == []


def a_record(message: str, *args: object, **more: Any) -> logging.LogRecord:
    record = logging.LogRecord("django.request", 40, __file__, 1, message, args, None)
    record.__dict__.update(more)
    return record


def test_the_frameworks_own_records_name_the_page_not_its_address():
    request = RequestFactory().get(f"/dat-lai/{SECRET}/")
    record = a_record("Not Found: %s", request.path, request=request)
    AddressesLeftOut().filter(record)
    assert record.getMessage() == "Not Found: unknown"
    request.resolver_match = ResolverMatch(print, (), {}, "reset", namespaces=["a"])
    record = a_record("Forbidden (%s): %s", "why", request.path, request=request)
    AddressesLeftOut().filter(record)
    assert record.getMessage() == "Forbidden (why): a:reset"
    record = a_record(f"Exception while serving /dat-lai/{SECRET}/", name="waitress")
    AddressesLeftOut().filter(record)
    assert record.getMessage() == "Exception while serving a request"


def test_lines_for_people_carry_the_same_fields_before_the_trace():
    record = a_record("job %s: failed", "score_run", fields={"count": 2, "ip": None})
    record.exc_info = (ValueError, ValueError("7"), None)
    with logged_with(job="j1"):
        text = TextFormatter("{levelname} {message}", style="{").format(record)
    first, *trace = text.splitlines()
    assert first == "ERROR job score_run: failed job=j1 count=2"
    assert trace == ["ValueError: 7"]


def test_fields_end_with_their_block():
    record = a_record("x")
    with logged_with(job="j1"), logged_with(request_id="r1"):
        inside = json.loads(JsonFormatter().format(record))
    outside = json.loads(JsonFormatter().format(record))
    assert (inside["job"], inside["request_id"]) == ("j1", "r1")
    assert not {"job", "request_id"} & outside.keys()


def test_vietnamese_is_written_as_it_is():
    assert "Việc nền" in JsonFormatter().format(a_record("Việc nền"))


def test_a_line_break_in_a_message_stays_in_its_line(caplog: pytest.LogCaptureFixture):
    event(logging.getLogger("x"), logging.WARNING, 'a\n{"level": "forged"}', n=1)
    (record,) = caplog.records
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["n"] == 1


@pytest.mark.django_db
def test_a_fault_of_ours_shows_the_id_by_which_it_is_found(settings):
    settings.TRUSTED_PROXY = True
    settings.ROOT_URLCONF = "tests.site.operations.failing_urls"
    client = Client(raise_request_exception=False)
    answer = client.get("/fails/", **GIVEN)
    assert answer.status_code == 500
    assert GIVEN["HTTP_X_REQUEST_ID"] in answer.content.decode()


def test_the_site_logs_through_the_filter():
    (handler,) = current.LOGGING["root"]["handlers"]
    assert current.LOGGING["handlers"][handler]["filters"] == ["addresses"]
