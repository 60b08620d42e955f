"""Measure every budget and write docs/benchmarks.md; `python -m benchmarks site country` only some."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import composites
from benchmarks.plain import competition_ranks, script
from benchmarks.sets import SEED, answers_of, in_block, library_plan, shares
from opendti import rank, score

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Made by `make bench`; every line is measured against its baseline in the same run, on the same data. A ratio below 1 is faster, or smaller,
than the baseline. Times are the best of several runs,
in milliseconds; those of the site are the processor's, for whole requests.

"""


@dataclass(frozen=True)
class Row:
    """One measurement beside its baseline and its budget."""

    what: str
    ours: float
    against: str
    baseline: float | None
    budget: str
    unit: str = "ms"

    def line(self) -> str:
        """Write the row of the table."""
        ratio = "" if self.baseline is None else f"{self.ours / self.baseline:.2f}"
        baseline = "" if self.baseline is None else figure(self.baseline)
        return (
            f"| {self.what} | {figure(self.ours)} {self.unit} | {self.against} | "
            f"{baseline} | {ratio} | {self.budget} |"
        )


def figure(number: float) -> str:
    """Write a number with three figures, never as a power of ten."""
    return f"{float(f'{number:.3g}'):,g}"


def best(run: Callable[[], object], times: int = 20) -> float:
    """Return the best time of several runs, in milliseconds."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds) * 1000


def one_unit() -> Iterator[Row]:
    """Time one unit against the ministry's own set, compiled, and a plain script."""
    plan = library_plan("vn.moit.dti@2023")
    answers = in_block(answers_of(plan, 1), plan.block_index("services"))
    plain = script(plan, plan.block_index("services"))
    same(score(plan, answers).values, plain(answers.values))
    ours = best(lambda: score(plan, answers), 1000)
    baseline = best(lambda: plain(answers.values), 1000)
    what = "1 unit × 47 criteria, compiled: every node"
    yield Row(what, ours, "NumPy, rule by rule", baseline, "< 1 ms")


def provinces() -> Iterator[Row]:
    """Time a round of provinces with every rank, against a script and two libraries."""
    plan = shares(6, 51)
    answers = answers_of(plan, 63)
    what = f"63 units × {len(plan.criteria)} criteria with ranks: every node"
    plain = script(plan, 0)
    same(rank(score(plan, answers)).ranks, competition_ranks(plain(answers.values)))
    ours = best(lambda: rank(score(plan, answers)))
    baseline = best(lambda: competition_ranks(plain(answers.values)))
    yield Row(what, ours, "NumPy, rule by rule", baseline, "< 5 ms")
    index = best(lambda: rank(score(plan, answers, nodes=["index"])))
    matrix, weights = answers.values, plan.maxima[0] / plan.maxima[0].sum()
    for name, peer in peers(matrix, weights):
        yield Row(
            "63 × 306, weighted sum and ranks of the index",
            index,
            name,
            best(peer, 5),
            "",
        )


