"""Random frameworks with every kind of rule, and random answers in every state."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from opendti import Answers, Framework, Plan, State, parse_framework
from tests.small_sets import HEAD, item, text_of

BLOCKS = "blocks: [{code: x, title: {vi: x}}, {code: y, title: {vi: y}}]\n"
AB = f"items: [{item('a')}, {item('b')}]"
OPTIONS = ", ".join(
    f"{{code: {code}, title: {text_of(code)}, share: {share}}}"
    for code, share in (("full", "1"), ("half", "1/2"), ("none", "0"))
)
RULES = {
    "share": ("{kind: share}", ""),
    "yes_no": ("{kind: yes_no}", ""),
    "choice": (f"{{kind: choice, options: [{OPTIONS}]}}", ""),
    "steps": ("{kind: steps, steps: [{from: 7, share: 1}, {from: 2, share: 1/3}]}", ""),
    "ratio": ("{kind: ratio}", AB),
    "ratio_full": ("{kind: ratio, zero: full, may_exceed: true}", AB),
    "ratio_absent": ("{kind: ratio, zero: not_applicable}", AB),
    "ratio_scaled": ("{kind: ratio, target: 80%}", AB),
    "ratio_jump": ("{kind: ratio, target: 80%, below: jump}", AB),
    "ratio_floor": ("{kind: ratio, floor: 90%}", AB),
    "ratio_all": ("{kind: ratio, all_or_nothing: true}", AB),
    "count": ("{kind: count, each: 0.5}", ""),
    "parts": (
        (
            "{kind: parts, parts: ["
            "{code: p, title: {vi: p}, share: 1/2, rule: {kind: ratio}}, "
            "{code: q, title: {vi: q}, share: 1/2, rule: {kind: count, each: 1, on: b}}]}"
        ),
        AB,
    ),
    "relative": ("{kind: relative}", ""),
    "formula": ("{kind: formula, formula: 'IF(b = 0, 1, 1 - MIN(1, a / b))'}", AB),
    "functions": (
        "{kind: formula, formula: 'LN(1 + a) ^ (1/2) * EXP(0 - b / 9) + LOG(b - 1)'}",
        AB,
    ),
    "checklist": ("{kind: checklist, on: [a, b, c]}", ""),
    "periods": (f"{{kind: periods, on: [q1, q2], options: [{OPTIONS}]}}", ""),
    "best_of": (
        (
            "{kind: best_of, alternatives: ["
            "{code: p, title: {vi: p}, share: 1, rule: {kind: ratio}}, "
            "{code: q, title: {vi: q}, share: 1/2, rule: {kind: count, each: 1, on: b}}]}"
        ),
        AB,
    ),
    "minmax": ("{kind: minmax, low: 2, high: 8}", ""),
    "minmax_block": ("{kind: minmax, direction: down}", ""),
    "levels": (
        (
            "{kind: levels, levels: [{level: 0, title: {vi: '0'}}, "
            "{level: 1, title: {vi: '1'}}, {level: 2, title: {vi: '2'}}]}"
        ),
        "",
    ),
    "survey": (
        "{kind: survey, low: 1, high: 5, least: 4}",
        f"items: [{item('a', 'number')}, {item('n')}]",
    ),
    "panel": (
        "{kind: panel, high: 10, least: 2}",
        f"items: [{item('a', 'number')}, {item('n')}]",
    ),
    "gate": ("{kind: gate}", ""),
    "bonus": ("{kind: bonus, rule: {kind: count, each: 0.5}}", ""),
    "penalty": ("{kind: penalty, rule: {kind: count, each: 0.5}}", ""),
    "shown": ("{kind: shown}", ""),
}


@st.composite
def frameworks(draw: st.DrawFn, *, scale: float = 1.0) -> Framework:
    """Draw two main indicators of one to six criteria each, in two blocks."""
    return parse_framework(_text(draw, scale))


def _text(draw: st.DrawFn, scale: float) -> str:
    lines = [HEAD + BLOCKS + "nodes:"]
    for main in ("1", "2"):
        lines += [f'  - code: "{main}"', f"    title: {text_of(main)}", "    nodes:"]
        for number in range(draw(st.integers(1, 6))):
            lines.append("      - " + _criterion(draw, f"{main}.{number}", scale))
    return "\n".join(lines) + "\n"


def _criterion(draw: st.DrawFn, code: str, scale: float) -> str:
    rule, items = RULES[draw(st.sampled_from(sorted(RULES)))]
    x, y = (draw(st.integers(1, 40)) * scale for _ in range(2))
    both = draw(st.booleans())
    points = f"points: {{x: {x}, y: {y}}}, " if both else f"points: {{x: {x}}}, "
    parts = [
        f'code: "{code}"',
        f"title: {text_of(code)}",
        ("" if "shown" in rule or "gate" in rule else points) + f"rule: {rule}",
        f"may_not_apply: {str(draw(st.booleans())).lower()}",
        f"not_measured: {draw(st.sampled_from(['hold', 'zero', 'leave_out']))}",
    ]
    return "{" + ", ".join([*parts, *([items] if items else [])]) + "}"


@st.composite
def answers_to(draw: st.DrawFn, plan: Plan, max_units: int = 6) -> Answers:
    """Draw answers of one to six units, any cell in any state."""
    count = draw(st.integers(1, max_units))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = np.column_stack([_column(rng, item.type, count) for item in plan.items])
    states = rng.choice(4, size=values.shape, p=[0.75, 0.13, 0.06, 0.06]).astype(
        np.uint8
    )
    values[states != State.GIVEN] = np.nan
    blocks = rng.integers(0, len(plan.blocks), count).astype(np.intp)
    for given in (values, states, blocks):
        given.setflags(write=False)  # no verb may write into what it was given
    return Answers(tuple(f"u{n}" for n in range(count)), blocks, values, states)


def _column(rng: np.random.Generator, kind: str, count: int) -> np.ndarray:
    if kind == "share":
        return rng.random(count)
    highest = {"yes_no": 2, "choice": 3}.get(kind, 11)
    return rng.integers(0, highest, count).astype(np.float64)
