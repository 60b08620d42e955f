"""Composite indices of few indicators and units that between them use every method.

Their workbooks are approved as a whole; answers are written by hand, at every bound.
"""

from __future__ import annotations

from opendti import Answers, Plan, State
from opendti.plan.model import PlanItem
from tests.opendti.composite_sets import group, leaf, text_with
from tests.opendti.workbook.composite_cases import (
    ASKED,
    BANDS,
    DONE,
    NORTH,
    PEOPLE,
    RATED,
    REFERRED,
    REGION,
    SCALES,
    TWO_BLOCKS,
    VIEW,
    WITH_LAST,
    scaled,
)

FEW = 10
BLANK, KAD, CD = None, State.NOT_APPLICABLE, State.NOT_MEASURED
NUMBERS: tuple[tuple[float | State | None, ...], ...] = (
    (5, 20, 30, 28, 28, 4, 31, 0, BLANK, 400),  # at the ends, ties, one far above
    (12, 20, -90, 22, 18, KAD, 25, 25, 30, 28),  # one far below
    (0.001, 20, 0.002, 0, 0.004, CD, 0.003, 0, BLANK, 70),  # small and zero
    (20, 20, 20, 20, 20, BLANK, 20, 20, 20, 20),  # all the same
    (1, 20, 2, 3, 900, 6, 800, 8, BLANK, 5),  # two far above
)
"""Numbers of few units, item after item; the second is nowhere the worst of all."""
STEPS = (
    "{impute: {method: mean}, screen: {availability: 0.75, non_zero: 0.5, "
    "keep: ['Đơn vị 09', 'Đơn vị 01'], drop: ['Đơn vị 06', 'Đơn vị 03']}, "
    "treat: {methods: [winsorise, log, box_cox], points: 2, skew: 1.23456, kurtosis: 2}}"
)
IN_BLOCKS = (
    "{impute: {method: group_median, group: region}, "
    "order: [impute, denominate, treat, screen], "
    "treat: {methods: [box_cox, winsorise], points: 1, skew: 0.5, kurtosis: 1, "
    "exponent: 0.34567}, weights: equal, screen: {non_zero: 0.25}, "
    "aggregate: {method: median, availability: 0.7, "
    "levels: {index: {availability: 0.5}}}}"
)
LAST = (
    "{impute: {method: last}, order: [denominate, impute, screen, treat], "
    "screen: {keep: ['Đơn vị 01']}, treat: {methods: [log], skew: 1, kurtosis: 1}, "
    "normalise: {method: z_score}, weights: pca_squared}"
)
KNOWN = "{impute: {method: last}, order: [impute, denominate, screen, treat]}"
LAST_FIRST = (
    "items: [{code: last, type: number, title: {vi: l, en: l}}, "
    "{code: a, type: number, title: {vi: a, en: a}}]"
)
GROUPED = "{impute: {method: group_mean, group: region}, weights: pca}"
REVERSED = ("min_max", "posts", "borda")
NAMED = (
    "{code: named, title: {vi: n, en: n}, points: 9, "
    "rule: {kind: formula, formula: a, gives: points}, items: "
    "[{code: a, type: number, title: {vi: a, en: a}}, "
    "{code: b, type: number, title: {vi: b, en: b}}]}"
)
LITTLE = DONE.replace("points: 3", "points: 1")
NOBODY = "  - {code: nobody, title: {vi: Không ai, en: Nobody}}\n"
SEEN = leaf("seen", "rule: {kind: shown}")
MEANS = ("arithmetic", "geometric", "harmonic", "median", "copeland")


def small_texts() -> dict[str, str]:
    """Return every framework by a short name."""
    side = VIEW.replace("NODES", "one, d")
    one = group(
        "one",
        leaf("a", f"denominator: people, {WITH_LAST}"),
        leaf("b", "direction: -1, weight: 2, may_not_apply: true"),
        leaf("c", f"not_measured: zero, treat: [], {WITH_LAST}"),
        more="weight: 1.5",
    )
    two = group(
        "two",
        leaf("d", "treat: [log]"),
        leaf("e", "treat: [box_cox, winsorise]"),
        more="direction: -1",
    )
    known = (PEOPLE, REGION)
    three = group("three", leaf("a"), leaf("b", "may_not_apply: true"), leaf("c"))
    exact = "ranking: {compare: exact}\n"
    return {
        "steps": text_with(STEPS, one, two, *known, head=f"{side}{BANDS}"),
        "blocks": text_with(
            IN_BLOCKS, one, leaf("d"), *known, head=f"{TWO_BLOCKS}{NOBODY}{BANDS}"
        ),
        "last": text_with(LAST, PEOPLE, one),
        "known": text_with(
            KNOWN,
            leaf("a", f"denominator: people, {LAST_FIRST}"),
            leaf("b"),
            PEOPLE,
        ),
        "groups": text_with(GROUPED, three, *known),
        "scales": text_with("{}", *_scales(), head=exact),
        "means": text_with(
            "{normalise: {method: min_max, range: [1, 100]}}",
            *_means(),
            head=TWO_BLOCKS,
        ),
        "rules": text_with(
            "{impute: {method: median}, screen: {availability: 0.4}, "
            "aggregate: {availability: 0.5}}",
            group("north_only", NORTH),
            group("seen_too", NORTH.replace("code: north", "code: also"), SEEN),
            group("one", RATED, ASKED),
            group(
                "two",
                leaf("bare", "may_not_apply: true, normalise: {method: rank}"),
                LITTLE,
                NAMED,
            ),
            head=TWO_BLOCKS,
        ),
    }


def _scales() -> list[str]:
    scales = SCALES | REFERRED
    up = [scaled(name, scales[name], 1, at) for at, name in enumerate(scales)]
    down = [
        scaled(f"less_{name}", scales[name], -1, 1) for name in (*REVERSED, *REFERRED)
    ]
    return [group("up", *up), group("down", *down, more="direction: -1, weight: 2.5")]


def _means() -> list[str]:
    return [
        group(
            method,
            leaf(f"{method}1", "may_not_apply: true"),
            leaf(f"{method}2", "weight: 2"),
            more=f"aggregate: {method}, weight: {rank + 1}",
        )
        for rank, method in enumerate(MEANS)
    ]


def few_answers(plan: Plan) -> Answers:
    """Answer by hand for few units: at the ends, alike, far off, in every state."""
    filled = plan.blocks[:2]
    blocks = [filled[unit % len(filled)].code for unit in range(FEW)]
    codes = [f"Đơn vị {unit + 1:02d}" for unit in range(FEW)]
    answers = Answers.empty(plan, codes, blocks)
    for index, item in enumerate(plan.items):
        for unit, cell in enumerate(NUMBERS[index % len(NUMBERS)]):
            if isinstance(cell, State):
                answers.states[unit, index] = cell
            elif cell is not None:
                answers.states[unit, index] = State.GIVEN
                answers.values[unit, index] = _of_type(item, unit, cell)
    return answers


def _of_type(item: PlanItem, unit: int, number: float) -> float:
    """Return what a unit answers: the number, or one that the item's type allows."""
    if item.type == "choice":
        return unit // 2 % len(item.options)
    if item.type == "yes_no":
        return unit % 2
    if item.type == "share":
        return unit / FEW
    return abs(round(number)) if item.type == "count" else number
