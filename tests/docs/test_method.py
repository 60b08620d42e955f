"""The method's pages are run: every row of every table, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from opendti import (
    AnswerRow,
    Plan,
    State,
    build_answers,
    compile_plan,
    parse_framework,
    score,
)
from opendti.formula.check import ARGUMENTS
from opendti.numeric import competition_ranks, round_half_up
from opendti.rules import KINDS
from tests.small_sets import criterion, text_with

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("method.md", "method.vi.md")


def tables(page: str) -> list[list[list[str]]]:
    """Return every table of a page as rows of cells, heads first."""
    text = (DOCS / page).read_text("utf-8")
    found = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    return [
        [
            [cell.strip() for cell in line.strip("| ").split("|")]
            for line in table.splitlines()
        ]
        for table in found
    ]


def rules() -> list[tuple[str, str, str]]:
    return [
        (row[0].strip("`"), row[1] if len(row) == 3 else "", row[-1])
        for page in PAGES
        for table in tables(page)
        for row in table[2:]
        if row[0].startswith("`{kind")
    ]


def units(answers: str) -> list[dict[str, str]]:
    """Read `a=5; others a=0, a=10` as one dictionary a unit."""
    own, _, others = answers.partition("; others ")
    first = dict(cell.split("=") for cell in own.split(", ") if cell)
    return [first, *(dict([cell.split("=")]) for cell in others.split(", ") if cell)]


def plan_of(rule: str, names: set[str]) -> Plan:
    kind = yaml.safe_load(rule)["kind"]
    written = {"share", "yes_no", "choice", "levels", "checklist", "periods"}
    items = ", ".join(
        f"{{code: {name}, type: number, title: {{vi: {name}}}}}"
        for name in sorted(names)
    )
    more = "" if kind in written else f"items: [{items}]"
    return compile_plan(parse_framework(text_with(criterion(rule, more=more))))


@pytest.mark.parametrize(("rule", "answers", "points"), rules())
def test_every_rule_gives_what_the_page_says(
    rule: str, answers: str, points: str
) -> None:
    found = units(answers)
    names = {"a", "b", "c"} if "c=" in answers else {"a", "b"}
    plan = plan_of(rule, names)
    words = {"yes": True, "no": False}
    rows = [
        AnswerRow(
            f"u{index}",
            f"1.1.{name}",
            words[value] if value in words else _value(value),
        )
        for index, unit in enumerate(found)
        for name, value in unit.items()
    ]
    if plan.items[0].type == "choice":
        rows = [
            AnswerRow(row.unit, row.item, str(row.value).removesuffix(".0"))
            for row in rows
        ]
    scores = score(
        plan, build_answers(plan, rows, {f"u{n}": "all" for n in range(len(found))})
    )
    assert scores.points[0, 0] == pytest.approx(float(points), abs=1e-12)


def _value(text: str) -> float | str:
    return float(text) if re.fullmatch(r"-?[\d.]+", text) else text


@pytest.mark.parametrize("page", PAGES)
def test_states_do_what_the_page_says(page: str) -> None:
    (table,) = [table for table in tables(page) if table[2][0] == "blank"]
    for state, policy, points, maximum, value in table[2:]:
        more = f"may_not_apply: true, not_measured: {policy or 'hold'}"
        second = criterion("{kind: yes_no}", code="1.2", more=more)
        plan = compile_plan(
            parse_framework(text_with(criterion("{kind: yes_no}"), second))
        )
        rows = [
            AnswerRow("u", "1.1", value=True),
            AnswerRow("u", "1.2", state=State[state.upper()]),
        ]
        scores = score(plan, build_answers(plan, rows, {"u": "all"}))
        found = (scores.points[0, 0], scores.max_points[0, 0], scores.values[0, 0])
        assert found == (float(points), float(maximum), float(value)), (state, policy)


@pytest.mark.parametrize("page", PAGES)
def test_rounding_and_ranks_do_what_the_page_says(page: str) -> None:
    (rounding,) = [table for table in tables(page) if table[2][0] == "0.45445"]
    for number, decimals, rounded in rounding[2:]:
        assert round_half_up(float(number), int(decimals)) == float(rounded)
    (ranks,) = [table for table in tables(page) if table[2][0].startswith("0.9,")]
    values, expected = ranks[2]
    found = competition_ranks(np.array([float(value) for value in values.split(",")]))
    assert found.tolist() == [int(number) for number in expected.split(",")]


@pytest.mark.parametrize("page", PAGES)
def test_every_kind_of_rule_and_every_function_is_named(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    missing = {kind for kind in KINDS if f"`{kind}`" not in text}
    assert missing == set(), f"kinds of rule without a row in docs/{page}"
    assert {name for name in ARGUMENTS if not re.search(rf"\b{name}\b", text)} == set()
