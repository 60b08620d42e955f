"""A pytest plugin: collect the tests once, then run some in a fork for each mutant asked.

The first fork runs all tests as they are, and records which ran which lines. Each fork
that follows changes the code of the function around a mutant. Nothing runs in the
process itself: caches stay empty, and each fork makes its own database.
"""

from __future__ import annotations

import gc
import math
import os
import resource
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import zip_longest
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import pytest

from tools.mutants.edits import Mutant, Verdict
from tools.mutants.kinds import cached_lines
from tools.mutants.plugin import limit_memory

CONNECTION = "OPENDTI_MUTANTS_CONNECTION"
"""The file descriptor that questions come from and answers go to."""
STARTING = 60
"""Seconds by the clock that a process may take beside its tests, on a busy machine."""


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Record the tests, then answer for mutants until there are no more.

    The answer to `(mutant, limits)`, seconds for each test, is a verdict, or None when no
    function is around the mutant.
    """
    if session.testsfailed:
        return None  # pytest says what it could not collect
    asked = Connection(int(os.environ[CONNECTION]))
    files = asked.recv()
    if _fork(lambda: asked.send(_recorded(session, files))) != 0:
        return True
    items = {item.nodeid: item for item in session.items}
    with suppress(EOFError):
        while True:
            mutant, limits = asked.recv()
            chosen = {items[test]: seconds for test, seconds in limits.items()}
            asked.send(_verdict(session, mutant, chosen))
    return True


def _recorded(
    session: pytest.Session, files: tuple[str, ...]
) -> tuple[dict[str, float], dict[str, dict[int, list[str]]], list[str]]:
    """Return the seconds of each test, the tests of each line by file, and the failures."""
    seconds: dict[str, float] = defaultdict(float)
    failures: list[str] = []

    class Reports:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            seconds[report.nodeid] += report.duration
            if report.failed:
                failures.append(report.longreprtext)

    session.config.pluginmanager.register(Reports())
    paths = {file: str(Path(file).resolve()) for file in files}
    lines = coverage.Coverage(data_file=None, include=paths.values(), config_file=False)
    lines.start()
    for item in _run(session.items):
        lines.switch_context(item.nodeid)
    lines.stop()
    data = lines.get_data()
    by_line = {
        file: _with_cached(data.contexts_by_lineno(path), path)
        for file, path in paths.items()
    }
    return dict(seconds), by_line, failures


def _with_cached(
    tests_by_line: dict[int, list[str]], path: str
) -> dict[int, list[str]]:
    """Give the lines of functions that keep their answers to all tests of the file."""
    tests = sorted(set().union(*tests_by_line.values()))
    cached = cached_lines(Path(path).read_bytes()) & tests_by_line.keys()
    return tests_by_line | dict.fromkeys(cached, tests)


def _verdict(
    session: pytest.Session, mutant: Mutant, limits: dict[pytest.Item, float]
) -> Verdict | None:
    changes = changed_functions(mutant)
    if not changes:
        return None

    def run_tests() -> None:
        limit_memory()
        for function, code in changes:
            function.__code__ = code
        for item in _run(list(limits)):
            if session.testsfailed:
                break
            _limit_processor(limits[item])
        os._exit(min(session.testsfailed, 1))

    code = _fork(run_tests, STARTING + sum(limits.values()))
    if code in {None, -signal.SIGXCPU}:
        return Verdict.TIMEOUT
    return Verdict.KILLED if code else Verdict.SURVIVED


def _limit_processor(seconds: float) -> None:
    """End this process when it has worked for so long from now on, as an endless loop does."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = used.ru_utime + used.ru_stime + seconds
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(soft), hard))


def changed_functions(mutant: Mutant) -> list[tuple[FunctionType, CodeType]]:
    """Return the living functions around a mutant, each with its changed code.

    A function begins before what changes inside it: its name and its first line are
    those of the original.
    """
    file = Path(mutant.file).resolve()
    module = compile(mutant.apply(file.read_bytes()), file, "exec", dont_inherit=True)
    changed = {
        (code.co_qualname, code.co_firstlineno, code.co_freevars): code
        for code in _codes_within(module)
        if f"{mutant.inside}.".startswith(f"{_dotted(code)}.")
    }
    return [
        (function, changed[key])
        for function in gc.get_objects()
        if type(function) is FunctionType
        and (code := function.__code__).co_filename == str(file)
        and (key := (code.co_qualname, code.co_firstlineno, code.co_freevars))
        in changed
    ]


def _dotted(code: CodeType) -> str:
    return code.co_qualname.replace(".<locals>", "")


def _codes_within(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes_within(constant)


def _run(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield each test, and run it when the next is asked for."""
    for item, following in zip_longest(items, items[1:]):
        yield item
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _fork(work: Callable[[], None], seconds: float | None = None) -> int | None:
    """Return the exit code of work in a fork; None when its time was over.

    Whatever it started ends with it.
    """

    def in_fork() -> None:
        os.setsid()
        work()
        os._exit(0)

    process = get_context("fork").Process(target=in_fork)
    process.start()
    try:
        process.join(seconds)
        return process.exitcode
    finally:
        process.kill()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()
