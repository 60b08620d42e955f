"""Logarithms, exponentials and powers: their values, and a fault where they have none."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from opendti.errors import TableError
from opendti.formula import (
    Symbol,
    ValueKind,
    check_formula,
    evaluate,
    read_formula,
    write_formula,
)
from opendti.formula.domain import domain_conditions
from opendti.formula.evaluate import constant
from opendti.framework import load_framework, parse_framework
from opendti.plan import compile_plan
from opendti.scoring import AnswerRow, build_answers, explain, score, write_working
from opendti.tables import read_answers

CASES = Path(__file__).parents[2] / "data" / "cases"
ONE = """\
opendti: 1
id: t.one
version: "1"
title: {{vi: T}}
status: illustrative
levels: [{{code: c, title: {{vi: C}}}}]
nodes:
  - code: s
    title: {{vi: S}}
    points: 10
    rule: {{kind: formula, formula: '{0}', gives: points}}
    items: [{{code: a, type: number, title: {{vi: A}}}}, {{code: b, type: number, title: {{vi: B}}}}]
"""


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("LN(a)", math.log(8)),
        ("LOG(1000)", 3.0),
        ("LOG(a, 2)", 3.0),
        ("LOG(a; 4)", 1.5),
        ("EXP(LN(a))", 8.0),
        ("a ^ (1/3)", 2.0),
        ("a ^ -(1/3)", 0.5),
        ("a ^ -2", 1 / 64),
        ("a ^ (2 * 0.5)", 8.0),
        ("(0 - a) ^ 2", 64.0),
    ],
)
def test_a_partial_function_has_its_value_and_none_of_a_blank(
    formula: str, value: float
) -> None:
    names = {"a": Symbol(ValueKind.NUMBER)}
    tree = read_formula(formula)

    assert check_formula(tree, formula, names) == ()
    assert float(evaluate(tree, {"a": np.asarray(8.0)})) == pytest.approx(value)
    assert math.isnan(evaluate(tree, {"a": np.asarray(np.nan)})) is ("a" in formula)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("LN(0)", "LN has no value here"),
        ("LOG(0 - 1)", "LOG has no value here"),
        ("EXP(9999)", "EXP has no value here"),
        ("0 ^ -1", "^ has no value here"),
        ("(0 - 8) ^ (1/3)", "^ has no value here"),
        ("LOG(a, 1)", "LOG takes a base above 0 other than 1, a constant"),
        ("LOG(a, b)", "LOG takes a base above 0 other than 1, a constant"),
        ("LN(BEST(a))", "LN takes neither BEST nor max"),
        ("(a / max) ^ 0.5", "^ takes neither BEST nor max"),
        ("a ^ (1/b)", "a power is a constant from -10 to 10"),
        ("a / (1 - 1)", "a division by zero"),
    ],
)
def test_faults_of_the_framework(formula: str, message: str) -> None:
    names = dict.fromkeys(("a", "b", "max"), Symbol(ValueKind.NUMBER))
    found = check_formula(read_formula(formula), formula, names)

    assert message in [fault.message for fault in found]


@pytest.mark.parametrize(
    ("name", "points"), [("ln", math.log(2)), ("cuberoot", 24 ** (1 / 3))]
)
def test_each_case_gives_its_points_and_a_blank_none(
    tmp_path: Path, name: str, points: float
) -> None:
    plan = compile_plan(load_framework(CASES / f"{name}.yaml"))
    table = tmp_path / "a.csv"
    table.write_text("unit,s.a,s.b,s.c\nU,2,3,4\nV,,3,4\n")

    scores = score(plan, read_answers(table, plan))
    assert scores.points[:, 0] == pytest.approx([points, 0.0])


@pytest.mark.parametrize(
    ("formula", "cells", "message"),
    [
        ("LN(a)", "0,1", "LN(a) needs a above 0 (unit U: a = 0)"),
        ("LOG(a - b)", "1,2", "LOG(a - b) needs a - b above 0 (unit U: a = 1, b = 2)"),
        ("a ^ (1/3)", "-8,1", "a ^ (1 / 3) needs a of at least 0 (unit U: a = -8)"),
        ("a ^ -1", "0,1", "a ^ (-1) needs a other than 0 (unit U: a = 0)"),
        ("a ^ -0.5", "0,1", "a ^ (-0.5) needs a above 0 (unit U: a = 0)"),
        ("EXP(a)", "9999,1", "EXP(a) is too large to be computed (unit U: a = 9999)"),
        (
            "((a ^ 10) ^ 10) * 0",
            "1e9,1",
            "a ^ 10 ^ 10 is too large to be computed (unit U: a = 1000000000)",
        ),
        ("IF(b > 0, LN(a), 0)", "0,1", "LN(a) needs a above 0 (unit U: a = 0, b = 1)"),
    ],
)
def test_a_fault_names_row_and_unit(
    tmp_path: Path, formula: str, cells: str, message: str
) -> None:
    plan = compile_plan(parse_framework(ONE.format(formula), "f.yaml"))
    table = tmp_path / "a.csv"
    table.write_text(f"unit,s.a,s.b\nV,2,1\nU,{cells}\n")

    with pytest.raises(TableError) as refused:
        read_answers(table, plan)
    assert [str(fault) for fault in refused.value.faults] == [
        f"a.csv, row 3, column s.a, s: {message}"
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "{kind: gate, on: 'LN(a) > 1'}",
        "{kind: ratio, numerator: LN(a), denominator: b, may_exceed: true}",
        "{kind: parts, parts: [{code: p, title: {vi: P}, share: 1, rule: {kind: share, on: LN(a)}}]}",
        "{kind: relative, on: LN(a)}",
        "{kind: bonus, rule: {kind: count, each: 1, on: LN(a)}}",
    ],
)
def test_every_rule_that_holds_a_formula_is_asked(tmp_path: Path, rule: str) -> None:
    text = ONE.format("a").replace("{kind: formula, formula: 'a', gives: points}", rule)
    if "gate" in rule:
        text = text.replace("    points: 10\n", "")
    more = "  - {code: t, title: {vi: T}, points: 1, rule: {kind: yes_no}}\n"
    plan = compile_plan(parse_framework(text + more, "f.yaml"))
    table = tmp_path / "a.csv"
    table.write_text("unit,s.a,s.b\nU,0,1\n")

    with pytest.raises(TableError, match=r"LN\(a\) needs a above 0 \(unit U: a = 0"):
        read_answers(table, plan)


def test_only_the_branch_that_is_taken_is_asked(tmp_path: Path) -> None:
    plan = compile_plan(parse_framework(ONE.format("IF(b > 0, LN(a), 0)"), "f.yaml"))
    table = tmp_path / "a.csv"
    table.write_text("unit,s.a,s.b\nU,0,0\nV,0,\n")

    assert score(plan, read_answers(table, plan)).points[:, 0].tolist() == [0, 0]


def test_an_explanation_says_why_there_is_no_value() -> None:
    plan = compile_plan(parse_framework(ONE.format("LN(a)"), "f.yaml"))
    rows = [AnswerRow("U", "s.a", 0.0), AnswerRow("U", "s.b", 1.0)]
    answers = build_answers(plan, rows, {"U": "all"})

    text = write_working(explain(plan, answers, unit="U", node="s"), "en")
    assert "Cannot be computed: LN(a) needs a above 0." in text
    assert "nan" not in text


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("LN(a)", [("positive", "a", "a > 0")]),
        ("LOG(a, 2)", [("positive", "a", "a > 0")]),
        ("EXP(a)", [("computable", "a", "a <= 690")]),
        ("EXP(690)", []),
        ("EXP(691)", [("computable", "691", "691 <= 690")]),
        ("LN(1)", []),
        ("LN(0)", [("positive", "0", "0 > 0")]),
        ("a ^ 2", []),
        ("(a + 1) ^ 2", [("computable", "a + 1", "ABS(a + 1) <= 1e+150")]),
        ("(a + 1) ^ 1", []),
        ("(a + 1) ^ 1.5", [("not_negative", "a + 1", "a + 1 >= 0"), ("computable", "a + 1", "ABS(a + 1) <= 1e+200")]),
        ("a ^ 0.5", [("not_negative", "a", "a >= 0")]),
        ("a ^ -1", [("not_zero", "a", "ABS(a) > 1e-300")]),
        ("a ^ -2", [("not_zero", "a", "ABS(a) > 1e-150")]),
        ("a ^ -0.5", [("positive", "a", "a > 0")]),
        ("(1 + 1) ^ 2", []),
        ("2 ^ 0.5", []),
        ("(0 - 8) ^ (1/3)", [("not_negative", "0 - 8", "0 - 8 >= 0")]),
        ("IF(a > 0, LN(a), EXP(b))", [("positive", "a", "IF(a > 0, a > 0, 1)"), ("computable", "b", "IF(a > 0, 1, b <= 690)")]),
        ("IF(BEST(a) > 0, LN(a), 0)", [("positive", "a", "a > 0")]),
        ("IF(a > max, LN(a), 0)", [("positive", "a", "a > 0")]),
        ("LN(EXP(a))", [("computable", "a", "a <= 690"), ("positive", "EXP(a)", "EXP(a) > 0")]),
        ("IF(LN(a) > 0, 1, 0)", [("positive", "a", "a > 0")]),
        ("IF(a > 0, IF(b > 0, LN(b), 0), 0)", [("positive", "b", "IF(a > 0, IF(b > 0, b > 0, 1), 1)")]),
        ("0 ^ -1", [("not_zero", "0", "ABS(0) > 1e-300")]),
        ("a ^ b", []),
    ],
)  # fmt: skip
def test_what_a_formula_demands(
    formula: str, expected: list[tuple[str, str, str]]
) -> None:
    found = domain_conditions(read_formula(formula))
    written = [
        (condition.kind, write_formula(condition.on), write_formula(condition.holds))
        for condition in found
    ]
    assert written == expected


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("2", 2.0),
        ("1 / 4 + 0.5", 0.75),
        ("2 ^ 3 - 1", 7.0),
        ("LN(1)", 0.0),
        ("EXP(0)", 1.0),
        ("LOG(1000)", 3.0),
        ("LOG(8, 2)", 3.0),
        ("two * 3", 6.0),
        ("two * a", None),
        ("a", None),
        ("x + 1", None),
        ("BEST(1)", None),
        ("IF(1 = 1, 2, 3)", None),
        ("MIN(1, 2)", None),
        ("LN(1, 2)", None),
        ("LOG(1, 2, 3)", None),
        ("1 = 1", None),
        ('"x"', None),
    ],
)
def test_what_is_constant(formula: str, value: float | None) -> None:
    found = constant(read_formula(formula), {"two": 2.0, "a": None})
    assert found == (value if value is None else pytest.approx(value))
