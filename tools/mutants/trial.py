"""Run tests against mutants, each in a copy of the tree."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import coverage

from tools.mutants.edits import Mutant
from tools.mutants.plugin import CHOSEN, RECORD
from tools.mutants.targets import ROOT, Target

LEFT_OUT = {".git", ".venv", "node_modules", "build", "var", ".hypothesis"}
LINKED = (".venv", "node_modules", "build")
SLOWER = 8
"""A mutant may take this many times what its tests took, and START seconds more."""
START = 60


class Verdict(StrEnum):
    """What the tests made of a mutant."""

    KILLED = "killed"
    TIMEOUT = "timeout"
    SURVIVED = "survived"


class BaselineError(Exception):
    """The tests fail without any mutant."""


@dataclass
class Baseline:
    """Which tests ran which lines of which file, and how long each took."""

    seconds: dict[str, float]
    tests_by_line: dict[str, dict[int, set[str]]] = field(default_factory=dict)

    def tests_for(self, mutant: Mutant) -> list[str]:
        """Return the tests that ran the mutant's line, the quickest first.

        A line that no test ran by itself (a constant, a line that ran at import or in
        another process) is met by all that ran anything of the file, or else by all.
        """
        lines = self.tests_by_line.get(mutant.file, {})
        tests = lines.get(mutant.line) or set().union(*lines.values())
        return sorted(tests or self.seconds, key=lambda test: self.seconds[test])


class Copy:
    """A copy of the tree that one mutant at a time lives in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignore = shutil.ignore_patterns(*LEFT_OUT, "__pycache__", ".*_cache")
        shutil.copytree(ROOT, folder, ignore=ignore)
        for name in LINKED:
            if (ROOT / name).exists():
                (folder / name).symlink_to((ROOT / name).resolve())

    def record(self, target: Target) -> Baseline:
        """Run the target's tests as they are; raise BaselineError when they fail."""
        notes = self.folder / "build-mutants"
        shutil.rmtree(notes, ignore_errors=True)
        notes.mkdir()
        code, output = self._pytest(target.tests, target.options, {RECORD: str(notes)})
        if code != 0:
            raise BaselineError(output[-3000:])
        baseline = Baseline(json.loads((notes / "seconds.json").read_text()))
        data = coverage.CoverageData(str(notes / "coverage"))
        data.read()
        for file in target.files:
            tests_by_line = data.contexts_by_lineno(str(self.folder / file))
            baseline.tests_by_line[file] = {
                line: {test for test in tests if test in baseline.seconds}
                for line, tests in tests_by_line.items()
            }
        return baseline

    def judge(self, mutant: Mutant, target: Target, baseline: Baseline) -> Verdict:
        """Return whether a test fails with the mutant in its place."""
        chosen = baseline.tests_for(mutant)
        (self.folder / "chosen.json").write_text(json.dumps(chosen))
        seconds = START + SLOWER * sum(baseline.seconds[test] for test in chosen)
        surroundings = {CHOSEN: str(self.folder / "chosen.json")}
        files = sorted({test.partition("::")[0] for test in chosen})
        source = (ROOT / mutant.file).read_bytes()
        self._write(mutant.file, mutant.apply(source))
        try:
            code, _ = self._pytest(
                files, ("-x", *target.options), surroundings, seconds
            )
        except subprocess.TimeoutExpired:
            return Verdict.TIMEOUT
        finally:
            self._write(mutant.file, source)
        return Verdict.SURVIVED if code in {0, 5} else Verdict.KILLED

    def _write(self, file: str, source: bytes) -> None:
        """Write a source file, and forget what was compiled from the one before.

        Python takes a compiled file for current when size and second agree, which those
        of two mutants easily do.
        """
        path = self.folder / file
        path.write_bytes(source)
        Path(importlib.util.cache_from_source(path)).unlink(missing_ok=True)

    def _pytest(
        self,
        tests: Iterable[str],
        options: tuple[str, ...],
        surroundings: dict[str, str],
        seconds: float | None = None,
    ) -> tuple[int, str]:
        """Run tests in the copy; end them and their children when the time is over."""
        plugins = ("tools.mutants.plugin", "no:randomly", "no:cacheprovider")
        words = [word for plugin in plugins for word in ("-p", plugin)]
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", *words, *options, *tests],
            cwd=self.folder,
            env=self._surroundings() | surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return process.returncode, output

    def _surroundings(self) -> dict[str, str]:
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "OPENDTI_DATABASE_URL")
            if name in os.environ
        }
        paths = os.pathsep.join((str(self.folder / "src"), str(self.folder)))
        return kept | {"PYTHONPATH": paths, "HYPOTHESIS_PROFILE": "fast"}
