"""Whatever is typed, the answer is a result or a clear fault, in bounded time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendti import compile_plan, parse_framework
from opendti.errors import FormulaError, FrameworkError
from opendti.formula import (
    Kind,
    Known,
    check_formula,
    evaluate,
    read_formula,
    write_formula,
)
from opendti.library import framework_ids, framework_path

NAMES = {
    "a": Known(Kind.NUMBER),
    "b": Known(Kind.NUMBER),
    "done": Known(Kind.TRUTH),
    "chair": Known(Kind.OPTION, ("chief", "deputy")),
}
PIECES = [
    *"ab+-*/^%=<>(),;. \t\n",
    *("done", "chair", '"chief"', "IF(", "MIN(", "ROUND(", "BEST(", "AND(", "1", "0.5"),
    *(
        "1e9",
        "80%",
        "<>",
        ">=",
        "<=",
        "x",
        "__class__",
        "lambda",
        "[0]",
        "'",
        "\0",
        "é",
    ),
]
FORMULAS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(
    max_size=60
)


@given(FORMULAS)
def test_a_formula_is_read_or_refused(text: str) -> None:
    try:
        tree = read_formula(text)
    except FormulaError as error:
        assert error.faults[0].message
        return
    faults = check_formula(tree, text, NAMES)
    assert all(fault.line and fault.column for fault in faults)
    if not faults and '"' not in text and "chair" not in text:
        values = {"a": 3.0, "b": 0.0, "done": 1.0}
        assert "BEST" in text.upper() or isinstance(
            float(evaluate(tree, values)), float
        )
    assert write_formula(read_formula(write_formula(tree))) == write_formula(tree)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "9" * 400 + " + 1",
        "1e999",
        "(" * 100_000,
        "IF(" * 5_000,
        "a" * 1_999,
        "-" * 100_000 + "1",
        "".join(f"+a{n}" for n in range(900)),
        "a.__class__.__mro__",
        "__import__('os').system('id')",
        "(lambda: 1)()",
        "a[0]",
        "{}",
        "a if b else c",
    ],
)
def test_a_bomb_is_refused(text: str) -> None:
    try:
        tree = read_formula(text)
    except FormulaError:
        return
    assert check_formula(tree, text, NAMES)


def test_a_tower_of_powers_costs_nothing() -> None:
    text = "9^9^9^9^9^9^9^9^9"
    assert check_formula(read_formula(text), text, NAMES) == ()
    assert float(evaluate(read_formula(text), {})) == float("inf")


LINES = st.sampled_from([
    *("opendti: 1", "id: x", "version: 1", "title: {vi: x}", "status: official"),
    *("nodes:", "  - code: 1", "    nodes: []", "levels: [{code: a, title: {vi: a}}]"),
    *(
        "&a [*a]",
        "x: *y",
        "!!python/object:os.system x",
        "? [a]",
        "- - - -",
        "{{{{",
        "]]",
    ),
    *(
        "points: .inf",
        "points: .nan",
        "<<: {a: 1}",
        "\t",
        "%YAML 9.9",
        "--- |",
        "a: b: c",
    ),
])


@given(st.lists(LINES, max_size=14).map("\n".join) | st.text(max_size=200))
def test_a_framework_is_read_or_refused(text: str) -> None:
    try:
        compile_plan(parse_framework(text))
    except FrameworkError as error:
        assert all(fault.file and fault.line for fault in error.faults)


@given(st.data())
def test_a_damaged_framework_is_read_or_refused(data: st.DataObject) -> None:
    identity = data.draw(st.sampled_from(["vn.dti.province@2024", "vn.service@2022"]))
    text = framework_path(identity).read_text("utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 60))
    damage = data.draw(st.text(max_size=10) | LINES)
    try:
        compile_plan(parse_framework(text[:start] + damage + text[start + length :]))
    except FrameworkError as error:
        assert all(str(fault) for fault in error.faults)


def test_every_shipped_framework_is_sound() -> None:
    for identity in framework_ids():
        text = framework_path(identity).read_text("utf-8")
        assert compile_plan(parse_framework(text)).framework == identity
