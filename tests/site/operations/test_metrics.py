"""Figures for Prometheus: who reads them, what they count, and how several processes add up."""

from __future__ import annotations

import os
import subprocess
import sys
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from opendti_site.operations import metrics
from opendti_site.operations.worker import JobWorker

TOKEN = "a-token-of-many-characters"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _token(settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def samples(text: str) -> dict[tuple[str, frozenset[str]], float]:
    """Return every sample by its name and the values of its labels."""
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figures() -> dict[tuple[str, frozenset[str]], float]:
    answer = Client().get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    return samples(answer.content.decode())


def plain(name: str) -> tuple[str, frozenset[str]]:
    return name, frozenset()


@pytest.mark.parametrize(
    "sent", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer \xff"]
)
def test_figures_need_the_token(sent):
    answer = Client().get("/metrics", HTTP_AUTHORIZATION=sent)
    assert (answer.status_code, answer.content) == (401, b"Unauthorized\n")


def test_without_a_token_there_is_no_such_address(settings):
    settings.METRICS_TOKEN = ""
    for sent in ("", "Bearer ", f"Bearer {TOKEN}"):
        assert Client().get("/metrics", HTTP_AUTHORIZATION=sent).status_code == 404


def test_the_token_is_compared_in_constant_time():
    compare = "opendti_site.operations.views.constant_time_compare"
    with patch(compare, return_value=False) as compared:
        answer = Client().get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert answer.status_code == 401
    compared.assert_called_once_with(f"Bearer {TOKEN}", f"Bearer {TOKEN}")


def test_requests_are_counted_by_page_method_and_status():
    before = figures()
    Client().get("/viec-cua-toi/")
    Client().get("/viec-cua-toi/")
    Client().get("/khong-co/1/")
    Client().get("/khong-co/2/")
    Client().generic("BREW", "/khong-co/3/")
    after = figures()
    grown = {
        key[1]: after[key] - before.get(key, 0)
        for key in after
        if key[0] == "opendti_requests_total"
    }
    assert grown[frozenset({"home:tasks", "GET", "302"})] == 2
    assert grown[frozenset({"unknown", "GET", "404"})] == 2
    assert grown[frozenset({"unknown", "other", "405"})] == 1
    timed = ("opendti_request_duration_seconds_count", frozenset({"home:tasks", "GET"}))
    assert after[timed] - before.get(timed, 0) == 2


def test_static_files_are_one_page():
    Client().get("/static/ui/opendti.css").close()
    Client().get("/static/khong-co.css")
    views = {labels for name, labels in figures() if name == "opendti_requests_total"}
    assert any("static" in labels for labels in views)
    assert not any("css" in word for labels in views for word in labels)


def test_the_machine_room_is_measured():
    JobWorker().write_heartbeat()
    DBTaskResult.objects.create(task_path="x.y", args_kwargs={}, backend_name="default")
    found = figures()
    assert found[plain("opendti_database_up")] == 1
    assert 0 < found[plain("opendti_database_seconds")] < 10
    assert found["opendti_jobs", frozenset({"waiting"})] == 1
    assert found["opendti_jobs", frozenset({"failed"})] == 0
    assert found[plain("opendti_workers")] == 1
    assert found[plain("opendti_oldest_job_seconds")] > 0
    assert found[plain("opendti_disk_free_bytes")] > 0
    assert found[plain("opendti_unreadable_figures")] == 0


def test_a_lost_database_leaves_what_needs_none():
    lost = OperationalError("no connection")
    with patch("opendti_site.operations.gauges.connection.cursor", side_effect=lost):
        found = figures()
    assert found[plain("opendti_database_up")] == 0
    assert plain("opendti_workers") not in found
    readable = ("opendti_database_up", "opendti_disk_free_bytes")
    unread = len(metrics.known_gauges()) - len(readable)
    assert found[plain("opendti_unreadable_figures")] == unread
    assert found[plain("opendti_disk_free_bytes")] > 0


COUNT = """
from prometheus_client import values
from opendti_site.operations import metrics
metrics.count_request("home:tasks", "GET", 200, 0.02)
"""
READ = (
    "from opendti_site.operations import metrics\nprint(metrics.exposition().decode())"
)


def test_processes_add_their_counts_up(tmp_path):
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for code in (COUNT, COUNT, READ):
        done = subprocess.run(  # noqa: S603 -- our own code
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    found = samples(done.stdout)
    key = "opendti_requests_total", frozenset({"home:tasks", "GET", "200"})
    assert found[key] == 2


def test_labels_of_gauges_are_few():
    listed = metrics.known_gauges()
    assert {label for gauge in listed for label in gauge.labels} <= {"state", "chore"}
