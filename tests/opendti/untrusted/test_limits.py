"""What a child process may take: for a file of each size, and as the system has it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from opendti.untrusted.limits import MEGABYTE, Allowance, Limits

BIND = """
import json, resource, signal
from opendti.untrusted.limits import Limits, _data_in_use, apply_limits

signal.signal(signal.SIGALRM, signal.SIG_IGN)
for name, most in {before}.items():
    resource.setrlimit(getattr(resource, name), (most, most))
used = _data_in_use()
apply_limits(Limits(memory=10**9, seconds=7, wall=50, output=123_456))
names = ["RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE"]
limits = {{name: resource.getrlimit(getattr(resource, name)) for name in names}}
soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
print(json.dumps({{
    **limits, "used": used, "data": soft - 10**9, "same": soft == hard,
    "default": signal.getsignal(signal.SIGALRM) == signal.SIG_DFL, "alarm": signal.alarm(0),
}}))
"""


def bound(**before: int) -> dict[str, object]:
    """Return the limits of a process that bound itself, with these hard ones before."""
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", BIND.format(before=before)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, object] = json.loads(done.stdout)
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


def test_the_limits_of_a_process() -> None:
    found = bound()
    assert found["RLIMIT_CPU"] == [7, 9]
    assert found["RLIMIT_FSIZE"] == [123_456, 123_456]
    assert found["RLIMIT_NOFILE"] == [64, 64]
    assert found["RLIMIT_CORE"] == [0, 0]
    assert found["same"]
    # What the process had already, to the page.
    assert 0 <= int(str(found["data"])) - int(str(found["used"])) < 16_384
    assert found["default"]
    assert found["alarm"] == 51


def test_a_lower_limit_stays() -> None:
    found = bound(RLIMIT_CPU=8, RLIMIT_FSIZE=1000, RLIMIT_NOFILE=32)
    assert found["RLIMIT_CPU"] == [7, 8]
    assert found["RLIMIT_FSIZE"] == [1000, 1000]
    assert found["RLIMIT_NOFILE"] == [32, 32]
