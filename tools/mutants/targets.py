"""What `targets.toml` and `accepted.toml` say, and the sample drawn from it."""

from __future__ import annotations

import random
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.edits import Mutant
from tools.mutants.kinds import mutants_of

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Target:
    """A part of the product, and the tests that must notice what is wrong with it."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    options: tuple[str, ...] = ()

    def mutants(self) -> list[Mutant]:
        """Return every mutant of the target's files."""
        return [
            mutant
            for file in self.files
            for mutant in mutants_of(file, (ROOT / file).read_bytes())
        ]


def read_targets(root: Path = ROOT) -> dict[str, Target]:
    """Return the targets by name; each file is in one."""
    table = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))
    targets, seen = {}, set[str]()
    for name, entry in table.items():
        found = {
            str(path.relative_to(root))
            for pattern in entry["files"]
            for path in root.glob(pattern)
        }
        files = tuple(sorted(found - seen))
        seen |= found
        tests = tuple(
            test for test in entry["tests"] if (root / test.partition("::")[0]).exists()
        )
        targets[name] = Target(name, files, tests, tuple(entry.get("options", ())))
    return targets


def read_accepted() -> dict[tuple[str, str, str, str], str]:
    """Return why a mutant may survive, by the mutant's name."""
    table = tomllib.loads((HERE / "accepted.toml").read_text("utf-8"))
    return {
        (entry["file"], entry["inside"], entry["before"], entry["after"]): entry["why"]
        for entry in table.get("accepted", ())
    }


def sample(mutants: list[Mutant], count: int, seed: str) -> list[Mutant]:
    """Return `count` mutants, the kinds in turn, so that few locks are not lost among numbers."""
    by_kind: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_kind[mutant.kind].append(mutant)
    for kind, group in by_kind.items():
        random.Random(f"{seed}:{kind}").shuffle(group)  # noqa: S311 -- no secret
    drawn: list[Mutant] = []
    while by_kind and len(drawn) < count:
        for kind in sorted(by_kind):
            drawn.append(by_kind[kind].pop())
            if not by_kind[kind]:
                del by_kind[kind]
    return sorted(drawn[:count])
