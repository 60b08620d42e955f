"""The frameworks and answers that are measured: made here, the same every time."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from opendti import Answers, Plan, compile_plan, parse_framework
from opendti.framework import load_framework
from opendti.library import framework_path

SEED = 20260101


def shares(groups: int, criteria: int) -> Plan:
    """Compile an index of so many groups of so many criteria, each a share."""
    title = {"vi": "x"}
    rule = {"kind": "share"}
    nodes = [
        {
            "code": f"{group}",
            "title": title,
            "nodes": [
                {
                    "code": f"{group}.{n}",
                    "title": title,
                    "points": 1 + n % 7,
                    "rule": rule,
                }
                for n in range(criteria)
            ],
        }
        for group in range(groups)
    ]
    levels = [{"code": code, "title": title} for code in ("main", "criterion")]
    head = {"opendti": 1, "id": "bench.set", "version": "1", "title": title}
    text = json.dumps({
        **head,
        "status": "illustrative",
        "levels": levels,
        "nodes": nodes,
    })
    return compile_plan(parse_framework(text))


def library_plan(identity: str) -> Plan:
    """Compile a framework that is shipped."""
    return compile_plan(load_framework(framework_path(identity)))


def answers_of(plan: Plan, units: int) -> Answers:
    """Make answers in which everything is given, each fitting its item."""
    rng = np.random.default_rng(SEED)
    values = rng.random((units, len(plan.items)))
    for column, item in enumerate(plan.items):
        if item.type == "choice":
            values[:, column] = rng.integers(0, len(item.options), units)
        elif item.type == "yes_no":
            values[:, column] = values[:, column] > 0.5  # noqa: PLR2004 -- a coin
        elif item.type != "share":
            values[:, column] = np.floor(values[:, column] * 100)
    blocks = np.arange(units, dtype=np.intp) % len(plan.blocks)
    return Answers.of_values([f"u{n}" for n in range(units)], blocks, values)


def in_block(answers: Answers, block: int) -> Answers:
    """Put every unit into one block."""
    return replace(answers, blocks=np.full(len(answers.units), block, dtype=np.intp))
