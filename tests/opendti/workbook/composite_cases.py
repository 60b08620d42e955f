"""Composite indices that between them use every method, with random answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from opendti import Answers, Plan, State, compile_plan, parse_framework
from opendti.coin import CoinSteps, import_coin, write_coin
from opendti.methods.aggregations import AGGREGATIONS
from opendti.tables import read_answers
from tests.opendti.composite_sets import group, leaf, text_with
from tests.opendti.workbook.cases import random_answers

DATA = Path(__file__).parents[2] / "data" / "asem"
UNITS = 26
ROUND_OFF = 8 * float(np.finfo(np.float64).eps)
REFERENCE = "Đơn vị 02"
TWO_BLOCKS = """\
blocks:
  - {code: north, title: {vi: Bắc, en: North}}
  - {code: south, title: {vi: Nam, en: South}}
"""
VIEW = "views: [{code: side, title: {vi: Phụ, en: Side}, nodes: [NODES]}]\n"
BANDS = """\
bands:
  - nodes: [index]
    bands:
    - {code: B, from: 20, title: {vi: Khá, en: Fair}}
    - {code: A, from: 45, bound: open, title: {vi: Tốt, en: Good}}
"""
REGION = (
    "{code: region, title: {vi: vùng, en: region}, rule: {kind: shown}, items: "
    "[{code: a, type: choice, title: {vi: vùng, en: region}, options: "
    "[{code: n, title: {vi: n, en: n}}, {code: s, title: {vi: s, en: s}}]}]}"
)
PEOPLE = leaf("people", "rule: {kind: shown}")
WITH_LAST = (
    "items: [{code: a, type: number, title: {vi: a, en: a}}, "
    "{code: last, type: number, title: {vi: l, en: l}}]"
)
RATED = (
    "{code: rated, title: {vi: r, en: r}, points: {north: 10, south: 6}, may_not_apply: true, "
    "rule: {kind: ratio, may_exceed: true, zero: not_applicable}, items: "
    "[{code: a, type: count, title: {vi: a, en: a}}, {code: b, type: count, title: {vi: b, en: b}}]}"
)
NORTH = "{code: north, title: {vi: n, en: n}, points: {north: 5}, rule: {kind: share}}"
ASKED = (
    "{code: asked, title: {vi: s, en: s}, points: 7, not_measured: leave_out, "
    "rule: {kind: survey, low: 1, high: 25, least: 30}, items: "
    "[{code: a, type: number, title: {vi: a, en: a}}, {code: n, type: count, title: {vi: n, en: n}}]}"
)
DONE = "{code: done, title: {vi: d, en: d}, points: 3, not_measured: zero, rule: {kind: yes_no}}"
SCALES = {
    "none": "{method: none}",
    "min_max": "{method: min_max, range: [1, 10]}",
    "z_score": "{method: z_score, mean: 50, deviation: 10}",
    "rank": "{method: rank}",
    "percentile": "{method: percentile_rank, range: [-5, 5]}",
    "borda": "{method: borda}",
    "best": "{method: distance_to_best}",
    "target": "{method: distance_to_target}",
    "target_capped": "{method: distance_to_target, capped: true}",
    "fraction": "{method: fraction_of_max}",
    "posts": "{method: goalposts}",
    "posts_free": "{method: goalposts, capped: false}",
}
REFERRED = {
    "reference": f"{{method: distance_to_reference, reference: {REFERENCE}}}",
    "reference_capped": (
        f"{{method: distance_to_reference, reference: {REFERENCE}, capped: true}}"
    ),
}
STATES = ("", "may_not_apply: true", "not_measured: zero", "not_measured: leave_out")


def scaled(code: str, scale: str, direction: int, number: int) -> str:
    """Write a leaf with its own scale."""
    ends = "goalposts: [5, 30], target: 28"
    state = STATES[number % len(STATES)]
    more = f"direction: {direction}, {ends}, normalise: {scale}"
    return leaf(code, f"{more}, {state}" if state else more)


def every_scale(scales: dict[str, str]) -> list[str]:
    """Write groups that hold every normalisation in both directions."""
    up = [
        scaled(f"{scale}_up", scales[scale], 1, at) for at, scale in enumerate(scales)
    ]
    # Where less is better nothing is above 0, and a fraction of it is refused.
    down = [
        scaled(f"{name}_down", scales[name], -1, at + 1)
        for at, name in enumerate(scales)
        if name != "fraction"
    ]
    return [group("up", *up), group("down", *down, more="direction: -1, weight: 2.5")]


def every_mean(section: str) -> str:
    """Write groups that are aggregated in every way, over an index of one more."""
    groups = [
        group(
            method,
            *(
                leaf(f"{method}{index}", f"weight: {weight}, {STATES[1]}")
                for index, weight in enumerate((1, 2, 3, 1, 0))
            ),
            more=f"aggregate: {method}, weight: {rank + 1}",
        )
        for rank, method in enumerate(AGGREGATIONS)
    ]
    return text_with(section, *groups, head=TWO_BLOCKS)


def some(section: str, head: str = "", more: str = "") -> str:
    """Write a small index with denominators, groups of units and last numbers."""
    return text_with(
        section,
        group(
            "one",
            leaf("a", f"denominator: people, {WITH_LAST}"),
            leaf("b", "direction: -1, weight: 2, may_not_apply: true"),
            leaf("c", "not_measured: zero, treat: []"),
            leaf("d", f"weight: 0.5, {WITH_LAST}"),
            more=more,
        ),
        group("two", leaf("e"), leaf("f", "may_not_apply: true"), leaf("g")),
        leaf("alone"),
        PEOPLE,
        REGION,
        head=head,
    )


SECTIONS = {
    "means": "{impute: {method: mean}, screen: {availability: 0.6, keep: ['Đơn vị 05']}, "
    "treat: {methods: [winsorise, log], skew: 1, kurtosis: 1}}",
    "medians": "{impute: {method: median}, screen: {non_zero: 0.5, drop: ['Đơn vị 06']}, "
    "order: [impute, denominate, treat, screen], "
    "treat: {methods: [log], skew: 0.5, kurtosis: 0.5}, aggregate: {method: median}}",
    "group means": "{impute: {method: group_mean, group: region}, "
    "treat: {methods: [winsorise, box_cox], points: 2, skew: 1, kurtosis: 1, exponent: 0.5}}",
    "group medians": "{impute: {method: group_median, group: region}, "
    "treat: {methods: [box_cox, winsorise], skew: 1, kurtosis: 1}, "
    "aggregate: {availability: 0.7, levels: {index: {availability: 0.5}}}}",
    "last": "{impute: {method: last}, order: [denominate, impute, screen, treat], weights: equal}",
    "nothing": "{impute: {method: none}, weights: pca_squared}",
    "pca": "{weights: pca, normalise: {method: z_score}, aggregate: {method: copeland}}",
}


def texts() -> dict[str, str]:
    """Return every framework by a short name."""
    side = VIEW.replace("NODES", "one, e")
    found = {
        # Of two nodes that pull against each other no component has a sign.
        f"{name}{label}": some(
            section, f"{head}{'' if name == 'pca' else side}{BANDS}", more
        )
        for name, section in SECTIONS.items()
        for label, head, more in (
            ("", "", ""),
            (", two blocks", TWO_BLOCKS, "direction: -1"),
        )
        if label == "" or name not in {"last", "nothing"}
    }
    positive = "{normalise: {method: min_max, range: [1, 100]}}"
    exact = "ranking: {compare: exact}\n"
    found |= {
        "every scale": text_with("{}", *every_scale(SCALES | REFERRED), head=exact),
        "every scale, two blocks": text_with(
            "{}", *every_scale(SCALES), head=TWO_BLOCKS
        ),
        "every mean": every_mean(positive),
        "rules": text_with(
            "{impute: {method: mean}, screen: {availability: 0.4}, "
            "aggregate: {availability: 0.5}}",
            group("one", RATED, NORTH, ASKED),
            group("two", DONE, leaf("bare")),
            head=TWO_BLOCKS,
        ),
    }
    return found


def plan_of(text: str) -> Plan:
    """Compile a framework's text."""
    return compile_plan(parse_framework(text))


