"""A pytest plugin: note which test runs which line, or run a list of tests in its order."""

from __future__ import annotations

import json
import os
import resource
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

RECORD = "OPENDTI_MUTANTS_RECORD"
"""A folder: where lines and durations of tests are written to."""
CHOSEN = "OPENDTI_MUTANTS_CHOSEN"
"""A JSON list of test ids: only these run, in this order."""
MEMORY = 4 << 30
"""Bytes that a mutant may fill: an endless list fails before the machine does."""


class _Recorder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seconds: dict[str, float] = defaultdict(float)
        self._coverage = coverage.Coverage(
            data_file=folder / "coverage", source=["src"], config_file=False
        )
        self._coverage.start()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        result = yield
        self._coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        self._coverage.save()
        (self._folder / "seconds.json").write_text(json.dumps(self._seconds))


class _Chooser:
    def __init__(self, file: Path) -> None:
        chosen = json.loads(file.read_text())
        self._order = {nodeid: index for index, nodeid in enumerate(chosen)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(kept, key=lambda item: self._order[item.nodeid])


def pytest_configure(config: pytest.Config) -> None:
    """Become what the surroundings ask for."""
    if CHOSEN in os.environ:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        config.pluginmanager.register(_Chooser(Path(os.environ[CHOSEN])))


# Before the configuration: files named conftest.py import what is measured.
RECORDER = _Recorder(Path(os.environ[RECORD])) if RECORD in os.environ else None
if RECORDER is not None:
    pytest_runtest_protocol = RECORDER.pytest_runtest_protocol
    pytest_runtest_logreport = RECORDER.pytest_runtest_logreport
    pytest_sessionfinish = RECORDER.pytest_sessionfinish
