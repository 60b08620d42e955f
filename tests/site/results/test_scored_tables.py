"""Scored tables are kept by what they were scored from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from opendti_site.results.bridge import scoring

WAIT = 30  # seconds: fails where a thread would wait for ever


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The inputs that were scored; they are scored to themselves."""
    inputs: list[str] = []

    def compute(_plan: object, text: str) -> Any:
        inputs.append(text)
        return text

    monkeypatch.setattr(scoring, "plan_of", lambda _table: None)
    monkeypatch.setattr(scoring, "_computed", compute)
    scoring.scored.cache_clear()
    return inputs


@pytest.fixture(autouse=True)
def _no_strange_tables():
    yield
    scoring.scored.cache_clear()


def table(name: str) -> Any:
    return SimpleNamespace(fingerprint="f", inputs_digest=name, inputs=name)


def test_a_table_is_scored_once_and_the_one_longest_unused_is_dropped(
    computed: list[str],
) -> None:
    names = [str(number) for number in range(scoring.CACHE_SIZE)]
    for name in [*names, *names, "one more", names[-1], names[0]]:
        assert scoring.scored(table(name)) == name
    assert computed == [*names, "one more", names[0]]


def test_a_second_request_waits_for_the_table_that_is_being_scored(
    computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slowly(_plan: object, text: str) -> Any:
        computed.append(text)
        begun.set()
        assert go_on.wait(WAIT)
        return text

    monkeypatch.setattr(scoring, "_computed", slowly)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(scoring.scored, table("same"))
        assert begun.wait(WAIT)
        second = threads.submit(scoring.scored, table("same"))
        go_on.set()
        assert (first.result(WAIT), second.result(WAIT)) == ("same", "same")
    assert computed == ["same"]
