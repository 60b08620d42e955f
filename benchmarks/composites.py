"""Composite indices: min–max, weights and means up the tree, and all steps of the ASEM example."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.sets import SEED
from opendti import Answers, Plan, compile_plan, parse_framework
from opendti.coin import CoinSteps, import_coin, write_coin
from opendti.tables import read_answers

Array = NDArray[np.float64]
DATA = Path(__file__).parent.parent / "tests" / "data" / "asem"
ALL_STEPS = CoinSteps(
    denominate=True,
    screen=0.9,
    impute="group_mean",
    group="EurAsia_group",
    treat=("winsorise", "log"),
    order=("denominate", "impute", "screen", "treat"),
)


def composite(groups: int, criteria: int) -> Plan:
    """Compile an index of so many groups of so many numbers, by the steps that are the default."""
    title = {"vi": "x"}
    nodes = [
        {
            "code": f"g{group}",
            "title": title,
            "nodes": [
                {"code": f"c{group}.{n}", "title": title} for n in range(criteria)
            ],
        }
        for group in range(groups)
    ]
    text = json.dumps({
        "opendti": 1,
        "id": "bench.composite",
        "version": "1",
        "title": title,
        "status": "illustrative",
        "levels": [{"code": code, "title": title} for code in ("main", "criterion")],
        "composite": {},
        "nodes": nodes,
    })
    return compile_plan(parse_framework(text))


def numbers_of(plan: Plan, units: int) -> Answers:
    """Make answers in which every number is given."""
    values = np.random.default_rng(SEED).lognormal(size=(units, len(plan.items)))
    codes = [f"u{n}" for n in range(units)]
    return Answers.of_values(codes, np.zeros(units, dtype=np.intp), values)


def plain(values: Array, groups: int) -> Array:
    """Bring columns to 0–100 by min–max and take means: of each group, then of the groups."""
    low, high = values.min(axis=0), values.max(axis=0)
    scaled = (values - low) / (high - low) * 100
    return scaled.reshape(len(values), groups, -1).mean(axis=2).mean(axis=1)


def peer(values: Array) -> Callable[[], Array]:
    """Return pymcdm's min–max and weighted sum of the same matrix."""
    warnings.simplefilter("ignore")
    from pymcdm.methods import WSM  # noqa: PLC0415 -- slow to import, needed here alone
    from pymcdm.normalizations import minmax_normalization  # noqa: PLC0415

    wsm, count = WSM(minmax_normalization), values.shape[1]
    weights, types = np.full(count, 1 / count), np.ones(count)
    return lambda: wsm(values, weights, types)


def asem() -> tuple[Plan, Answers]:
    """Return the ASEM example of COINr with the steps that it is published with."""
    index = import_coin(DATA / "iMeta.csv", DATA / "iData.csv", ALL_STEPS)
    with TemporaryDirectory() as folder:
        write_coin(index, folder)
        plan = compile_plan(index.framework)
        return plan, read_answers(Path(folder) / "answers.csv", plan)


def sizes() -> Iterator[tuple[int, int, int]]:
    """Yield units, groups and criteria of a group: the ASEM example's size, and a country's."""
    yield 51, 7, 7
    yield 1000, 6, 10
