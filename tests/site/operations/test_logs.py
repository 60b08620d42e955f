"""What is in the log about a request, and what never is."""

from __future__ import annotations

import copy
import io
import json
import logging
from logging.config import DictConfigurator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.conf import settings as current
from django.core import signing
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from django.utils.log import log_response

from opendti_site.operations.logs import (
    AddressesLeftOut,
    JsonFormatter,
    logged_with,
)
from opendti_site.ui.duplicates import DuplicateIdentityMiddleware

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opendti_site.accounts.models import User

Lines = "Callable[[], list[dict[str, Any]]]"
Written = "Callable[[str], list[str]]"
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
    ("trusts", "gives", "sent", "is_taken"),
    [
        (True, True, "proxy-0123456789", True),
        (False, True, "proxy-0123456789", False),
        (True, False, "proxy-0123456789", False),
        (True, True, "short", False),
        (True, True, "a\nforged line of the log", False),
        (True, True, "x" * 200, False),
    ],
)
def test_an_id_is_taken_from_a_proxy_that_gives_one(
    settings, trusts, gives, sent, is_taken
):
    settings.TRUSTED_PROXY, settings.PROXY_REQUEST_ID = trusts, gives
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


def test_the_frameworks_own_records_name_the_page_not_its_address(caplog):
    caplog.set_level("INFO")
    request = RequestFactory().get(f"/dat-lai/{SECRET}/")
    record = a_record("Not Found: %s", request.path, request=request)
    AddressesLeftOut().filter(record)
    assert record.getMessage() == "Not Found: unknown"
    request = RequestFactory().get("/khong-co/Hà\N{RIGHT DOUBLE QUOTATION MARK}/")
    log_response(
        "Not Found: %s", request.path, response=HttpResponse(), request=request
    )
    (record,) = caplog.records
    AddressesLeftOut().filter(record)
    assert record.getMessage() == "Not Found: unknown"  # as Django escapes it
    request = RequestFactory().get(f"/dat-lai/{SECRET}/")
    request.resolver_match = ResolverMatch(print, (), {}, "reset", namespaces=["a"])
    record = a_record("Forbidden (%s): %s", "why", request.path, request=request)
    AddressesLeftOut().filter(record)
    assert record.getMessage() == "Forbidden (why): a:reset"
    record = a_record(f"Exception while serving /dat-lai/{SECRET}/", name="waitress")
    AddressesLeftOut().filter(record)
    assert record.getMessage() == "Exception while serving a request"


def test_lines_for_people_carry_the_same_fields_before_the_trace(written):
    logger = logging.getLogger("x")
    with logged_with(job="j1"):
        logger.error(
            "job %s",
            "a",
            exc_info=ValueError("7\n2026-01-01 INFO forged"),
            extra={"fields": {"n": 2, "ip": None}},
        )
    first, *trace = written("text")
    assert first.endswith(" ERROR x job a job=j1 n=2")
    assert trace[-2:] == ["    ValueError: 7", "    2026-01-01 INFO forged"]
    assert all(line.startswith("    ") for line in trace)


def test_fields_end_with_their_block():
    record = a_record("x")
    with logged_with(job="j1"), logged_with(request_id="r1"):
        inside = json.loads(JsonFormatter().format(record))
    outside = json.loads(JsonFormatter().format(record))
    assert (inside["job"], inside["request_id"]) == ("j1", "r1")
    assert not {"job", "request_id"} & outside.keys()


def test_vietnamese_is_written_as_it_is():
    assert "Việc nền" in JsonFormatter().format(a_record("Việc nền"))


@pytest.mark.django_db
def test_a_fault_of_ours_shows_the_id_by_which_it_is_found(settings):
    settings.TRUSTED_PROXY = settings.PROXY_REQUEST_ID = True
    settings.ROOT_URLCONF = "tests.site.operations.failing_urls"
    client = Client(raise_request_exception=False)
    answer = client.get("/fails/", **GIVEN)
    assert answer.status_code == 500
    assert GIVEN["HTTP_X_REQUEST_ID"] in answer.content.decode()


@pytest.fixture
def written() -> Iterator[Written]:
    """Log through the site's own configuration, in either form; give the lines."""
    root, streams = logging.getLogger(), {}
    before = root.handlers[:]
    for form in ("text", "json"):
        streams[form] = io.StringIO()
        config = copy.deepcopy(current.LOGGING)
        config["handlers"]["console"] |= {"stream": streams[form], "formatter": form}
        DictConfigurator(config).configure()
        before += [handler for handler in root.handlers if handler not in before]
    root.handlers[:] = before
    yield lambda form: streams[form].getvalue().splitlines()
    root.handlers[:] = before[:-2]


SIGNED = signing.dumps([7, "0" * 32], salt="x")
LINKS = (
    f"/tai-khoan/lien-ket/{SIGNED}/",
    f"/tai-khoan/lien-ket/{SIGNED}\N{RIGHT DOUBLE QUOTATION MARK}/",
    f"/en/tai-khoan/lien-ket/{SIGNED}'/",
    f"/khong-co/{quote(SIGNED, safe='')}/",
    f"/tai-khoan/lien-ket/12-740313 0a1b {SIGNED[:20]}'{SIGNED}/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_secret_link_is_in_no_line_however_it_was_pasted(written, form: str):
    for link in LINKS:
        assert Client().get(link).status_code == 404
        logging.getLogger("of.a.library").warning("see %s", link)
        logging.getLogger("x").warning("y", extra={"fields": {"at": link}})
    found = [line for line in written(form) if "access" not in line]
    assert len(found) == len(LINKS) * 3
    secret = SIGNED.rpartition(":")[2]
    assert [line for line in found if secret in line or SIGNED[:20] in line] == []


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2K", "\x85", "\u2028", "\u202e"])
def test_what_a_request_sent_starts_no_line_and_turns_none(written, form, sign):
    text = f"a{sign}2026-01-01 INFO x forged=1"
    logging.getLogger("x").warning("got %s", text, extra={"fields": {"value": text}})
    (line,) = written(form)
    assert sign not in line
    if form == "json":
        assert json.loads(line)["value"] == json.loads(line)["message"][4:]
    else:
        assert line.endswith('x forged=1"')


class Refused(Exception):  # noqa: N818 -- stands for PostgreSQL's
    """What PostgreSQL says of a broken constraint, beside its words."""

    sqlstate = "23505"
    diag = SimpleNamespace(constraint_name="accounts_one_user_an_email")


def test_a_duplicate_is_logged_by_page_and_constraint(written):
    fault = IntegrityError("duplicate key\nDETAIL: (lower(email))=(ha@bct.vn) exists")
    fault.__cause__ = Refused()
    request = RequestFactory().get(f"/nguoi-dung/{SECRET}/")
    request.resolver_match = ResolverMatch(print, (), {}, "person", namespaces=["a"])
    answer = DuplicateIdentityMiddleware(print).process_exception(request, fault)
    assert answer is not None
    (line,) = written("text")
    assert line.endswith("refused a duplicate at a:person: accounts_one_user_an_email")
