"""Run tests against mutants, in a copy of the tree."""

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
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path

from tools.mutants.edits import Mutant, Verdict
from tools.mutants.plugin import CHOSEN
from tools.mutants.targets import ROOT, Target
from tools.mutants.warm import CONNECTION, STARTING

LEFT_OUT = {".git", ".venv", "node_modules", "build", "var", ".hypothesis"}
LINKED = (".venv", "node_modules", "build")
SLOWER, START = 4, 10
"""A test may take so many times its seconds with a mutant, and so many more."""
HAS_POSTGRES = "OPENDTI_DATABASE_URL" in os.environ
"""SQLite has no locks on rows: there nobody can notice that one is gone."""


class BaselineError(Exception):
    """The tests fail without any mutant."""


@dataclass
class Baseline:
    """Which tests ran which lines of which file, and how long each took."""

    seconds: dict[str, float]
    tests_by_line: dict[str, dict[int, list[str]]]

    def is_run(self, mutant: Mutant) -> bool:
        """Return whether a test ran the mutant's line by itself, not only at import."""
        return mutant.line in self.tests_by_line[mutant.file]

    def tests_for(self, mutant: Mutant) -> list[str]:
        """Return the tests that ran the mutant's line, the quickest first.

        A line that none ran by itself (a constant, what an app registers when it starts)
        is met by all, those first that ran anything else of the file.
        """
        lines = self.tests_by_line[mutant.file]
        near = set().union(*lines.values())
        return sorted(
            lines.get(mutant.line, self.seconds),
            key=lambda test: (test not in near, self.seconds[test]),
        )

    def limits(self, tests: list[str]) -> dict[str, float]:
        """Return the seconds that each test may take with a mutant."""
        return {test: START + SLOWER * self.seconds[test] for test in tests}


class Copy:
    """A copy of the tree that one mutant at a time lives in."""

    def __init__(self, folder: Path, root: Path = ROOT) -> None:
        self.folder = folder
        self.printed = folder / "printed.txt"
        ignore = shutil.ignore_patterns(*LEFT_OUT, "__pycache__", ".*_cache")
        shutil.copytree(root, folder, ignore=ignore)
        for name in LINKED:
            if (root / name).exists():
                (folder / name).symlink_to((root / name).resolve())

    def run(self, mutant: Mutant, target: Target, baseline: Baseline) -> Verdict:
        """Return whether a test fails with the mutant instead of its line."""
        chosen = baseline.tests_for(mutant)
        (self.folder / "chosen.json").write_text(json.dumps(chosen))
        seconds = STARTING + sum(baseline.limits(chosen).values())
        surroundings = {CHOSEN: str(self.folder / "chosen.json")}
        files = sorted({test.partition("::")[0] for test in chosen})
        words = ("-x", *target.options, *files)
        source = (self.folder / mutant.file).read_bytes()
        self._write(mutant.file, mutant.apply(source))
        process = self.start("tools.mutants.plugin", words, surroundings)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return Verdict.TIMEOUT
        finally:
            end(process)
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

    def start(
        self,
        plugin: str,
        words: Iterable[str],
        surroundings: dict[str, str],
        descriptors: tuple[int, ...] = (),
    ) -> subprocess.Popen[bytes]:
        """Start pytest in the copy; what it prints goes to the file `printed`."""
        plugins = (plugin, "no:randomly", "no:cacheprovider")
        options = [word for name in plugins for word in ("-p", name)]
        options.append(f"--basetemp={self.folder}-temporary")
        with self.printed.open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "pytest", "-q", *options, *words],
                cwd=self.folder,
                env=self._surroundings() | surroundings,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=descriptors,
            )

    def _surroundings(self) -> dict[str, str]:
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "OPENDTI_DATABASE_URL")
            if name in os.environ
        }
        paths = os.pathsep.join((str(self.folder / "src"), str(self.folder)))
        return kept | {"PYTHONPATH": paths, "HYPOTHESIS_PROFILE": "fast"}


class Warm:
    """A pytest process that has collected a target's tests, and forks for each mutant."""

    def __init__(self, copy: Copy, target: Target) -> None:
        """Run the tests as they are; raise BaselineError when they fail."""
        self._copy, self._target = copy, target
        self._connection, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            self._process = copy.start(
                "tools.mutants.warm",
                (*target.options, *target.tests),
                {CONNECTION: str(number)},
                (number,),
            )
        try:
            self._connection.send(target.files)
            seconds, tests_by_line, failures = self._connection.recv()
        except (EOFError, OSError):
            failures = [copy.printed.read_text()]
        if failures:
            self.close()
            raise BaselineError("\n".join(failures)[-3000:])
        self.baseline = Baseline(seconds, tests_by_line)

    def run(self, mutant: Mutant) -> Verdict:
        """Return whether a test fails with the mutant instead of its line.

        What survives in a fork meets the tests once more in a process of its own: code
        that runs at import or in another process is read from the file. On PostgreSQL
        nothing is forked, because a fork that was killed keeps its database open.
        """
        verdict: Verdict | None = None
        if self.baseline.is_run(mutant) and not HAS_POSTGRES:
            tests = self.baseline.tests_for(mutant)
            self._connection.send((mutant, self.baseline.limits(tests)))
            verdict = self._connection.recv()
        if verdict in {Verdict.KILLED, Verdict.TIMEOUT}:
            return verdict
        return self._copy.run(mutant, self._target, self.baseline)

    def close(self) -> None:
        """End the process and whatever it started; interrupted, it ends its fork."""
        self._connection.close()
        self._process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        end(self._process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
