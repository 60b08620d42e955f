"""Whatever is typed, the answer is a result or a clear fault, in bounded time."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opendti import compile_plan, parse_framework
from opendti.errors import Fault, FormulaError, FrameworkError
from opendti.formula import (
    Symbol,
    ValueKind,
    check_formula,
    evaluate,
    read_formula,
    write_formula,
)
from opendti.library import framework_ids, framework_path

NAMES = {
    "a": Symbol(ValueKind.NUMBER),
    "b": Symbol(ValueKind.NUMBER),
    "done": Symbol(ValueKind.TRUTH),
    "chair": Symbol(ValueKind.OPTION, ("chief", "deputy")),
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


VALUES = {"a": 3.0, "b": 0.0, "done": 1.0}


def faults_of_formula(text: str) -> tuple[Fault, ...]:
    """Return what is wrong with a formula, whether it shows on reading or on checking."""
    try:
        return check_formula(read_formula(text), text, NAMES)
    except FormulaError as error:
        assert error.faults
        return error.faults


@given(FORMULAS)
@example("a + b")
@example("a +")
def test_every_fault_of_a_formula_says_what_and_where(text: str) -> None:
    unfinished = faults_of_formula(f"{text} +")
    assert unfinished
    for fault in [*faults_of_formula(text), *unfinished]:
        assert fault.message
        assert 1 <= fault.line <= text.count("\n") + 2
        assert fault.column >= 1


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs, orders = st.sampled_from("+-*/^"), st.sampled_from(["<", "<=", "=", "<>"])
    return st.one_of(
        st.tuples(inner, signs, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        st.builds("{}({}, {})".format, st.sampled_from(["MIN", "MAX"]), inner, inner),
        st.builds(
            "IF(({}) {} ({}), {}, {})".format, inner, orders, inner, inner, inner
        ),
    )


SOUND = st.recursive(
    st.sampled_from(["a", "b", "2", "0.5", "80%"]), _joined, max_leaves=8
)


@given(SOUND)
def test_a_formula_means_the_same_as_written_again(text: str) -> None:
    tree = read_formula(text)
    again = read_formula(write_formula(tree))
    assert again == tree
    found, repeated = (float(evaluate(formula, VALUES)) for formula in (tree, again))
    assert repeated == pytest.approx(found, rel=0, abs=0, nan_ok=True)


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
    assert faults_of_formula(text)


def test_a_tower_of_powers_costs_nothing() -> None:
    text = "9^9^9^9^9^9^9^9^9"
    assert check_formula(read_formula(text), text, NAMES) == ()
    assert math.isnan(float(evaluate(read_formula(text), {})))


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
    assert_faults_are_located(text)


@given(st.data())
def test_a_damaged_framework_is_read_or_refused(data: st.DataObject) -> None:
    identity = data.draw(st.sampled_from(["vn.dti.province@2024", "vn.service@2022"]))
    text = framework_path(identity).read_text("utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 60))
    damage = data.draw(st.text(max_size=10) | LINES)
    assert_faults_are_located(text[:start] + damage + text[start + length :])


def assert_faults_are_located(text: str) -> None:
    """Compile a framework; each fault of a refused one has a message and a line of the text."""
    try:
        compile_plan(parse_framework(text))
    except FrameworkError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.message
            assert fault.file
            assert 1 <= fault.line <= len(text.splitlines()) + 1


def test_every_shipped_framework_is_sound() -> None:
    identities = framework_ids()
    assert len(identities) > 10
    for identity in identities:
        text = framework_path(identity).read_text("utf-8")
        assert compile_plan(parse_framework(text)).framework == identity
