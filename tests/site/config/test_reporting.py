"""Reports of faults: a missing package is named, and nothing of people is in them."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

from opendti_site.config import environment
from opendti_site.config.reporting import options, start_reporting, without_people
from opendti_site.operations.logs import logged_with


def test_a_missing_package_is_named_with_the_command():
    with (
        patch("opendti_site.config.reporting.find_spec", return_value=None),
        pytest.raises(ImproperlyConfigured, match=r"pip install 'opendti\[sentry\]'"),
    ):
        start_reporting("https://key@errors.example.gov.vn/1")


def test_reports_leave_out_what_was_sent_and_who_sent_it():
    report = {
        "level": "error",
        "exception": {"values": [{"type": "ValueError"}]},
        "transaction": "/dat-lai/s3cret/",
        "breadcrumbs": {"values": ["s3cret"]},
        "extra": {"sys.argv": ["s3cret"]},
        "request": {
            "method": "POST",
            "url": "https://dti.example.gov.vn/dat-lai/s3cret/",
            "query_string": "token=s3cret",
            "data": {"password": "s3cret"},
            "headers": {"Cookie": "s3cret"},
        },
        "user": {"id": 7, "username": "s3cret", "ip_address": "192.0.2.1"},
    }
    with logged_with(request_id="r-12345678"):
        kept = without_people(report, {})
    assert kept == {
        "level": "error",
        "exception": {"values": [{"type": "ValueError"}]},
        "request": {"method": "POST"},
        "user": {"id": 7},
        "tags": {"request_id": "r-12345678"},
    }
    assert without_people({"level": "error"}, {}) == {"level": "error", "tags": {}}


def test_reports_mask_a_secret_link_and_leave_out_what_django_logged():
    link = "/tai-khoan/lien-ket/s3cret/"
    entry = {"message": "Internal Server Error: %s", "params": [link]}
    values = [{"type": "ValueError", "value": f"no page at {link}"}]
    report = {
        "logger": "django.request",
        "logentry": entry,
        "exception": {"values": values},
    }
    kept = without_people(report, {})
    assert kept["logentry"] == {"message": "Internal Server Error: %s"}
    assert "s3cret" not in str(kept)


def test_reports_hold_no_variables_bodies_or_log_lines():
    found = options()
    assert found["before_send"] is without_people
    assert not found["include_local_variables"]
    assert not found["send_default_pii"]
    assert found["max_breadcrumbs"] == 0
    assert found["max_request_body_size"] == "never"


def test_a_choice_is_one_of_its_words(monkeypatch):
    monkeypatch.delenv("X", raising=False)
    assert environment.choice("X", among=("text", "json")) == "text"
    monkeypatch.setenv("X", "json")
    assert environment.choice("X", among=("text", "json")) == "json"
    monkeypatch.setenv("X", "xml")
    with pytest.raises(ImproperlyConfigured, match="X must be text or json, not 'xml'"):
        environment.choice("X", among=("text", "json"))


def test_a_short_token_is_refused(monkeypatch):
    monkeypatch.setenv("X", "short")
    with pytest.raises(
        ImproperlyConfigured, match="X must have at least 16 characters"
    ):
        environment.token("X", at_least=16)
    monkeypatch.setenv("X", "x" * 16)
    assert environment.token("X", at_least=16) == "x" * 16
    monkeypatch.delenv("X")
    assert environment.token("X", at_least=16) == ""
