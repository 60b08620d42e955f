"""The documented commands, started as they are in the documentation, under crowds."""

from __future__ import annotations

import http.client
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from tests.docs.pages import text_of
from tests.servers import database_url, environment, served, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from opendti_site.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

IDLE, SLOW_HEADERS, SLOW_BODIES = 200, 20, 40
PARALLEL = 300
DELAYED = 8.0  # seconds on a busy machine; behind silent connections it is 60
SERVE = re.compile(r"opendti serve(?P<arguments>( --\w+ \S+)*)")
MINISTRY = ["--processes", "4", "--threads", "8"]
OPERATIONS = ["docs/operations/install.md", "docs/operations/scale.md"]


def documented() -> list[list[str]]:
    """Return the arguments of each `opendti serve` of the pages, without its address."""
    found = []
    pages = "".join(map(text_of, OPERATIONS))
    for line in SERVE.finditer(pages):
        words = line["arguments"].split()
        pairs = zip(words[::2], words[1::2], strict=True)
        kept = [pair for pair in pairs if pair[0] not in {"--host", "--port"}]
        found.append([word for pair in kept for word in pair])
    return [list(words) for words in sorted({tuple(words) for words in found})]


@pytest.mark.sqlite
def test_a_file_that_is_too_large_for_the_server_is_refused_in_words(
    tmp_path: Path,
) -> None:
    """It never reaches a view: the server itself refuses it before it is read."""
    surroundings = environment(settings.DATA_DIR, database_url())
    length = settings.UPLOAD_LIMIT + 2 * 1024 * 1024
    with served(["--workers", "0"], surroundings, tmp_path / "log") as port:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        asked.putrequest("POST", "/don-vi/nhap/")
        asked.putheader("Content-Length", str(length))
        asked.endheaders()
        answer = asked.getresponse()
        page = answer.read().decode()
        asked.close()
    assert answer.status == 413
    assert f"nhận tệp đến {settings.UPLOAD_LIMIT // 1024**2} MB" in page
    assert "waitress" not in page


def test_the_page_documents_an_office_and_a_ministry() -> None:
    assert documented() == [[], MINISTRY]


OFFICE_AND_MINISTRY = [
    pytest.param([], marks=pytest.mark.sqlite, id="office"),
    pytest.param(MINISTRY, marks=pytest.mark.postgres, id="ministry"),
]
"""Each on the database that its page is about."""


@pytest.fixture(params=OFFICE_AND_MINISTRY)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The port of a documented site, and the connections that its page promises."""
    words: list[str] = request.param
    options = dict(zip(words[::2], words[1::2], strict=True))
    processes, threads = int(options.get("--processes", 1)), options.get("--threads", 8)
    # With this database's key: the site seals a line where it finds nobody who can sign in.
    key = str(settings.AUDIT_KEY_FILE)
    surroundings = environment(tmp_path, database_url(), OPENDTI_AUDIT_KEY_FILE=key)
    with served(words, surroundings, tmp_path / "log") as port:
        yield port, processes * int(threads) + 3 * 1 + 1


@pytest.fixture
def cookie(client: Client, coordinator: User) -> str:
    """The cookie of someone who signed in."""
    client.force_login(coordinator)
    return f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_documented_command_bears_slow_connections_and_crowds(
    site: tuple[int, int], cookie: str
) -> None:
    port, bound = site
    slow_connections_delay_nobody(port, cookie)
    assert crowd_is_answered(port, cookie) <= bound


def slow_connections_delay_nobody(port: int, cookie: str) -> None:
    """Open connections that say nothing or little, and time a request beside them."""
    with ExitStack() as stack:
        for start in _slow_starts():
            taken = socket.create_connection(("127.0.0.1", port))
            stack.enter_context(taken)
            taken.sendall(start)
        for _ in range(5):
            began = time.perf_counter()
            assert status_of(port, "/viec-cua-toi/", cookie=cookie, timeout=10) == 200
            assert time.perf_counter() - began < DELAYED


def _slow_starts() -> Iterator[bytes]:
    """Yield what each connection sends before it falls silent."""
    head = b" HTTP/1.1\r\nHost: localhost\r\n"
    for number in range(IDLE):
        yield b"GET /tai-khoan/dang-nhap/" + head + b"\r\n" if number % 2 else b""
    yield from [b"GET /" + head + b"X-Slow: "] * SLOW_HEADERS
    # The cookie makes Django read the form, as a reader's own form would.
    form = (
        b"Cookie: csrftoken=" + b"a" * 32 + b"\r\nContent-Length: 100000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
    )
    yield from [
        b"POST " + reverse("account_login").encode() + head + form
    ] * SLOW_BODIES


def crowd_is_answered(port: int, cookie: str) -> int:
    """Ask for a page many times at once; return the most database connections seen."""
    maximum = 0
    with ThreadPoolExecutor(PARALLEL) as crowd:
        answers = [
            crowd.submit(status_of, port, "/viec-cua-toi/", cookie=cookie, timeout=60)
            for _ in range(PARALLEL)
        ]
        while not all(answer.done() for answer in answers):
            maximum = max(maximum, _connections())
            time.sleep(0.1)
    assert {answer.result() for answer in answers} == {200}
    assert maximum >= 2 or connection.vendor != "postgresql"
    return maximum


def _connections() -> int:
    """Count the connections of other processes to the test's database; SQLite has none."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"  # the server's own cleaners count for nobody
        )
        count: int = cursor.fetchone()[0]
        return count
