"""What `opendti serve` writes of its processes is written as the site writes its log."""

from __future__ import annotations

import json
import os

import pytest

from opendti.cli.serve import (
    name_own_address,
    print_address,
    print_notes,
    report_line,
)


def test_a_line_is_an_object_where_the_log_is_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENDTI_LOG", "json")
    report_line("the worker ended (exit code 1)")
    line = json.loads(capsys.readouterr().err)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "warning",
        "logger": "opendti.serve",
        "message": "the worker ended (exit code 1)",
    }


def test_a_line_is_text_for_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENDTI_LOG", raising=False)
    report_line("the worker ended")
    assert capsys.readouterr().err == "the worker ended\n"


def test_the_address_is_reported_to_people_and_to_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENDTI_LOG", raising=False)
    print_address("http://127.0.0.1:8000/")
    output = capsys.readouterr()
    assert output.out == "OpenDTI: http://127.0.0.1:8000/ (Ctrl+C stops it)\n"
    monkeypatch.setenv("OPENDTI_LOG", "json")
    print_address("http://127.0.0.1:8000/")
    output = capsys.readouterr()
    line = json.loads(output.err)
    assert (output.out, line["level"]) == ("", "info")
    assert line["message"] == "serving at http://127.0.0.1:8000/"


def test_the_way_in_for_the_first_administrator_is_shown_the_same_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = "Nobody can sign in yet.\n  https://dti.example.gov.vn/…/"
    monkeypatch.delenv("OPENDTI_LOG", raising=False)
    print_notes("")
    print_notes(notes)
    output = capsys.readouterr()
    assert (output.out, output.err) == (f"{notes}\n", "")
    monkeypatch.setenv("OPENDTI_LOG", "json")
    print_notes("")
    print_notes(notes)
    output = capsys.readouterr()
    assert (output.out, json.loads(output.err)["message"]) == ("", notes)


@pytest.mark.parametrize(
    ("demo", "given", "expected"),
    [
        ("1", "", "http://localhost:8471"),
        ("1", "https://dti.example.vn", "https://dti.example.vn"),
        ("0", "", ""),
    ],
)
def test_letters_of_a_demo_lead_to_the_port_at_which_it_is_served(
    monkeypatch: pytest.MonkeyPatch, demo: str, given: str, expected: str
) -> None:
    monkeypatch.setenv("OPENDTI_DEMO", demo)
    monkeypatch.setenv("OPENDTI_URL", given)
    name_own_address(8471)
    assert os.environ["OPENDTI_URL"] == expected