def outlying_answers(plan: Plan, seed: int) -> Answers:
    """Draw answers in all states, some far from the others, some the same up to round-off."""
    answers = random_answers(plan, UNITS, seed)
    draw = np.random.default_rng(seed + 100)
    numbers = [index for index, item in enumerate(plan.items) if item.type == "number"]
    for index in numbers:
        column = answers.values[:, index]
        is_far = draw.random(UNITS) < 0.1 * (index % 3)
        column[is_far] *= draw.choice([-40, 25, 60])
        if index % 4 == 1:
            column[:] = np.round(column)
    answers.values[4:7, numbers[0]] = 0.0
    answers.states[4:7, numbers[0]] = State.GIVEN
    answers.values[1, numbers] = 20.0  # the reference unit is the worst nowhere
    for table in (answers.values, answers.states):
        table[3] = table[2]
        table[7] = table[2]
    # The same numbers once more with round-off, which neither parts nor spreads them.
    answers.values[7, numbers] *= 1 + ROUND_OFF
    return answers


def asem(folder: Path) -> tuple[Plan, Answers]:
    """Return the example of COINr, with the steps it is published with."""
    steps = CoinSteps(
        denominate=True,
        screen=0.9,
        impute="group_mean",
        group="EurAsia_group",
        treat=("winsorise", "log"),
        order=("denominate", "impute", "screen", "treat"),
    )
    index = import_coin(DATA / "iMeta.csv", DATA / "iData.csv", steps)
    write_coin(index, folder)
    plan = compile_plan(index.framework)
    return plan, read_answers(folder / "answers.csv", plan)
