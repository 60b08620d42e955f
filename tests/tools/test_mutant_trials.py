"""Tests meet a mutant in a fork, and its survivors once more in a process of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tools.mutants import trial
from tools.mutants.edits import Mutant, Verdict
from tools.mutants.kinds import mutants_of
from tools.mutants.targets import ROOT, Target
from tools.mutants.trial import BaselineError, Copy, Warm

SOURCE = """\
import functools
LIMIT = 10
def below(number, *, limit=LIMIT):
    return number < limit
def count_down(number):
    while number != 0:
        number -= 1
def answer():
    return 42
@functools.lru_cache
def largest():
    return 7
"""
TESTS = """\
import subprocess, sys
from sample import answer, below, count_down, largest
def test_bound():
    assert below(9)
    assert not below(10)
def test_end():
    count_down(largest())
def test_other_process():
    answer()
    words = [sys.executable, "-c", "from sample import answer; print(answer())"]
    assert subprocess.check_output(words) == b"42\\n"
    assert largest() == 7
"""
BOUND, END, OTHER_PROCESS = (
    f"tests/test_sample.py::test_{name}" for name in ("bound", "end", "other_process")
)


def mutant(before: str, after: str) -> Mutant:
    """Return the mutant of the sample that makes this change."""
    mutants = mutants_of("src/sample.py", SOURCE.encode())
    return next(
        each for each in mutants if (each.before, each.after) == (before, after)
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    folder = tmp_path_factory.mktemp("mutants")
    root = folder / "root"
    texts = {
        "src/sample.py": SOURCE,
        "tests/test_sample.py": TESTS,
        "tests/test_failing.py": "def test_sum():\n    assert 1 + 1 == 3\n",
    }
    for file, text in texts.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "tools").symlink_to(ROOT / "tools")
    return Copy(folder / "copy", root)


@pytest.fixture(scope="module")
def warm(copy: Copy) -> Iterator[Warm]:
    target = Target("sample", ("src/sample.py",), ("tests/test_sample.py",))
    with closing(Warm(copy, target)) as started:
        yield started


@pytest.mark.parametrize(
    ("before", "after", "tests"),
    [
        ("number < limit", "(number <= limit)", {BOUND}),
        ("number != 0", "(number == 0)", {END}),
        ("10", "11", {BOUND, END, OTHER_PROCESS}),  # of the module: all
        ("7", "8", {BOUND, END, OTHER_PROCESS}),  # a kept answer: all of the file
    ],
)
def test_the_tests_of_a_mutant_are_those_that_ran_its_line(
    warm: Warm, before: str, after: str, tests: set[str]
) -> None:
    assert set(warm.baseline.tests_for(mutant(before, after))) == tests


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("number < limit", "(number <= limit)", Verdict.KILLED),
        ("number != 0", "(number == 0)", Verdict.SURVIVED),
        ("10", "11", Verdict.KILLED),  # the default was set at import
        ("7", "8", Verdict.KILLED),  # kept, since another test asked first
        ("42", "43", Verdict.KILLED),  # seen by a process that reads the file
    ],
)
def test_a_mutant_gets_its_verdict(
    warm: Warm, before: str, after: str, verdict: Verdict
) -> None:
    assert warm.run(mutant(before, after)) == verdict


def test_time_is_limited(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "START", 1)
    assert warm.run(mutant("1", "2")) == Verdict.TIMEOUT


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("tests/test_failing.py", "assert (1 + 1) == 3"),
        ("tests/test_missing.py", "not found"),
    ],
)
def test_tests_that_fail_by_themselves_tell_nothing_of_a_mutant(
    copy: Copy, file: str, words: str
) -> None:
    target = Target("failing", ("src/sample.py",), (file,))
    with pytest.raises(BaselineError) as caught:
        Warm(copy, target)
    assert words in str(caught.value)
