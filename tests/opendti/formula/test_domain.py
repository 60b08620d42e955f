"""Logarithms, exponentials and powers: their values, and a fault where they have none."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from opendti.errors import TableError
from opendti.formula import Kind, Known, check_formula, evaluate, read_formula
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
def test_values(formula: str, value: float) -> None:
    names = {"a": Known(Kind.NUMBER)}
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
    names = dict.fromkeys(("a", "b", "max"), Known(Kind.NUMBER))
    found = check_formula(read_formula(formula), formula, names)

    assert message in [fault.message for fault in found]


@pytest.mark.parametrize(
    ("name", "points"), [("ln", math.log(2)), ("cuberoot", 24 ** (1 / 3))]
)
def test_the_cases(tmp_path: Path, name: str, points: float) -> None:
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
    assert [str(one) for one in refused.value.faults] == [
        f"a.csv, row 3, column s.a, s: {message}"
    ]


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
