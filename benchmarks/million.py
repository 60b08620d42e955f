"""
One million units × 60 criteria, once, in a process of its own.

    python -m benchmarks.million plain|opendti

Prints seconds, and the peak of memory as a multiple of the matrix, matrix included.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.sets import answers_of, shares
from opendti import score

UNITS = 1_000_000


def peak() -> int:
    """Return the most memory this program has had, in bytes; rusage would tell its parent's too."""
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main(what: str) -> None:
    """Measure one of the two."""
    plan = shares(6, 10)
    weights = plan.maxima[0]
    before = peak()
    answers = answers_of(plan, UNITS)
    matrix = answers.values
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        if what == "plain":
            total = (matrix * weights).sum(axis=1) / weights.sum()
        else:
            total = score(plan, answers, nodes=["index"]).values[:, 0]
        seconds.append(time.perf_counter() - start)
    memory = (peak() - before) / matrix.nbytes
    print(min(seconds), memory, float(np.mean(total)))


if __name__ == "__main__":
    main(sys.argv[1])
