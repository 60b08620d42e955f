"""Change the product in small ways, and see whether a test fails.

    python -m tools.mutants [TARGET ...] [--count 40] [--seed 1]

Exits 1 when fewer than 95 in 100 of the mutants are killed, those in `accepted.toml`
apart. The report stays in `build/mutants.txt`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tools.mutants.edits import Mutant, Verdict
from tools.mutants.targets import ROOT, Target, read_accepted, read_targets, sample
from tools.mutants.trial import HAS_POSTGRES, BaselineError, Copy, Warm

WANTED = 0.95
REPORT = ROOT / "build" / "mutants.txt"


@dataclass
class Outcome:
    """What became of one target's mutants."""

    name: str
    sources: dict[str, bytes]
    """The target's files as they were tried: somebody may edit them meanwhile."""
    tried: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    accepted: list[Mutant] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """Return how many mutants should have been killed."""
        return self.tried - len(self.accepted)

    @property
    def killed(self) -> int:
        """Return how many were."""
        return self.counted - len(self.survivors)

    @property
    def share(self) -> float:
        """Return how many of 1 were; 1 where there was nothing to kill."""
        return self.killed / self.counted if self.counted else 1.0

    def lines(self) -> Iterator[str]:
        """Yield the target's part of the report."""
        for mutant in self.survivors:
            diff = mutant.diff(self.sources[mutant.file])
            where = f"{mutant.file}:{mutant.line} {mutant.inside}"
            yield f"survived: {where} [{mutant.kind}]\n{diff}\n"
        accepted = f", {len(self.accepted)} accepted" if self.accepted else ""
        yield f"{self.name}: {self.killed} of {self.counted} killed{accepted}"


def main() -> int:
    """Try the mutants asked for; return the exit code."""
    asked = _arguments()
    targets = read_targets()
    names = asked.targets or list(targets)
    if unknown := set(names) - targets.keys():
        print(f"mutants: no target {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="opendti-mutants-") as folder:
        try:
            outcomes = [_try(targets[name], Path(folder), asked) for name in names]
        except BaselineError as error:
            print(f"mutants: the tests fail as they are\n{error}", file=sys.stderr)
            return 2
    return _report(outcomes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument(
        "targets", nargs="*", help="parts of targets.toml; all by default"
    )
    parser.add_argument("--count", type=int, default=40, help="mutants of each target")
    parser.add_argument("--seed", default="1", help="which are drawn")
    parser.add_argument("--file", default="*", help="only files like this")
    parser.add_argument("--kind", default="*", help="only kinds like this")
    return parser.parse_args()


def _try(target: Target, folder: Path, asked: argparse.Namespace) -> Outcome:
    """Run the tests against a sample of a target's mutants."""
    mutants = [
        mutant
        for mutant in target.mutants()
        if fnmatch(mutant.file, asked.file) and fnmatch(mutant.kind, asked.kind)
        if mutant.kind != "lock" or HAS_POSTGRES
    ]
    drawn = sample(mutants, asked.count, asked.seed)
    print(f"{target.name}: {len(drawn)} of {len(mutants)} mutants", flush=True)
    sources = {file: (ROOT / file).read_bytes() for file in target.files}
    outcome, accepted = Outcome(target.name, sources), read_accepted()
    with closing(Warm(Copy(folder / target.name), target)) as tests:
        for mutant in drawn:
            verdict = tests.run(mutant)
            _count(outcome, mutant, verdict, accepted=mutant.name in accepted)
    return outcome


def _count(
    outcome: Outcome, mutant: Mutant, verdict: Verdict, *, accepted: bool
) -> None:
    where = f"{mutant.file}:{mutant.line}"
    print(
        f"  {verdict:8} {where} {mutant.before[:40]} -> {mutant.after[:40]}", flush=True
    )
    outcome.tried += 1
    if verdict is Verdict.SURVIVED:
        (outcome.accepted if accepted else outcome.survivors).append(mutant)


def _report(outcomes: list[Outcome]) -> int:
    killed = sum(outcome.killed for outcome in outcomes)
    counted = sum(outcome.counted for outcome in outcomes)
    below = [outcome.name for outcome in outcomes if outcome.share < WANTED]
    text = "\n".join(line for outcome in outcomes for line in outcome.lines())
    text += f"\nall: {killed} of {counted} killed"
    text += f"; below {WANTED:.0%}: {', '.join(below) or 'none'}\n"
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text, "utf-8")
    print(text, end="")
    return int(bool(below))


if __name__ == "__main__":
    raise SystemExit(main())