def peers(
    matrix: np.ndarray, weights: np.ndarray
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what other libraries call the same step: a weighted sum and its ranking."""
    warnings.simplefilter("ignore")
    from pymcdm.methods import WSM  # noqa: PLC0415 -- slow to import, needed here alone
    from skcriteria import mkdm  # noqa: PLC0415
    from skcriteria.agg.simple import WeightedSumModel  # noqa: PLC0415

    types = np.ones(len(weights))
    wsm = WSM(as_they_are)

    def pymcdm() -> object:
        return wsm.rank(wsm(matrix, weights, types))

    decision = mkdm(matrix, [max] * len(weights), weights=weights)
    model = WeightedSumModel()
    yield "pymcdm WSM", pymcdm
    yield "scikit-criteria WeightedSumModel", lambda: model.evaluate(decision)


def as_they_are(values: np.ndarray, *, cost: bool = False) -> np.ndarray:
    """Leave values in 0–1 alone: pymcdm wants a normalisation and OpenDTI's shares need none."""
    del cost
    return values


def same(ours: np.ndarray, baseline: np.ndarray) -> None:
    """Refuse to time two things that differ."""
    np.testing.assert_allclose(ours, baseline, atol=1e-4)


def million() -> Iterator[Row]:
    """Time and weigh a million units, each side in a process of its own."""
    plain, ours = (_apart(what) for what in ("plain", "opendti"))
    what = "1,000,000 units × 60 criteria to the index"
    numpy = "NumPy weighted sum"
    yield Row(what, ours[0] * 1000, numpy, plain[0] * 1000, "≤ 1.5 × the time")
    yield Row(
        f"{what}: peak memory",
        ours[1],
        "the matrix",
        1.0,
        "≤ 1.5 × the matrix",
        "× matrix",
    )


def composite_indices() -> Iterator[Row]:
    """Time composite indices: the default steps against a script and a library, then all steps."""
    for units, groups, criteria in composites.sizes():
        plan = composites.composite(groups, criteria)
        answers = composites.numbers_of(plan, units)
        values = answers.values
        index = composites.plain(values, groups)
        same(score(plan, answers, nodes=["index"]).points[:, 0], index)
        same(composites.peer(values)() * 100, index)
        ours = best(lambda p=plan, a=answers: score(p, a))
        what = f"{units:,} units × {groups * criteria}, composite: min–max and means"
        script = best(lambda v=values, g=groups: composites.plain(v, g))
        yield Row(what, ours, "NumPy, the index alone", script, "")
        yield Row(what, ours, "pymcdm WSM", best(composites.peer(values)), "")
    plan, answers = composites.asem()
    ours = best(lambda: rank(score(plan, answers)))
    yield Row("ASEM: 51 units × 49, all steps and ranks", ours, "", None, "")


def site() -> Iterator[Row]:
    """Measure the site's pages in a process of their own: processor time, and queries."""
    yield from _measured("benchmarks.site")


def country() -> Iterator[Row]:
    """Measure the pages of a whole country's communes over five years."""
    yield from _measured("benchmarks.large")


def observed() -> Iterator[Row]:
    """Measure what counts on a day among millions of observations, on a PostgreSQL of its own."""
    yield from _measured("benchmarks.observed")


def _measured(module: str) -> Iterator[Row]:
    command = [sys.executable, "-m", module]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        what, milliseconds, queries, _calls, budget = line.split("\t")
        yield Row(what, float(milliseconds), f"{queries} queries", None, budget)


def _apart(what: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.million", what]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, memory, _ = output.split()
    return float(seconds), float(memory)


PARTS = {
    part.__name__: part
    for part in (
        one_unit,
        provinces,
        composite_indices,
        million,
        site,
        country,
        observed,
    )
}
TITLES = [
    "| what | OpenDTI | against | baseline | ratio | budget |",
    "|---|---|---|---|---|---|",
]


def main() -> None:
    """Print and write the table; of some parts alone, the other rows stay as they were."""
    lines = _written() if sys.argv[1:] else {}
    for part in sys.argv[1:] or PARTS:
        for row in PARTS[part]():
            lines[_key(row.line())] = row.line()
            print(row.line(), flush=True)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}"
    footer = f"\nSeed {SEED}; measured on {machine}.\n"
    table = "\n".join([*TITLES, *lines.values()])
    PAGE.write_text(HEAD + table + "\n" + footer, "utf-8")


def _written() -> dict[tuple[str, str], str]:
    lines = PAGE.read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|") and line not in TITLES]
    return {_key(line): line for line in rows}


def _key(line: str) -> tuple[str, str]:
    """Tell rows apart by what is measured, and against what if there is a baseline."""
    _edge, what, _ours, against, baseline, *_rest = line.split("|")
    return what, against if baseline.strip() else ""


if __name__ == "__main__":
    main()
