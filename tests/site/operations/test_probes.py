"""What machines that watch the site are told, and by which ways they come in."""

from __future__ import annotations

from collections import namedtuple
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import get_resolver

from opendti_site.operations.migration_state import migration_state
from opendti_site.operations.probes import PROBES
from opendti_site.operations.worker import JobWorker

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 -- as `shutil` returns it
STRANGE = {"HTTP_HOST": "10.11.12.13:8000"}


def parts_of(query: str = "") -> dict[str, str]:
    """Return what is said of each part."""
    return Client().get(f"/readyz{query}").json()["parts"]


@pytest.fixture
def worker(db) -> None:
    JobWorker().write_heartbeat()


def test_a_process_that_answers_is_alive_without_a_database():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.usefixtures("worker")
def test_a_site_with_all_parts_is_ready():
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "parts": dict.fromkeys(
            ("database", "migrations", "worker", "disk", "mail"), "ok"
        ),
    }


@pytest.mark.django_db
def test_a_site_without_a_worker_names_it_and_may_leave_it_out():
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert parts_of()["worker"] == "none runs"
    without = Client().get("/readyz?exclude=worker")
    assert (without.status_code, "worker" in without.json()["parts"]) == (200, False)


@pytest.mark.usefixtures("worker")
def test_every_part_may_be_left_out():
    names = list(parts_of())
    assert len(names) == 5
    with_it = {"database": {"database", "migrations", "worker"}}
    for name in names:
        gone = with_it.get(name, {name})
        others = [other for other in names if other not in gone]
        assert list(parts_of(f"?exclude={name}")) == others
    assert parts_of("?exclude=" + "&exclude=".join(names)) == {}


@pytest.mark.usefixtures("worker")
def test_an_unreachable_database_is_named_without_its_address():
    lost = OperationalError("connection to server at db.example.gov.vn failed: s3cret")
    with patch.object(connection, "cursor", side_effect=lost):
        answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {
        "database": "does not answer",
        "migrations": "unknown without the database",
        "worker": "unknown without the database",
        "disk": "ok",
        "mail": "ok",
    }
    assert b"s3cret" not in answer.content


@pytest.mark.usefixtures("worker")
def test_tables_behind_or_ahead_of_the_program_are_named():
    recorder = MigrationRecorder(connection)
    assert migration_state().is_current
    recorder.record_unapplied("operations", "0001_workers")
    assert parts_of()["migrations"] == "1 to be applied"
    recorder.record_applied("operations", "0001_workers")
    recorder.record_applied("operations", "9999_of_tomorrow")
    assert parts_of()["migrations"] == "1 of a newer program"
    state = migration_state()
    assert (state.unknown, state.is_current) == (
        ("operations.9999_of_tomorrow",),
        False,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("applied", "missing"),
    [
        (("0001", "0002"), ()),
        (("0001",), ("a.0003_both",)),
        (("0003_both",), ()),
        ((), ("a.0003_both",)),
    ],
)
def test_a_migration_that_replaces_others_is_there_when_all_of_them_are(
    applied: tuple[str, ...], missing: tuple[str, ...]
):
    on_disk = {("a", "0003_both"): frozenset({("a", "0001"), ("a", "0002")})}
    module = "opendti_site.operations.migration_state"
    with (
        patch(f"{module}._migrations_on_disk", return_value=on_disk),
        patch(f"{module}.MigrationRecorder") as recorder,
    ):
        found = dict.fromkeys(("a", name) for name in applied)
        recorder.return_value.applied_migrations.return_value = found
        state = migration_state()
    assert (state.missing, state.unknown) == (missing, ())
    assert state.is_current == (missing == ())


@pytest.mark.usefixtures("worker")
def test_little_space_is_named(settings):
    settings.MIN_FREE_SPACE = 500 * 1024 * 1024
    usage = Usage(10**12, 10**12 - 500 * 1024 * 1024 + 1, 500 * 1024 * 1024 - 1)
    with patch("shutil.disk_usage", return_value=usage):
        assert parts_of()["disk"] == "less than 500 MB free"
    usage = Usage(10**12, 0, 500 * 1024 * 1024)
    with patch("shutil.disk_usage", return_value=usage):
        assert parts_of()["disk"] == "ok"


@pytest.mark.usefixtures("worker")
def test_a_mail_server_needs_a_sender(settings):
    settings.HAS_SMTP = True
    settings.DEFAULT_FROM_EMAIL = "opendti@localhost"
    assert parts_of()["mail"] == "the sender's address is not set"
    settings.DEFAULT_FROM_EMAIL = "dti@example.gov.vn"
    assert parts_of()["mail"] == "ok"


@pytest.mark.parametrize("path", sorted(PROBES))
@pytest.mark.usefixtures("worker")
def test_probes_come_by_any_host_without_https_and_all_others_do_not(settings, path):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client(raise_request_exception=False).get(path, **STRANGE)
    assert answer.status_code not in {301, 400}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert Client(raise_request_exception=False).get("/", **STRANGE).status_code == 400
    assert Client().get(path + "/").status_code == 301
    assert Client().post(path).status_code == 405


def test_probes_are_the_addresses_of_operations():
    found = {
        f"/{pattern.pattern}"
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "app_name", "") == "operations"
        for pattern in resolver.url_patterns
    }
    assert found == PROBES


def test_the_walls_of_the_site_hold_for_a_probe_that_is_none():
    assert Client().get("/readyz.json").status_code == 404


def test_a_probe_answers_below_no_language(db, settings):
    settings.METRICS_TOKEN = "x" * 16
    bearer = {"HTTP_AUTHORIZATION": "Bearer " + "x" * 16}
    paths = [f"/en{path}" for path in sorted(PROBES)]
    assert [Client().get(path, **bearer).status_code for path in paths] == [404] * 3


def test_without_the_database_nothing_is_asked_of_it():
    with patch.object(connection, "cursor", side_effect=OperationalError):
        assert parts_of("?exclude=database") == {"disk": "ok", "mail": "ok"}


def test_a_site_that_is_not_ready_is_one_warning(caplog):
    with patch.object(connection, "cursor", side_effect=OperationalError("s3cret")):
        assert Client().get("/readyz").status_code == 503
    found = [(r.levelname, r.getMessage()) for r in caplog.records if r.levelno > 20]
    words = "unknown without the database"
    assert found == [
        (
            "WARNING",
            f"not ready: database does not answer; migrations {words}; worker {words}",
        )
    ]
