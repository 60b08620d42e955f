"""What a child process may take: for a file of each size, and as the system has it."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

import pytest

from opendti.untrusted.limits import MEGABYTE, Allowance, Limits, apply_limits

INFINITE = resource.RLIM_INFINITY


def bound(monkeypatch: pytest.MonkeyPatch, **maxima: int) -> dict[str, object]:
    """Return what a process would be bound to, with these hard limits before."""
    found: dict[str, object] = {}
    kinds = ("CPU", "DATA", "FSIZE", "NOFILE", "CORE")
    names = {getattr(resource, f"RLIMIT_{kind}"): f"RLIMIT_{kind}" for kind in kinds}
    monkeypatch.setattr(
        resource, "getrlimit", lambda kind: (0, maxima.get(names[kind], INFINITE))
    )
    monkeypatch.setattr(
        resource, "setrlimit", lambda kind, pair: found.update({names[kind]: pair})
    )
    monkeypatch.setattr(signal, "signal", lambda *pair: found.update(signal=pair))
    monkeypatch.setattr(signal, "alarm", lambda seconds: found.update(alarm=seconds))
    apply_limits(Limits(memory=10**9, seconds=7, wall=50, output=123_456))
    return found


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, Limits(128 * MEGABYTE, 5, 20, 64 * MEGABYTE)),
        (1, Limits(128 * MEGABYTE + 40, 5, 20, 64 * MEGABYTE + 40)),
        (MEGABYTE // 2 - 1, Limits(148 * MEGABYTE - 40, 5, 20, 84 * MEGABYTE - 40)),
        (MEGABYTE // 2, Limits(148 * MEGABYTE, 6, 24, 84 * MEGABYTE)),
        (10 * MEGABYTE, Limits(528 * MEGABYTE, 25, 100, 464 * MEGABYTE)),
    ],
)
def test_the_limits_for_a_file(size: int, expected: Limits) -> None:
    assert MEGABYTE == 1024 * 1024
    assert Allowance().limits(size) == expected


def test_the_limits_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    status = Path("/proc/self/status").read_text("ascii")
    used = int(status.split("VmData:")[1].split()[0]) * 1024
    found = bound(monkeypatch)
    data, hard = found.pop("RLIMIT_DATA")  # type: ignore[misc]
    assert data == hard
    assert abs(data - 10**9 - used) < MEGABYTE
    assert found == {
        # At 7 seconds the signal, at 9 the end.
        "RLIMIT_CPU": (7, 9),
        "RLIMIT_FSIZE": (123_456, 123_456),
        "RLIMIT_NOFILE": (64, 64),
        "RLIMIT_CORE": (0, 0),
        "signal": (signal.SIGALRM, signal.SIG_DFL),
        "alarm": 51,
    }


@pytest.mark.parametrize(
    ("maximum", "expected"), [(10, (7, 9)), (8, (7, 8)), (6, (6, 6))]
)
def test_a_lower_limit_stays(
    maximum: int, expected: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = bound(monkeypatch, RLIMIT_CPU=maximum, RLIMIT_NOFILE=32)
    assert found["RLIMIT_CPU"] == expected
    assert found["RLIMIT_NOFILE"] == (32, 32)
