"""Periodic work: done when due, once, and whatever else fails."""

from __future__ import annotations

import errno
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from opendti_site.operations import chores
from opendti_site.operations.chores import Chore, Outcome, run_chores
from opendti_site.operations.models import ChoreRecord, Worker

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Let there be the given chores only, each noting when it is done."""
    done: list[str] = []

    def register(*names: str, every: timedelta | None = HOUR) -> list[str]:
        monkeypatch.setattr(chores, "_CHORES", {})
        for name in names:
            chores.register(
                Chore(name, lambda name=name: _note(name), every, label=name)
            )
        return done

    def _note(name: str) -> Outcome:
        done.append(name)
        return Outcome(f"{name} done")

    return register


def later(span: timedelta) -> None:
    """Let all that was done have been done that much earlier."""
    for record in ChoreRecord.objects.all():
        ChoreRecord.objects.filter(pk=record.pk).update(
            started_at=record.started_at - span,
            finished_at=record.finished_at and record.finished_at - span,
        )


def test_chore_is_done_when_it_is_due(only: Callable[..., list[str]]) -> None:
    done = only("a")
    run_chores()
    run_chores()
    assert done == ["a"]
    later(HOUR)
    run_chores()
    assert done == ["a", "a"]
    run_chores(all_of_them=True)
    assert done == ["a", "a", "a"]
    assert ChoreRecord.objects.get().outcome == "a done"


def test_chore_with_a_timer_of_its_own_is_left_out(
    only: Callable[..., list[str]],
) -> None:
    done = only("a", "b")
    call_command("housekeeping", "--all", "--without", "b")
    assert done == ["a"]


def test_chore_that_another_process_does_is_left_to_it(
    only: Callable[..., list[str]],
) -> None:
    done = only("a")
    ChoreRecord.objects.create(name="a", started_at=timezone.now() - HOUR)
    run_chores(all_of_them=True)
    assert done == []


def test_chore_that_was_interrupted_is_done_again(
    only: Callable[..., list[str]],
) -> None:
    done = only("a")
    started = timezone.now() - chores.MAX_DURATION - HOUR
    ChoreRecord.objects.create(name="a", started_at=started)
    run_chores()
    assert done == ["a"]


def test_a_clock_that_was_ahead_keeps_no_chore_from_being_done(
    only: Callable[..., list[str]],
) -> None:
    """A machine may start in 2036, before it asks for the time."""
    done = only("a")
    run_chores()
    later(-timedelta(days=4_000))
    run_chores()
    assert done == ["a", "a"]
    assert run_chores().outcomes == {}


@pytest.mark.parametrize("lost", ["_claim", "_note"])
def test_on_a_full_disk_chores_are_done_though_nothing_can_be_noted(
    only: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    done = only("a", "b")
    full = OperationalError("database or disk is full")
    full.__cause__ = OSError(errno.ENOSPC, "No space left on device")

    def fail(*_given: object, **_named: object) -> None:
        raise full

    monkeypatch.setattr(chores, lost, fail)
    report = run_chores()
    assert done == ["a", "b"]
    assert len(report.faults) == 2
    full.__cause__ = None
    ChoreRecord.objects.all().delete()
    with pytest.raises(OperationalError):
        run_chores(all_of_them=True)


def test_failing_chore_keeps_no_other_from_being_done(
    only: Callable[..., list[str]],
) -> None:
    done = only("z")

    def fail() -> Outcome:
        message = "no such table"
        raise RuntimeError(message)

    chores._CHORES.clear()  # noqa: SLF001 -- of this test alone
    chores.register(Chore("a", fail, HOUR, label="a"))
    chores.register(Chore("z", lambda: done.append("z") or Outcome(), HOUR, label="z"))
    with pytest.raises(CommandError, match="a: RuntimeError: no such table"):
        call_command("housekeeping")
    assert done == ["z"]


def test_housekeeping_of_the_site_finds_nothing_amiss() -> None:
    Worker.objects.create(
        pk="gone",
        host="h",
        pid=1,
        started_at=timezone.now(),
        seen_at=timezone.now() - timedelta(days=2),
    )
    call_command("housekeeping", all=True)
    call_command("housekeeping", all=True)
    assert not Worker.objects.exists()
    named = set(ChoreRecord.objects.values_list("pk", flat=True))
    assert {"audit verification", "evidence files", "sessions"} <= named


FOUND = chores.ChoresReport({"tried": Outcome("3 removed", ("one is left",))})
RUN = "opendti_site.operations.management.commands.housekeeping.run_chores"


def test_housekeeping_writes_for_people(settings, caplog):
    settings.LOG, out = "text", StringIO()
    with (
        patch(RUN, return_value=FOUND),
        pytest.raises(CommandError, match="tried: one is left"),
    ):
        call_command("housekeeping", stdout=out)
    assert out.getvalue() == "tried: 3 removed\n"
    assert "opendti.housekeeping" not in {record.name for record in caplog.records}


def test_housekeeping_logs_for_programs(settings, caplog):
    settings.LOG, out = "json", StringIO()
    with patch(RUN, return_value=FOUND), pytest.raises(SystemExit) as end:
        call_command("housekeeping", stdout=out)
    assert (out.getvalue(), end.value.code) == ("", 1)
    assert [
        (record.levelname, record.message, record.fields)
        for record in caplog.records
        if record.name == "opendti.housekeeping"
    ] == [
        ("INFO", "3 removed", {"chore": "tried"}),
        ("ERROR", "one is left", {"chore": "tried"}),
    ]
