from __future__ import annotations

import pytest

from opendti.formula import Symbol, ValueKind, check_formula, read_formula

NAMES = {
    "a": Symbol(ValueKind.NUMBER),
    "b": Symbol(ValueKind.NUMBER),
    "chair": Symbol(ValueKind.OPTION, ("chief", "deputy")),
    "done": Symbol(ValueKind.TRUTH),
    "target": Symbol(ValueKind.NUMBER, value=0.8),
    "nought": Symbol(ValueKind.NUMBER, value=0.0),
}


def faults(text: str, gives: ValueKind = ValueKind.NUMBER) -> list[tuple[str, object]]:
    found = check_formula(read_formula(text), text, NAMES, gives)
    return [(fault.message, fault.column) for fault in found]


@pytest.mark.parametrize(
    "text",
    [
        "a + b",
        "IF(b = 0, 0, a / b)",
        "IF(b > 0, a / b, 0)",
        "IF(0 < 1, 1, 0)",
        "IF(OR(b = 0, a = 0), 0, a / b)",
        "IF(AND(done, b >= 1), a / b, 0)",
        "a / target",
        "a / 100",
        "IF(a + b = 0, 0, a / (a + b))",
        'IF(chair = "chief", 1, IF("deputy" = chair, 1/2, 0))',
        "IF(done, 1, 0) * BEST(a)",
        "done + done",
        "ROUND(a, 2) ^ 2",
    ],
)
def test_a_sound_formula_has_no_fault(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("a + x", "unknown name x; known: a, b, chair, done, nought, target", 5),
        (
            "a + targt",
            "unknown name targt; known: a, b, chair, done, nought, target; did you mean target?",
            5,
        ),
        (
            "SUN(a)",
            "unknown name SUN; known: ABS, AND, BEST, EXP, IF, LN, LOG, MAX, MIN, NOT, OR, ROUND, SUM; did you mean SUM?",
            1,
        ),
        ("a / b", "a division by what may be zero; guard it: IF(x = 0, 0, …/x)", 3),
        ("a / 0", "a division by zero", 3),
        ("a / nought", "a division by zero", 3),
        (
            "IF(a = 0, 0, a / b)",
            "a division by what may be zero; guard it: IF(x = 0, 0, …/x)",
            16,
        ),
        (
            "IF(b = 0, a / b, 0)",
            "a division by what may be zero; guard it: IF(x = 0, 0, …/x)",
            13,
        ),
        ("IF(a, 1, 0)", "expected a yes or no, found a number", 4),
        ("IF(done, 1)", "IF takes 3 arguments, not 2", 1),
        ("chair", "expected a number, found an option", 1),
        ('chair = "boss"', '"boss" is no option; expected one of chief, deputy', 9),
        ('a = "x"', "only a choice is compared with a text", 3),
        ("chair = 1", 'a choice is compared with an option, as "code"', 7),
        ("a ^ b", "a power is a constant from -10 to 10", 3),
        ("9 ^ 99", "a power is a constant from -10 to 10", 3),
        ("ROUND(a, b)", "ROUND takes 0 to 10 decimals, a constant", 1),
        ("a * 9999999999999999", "a number is smaller than 10^15", 5),
        (
            "IFNA(a, 1)",
            "unknown name IFNA; known: ABS, AND, BEST, EXP, IF, LN, LOG, MAX, MIN, NOT, OR, ROUND, SUM; did you mean IF?",
            1,
        ),
    ],
)
def test_a_faulty_formula_is_refused_with_its_position(
    text: str, message: str, column: int
) -> None:
    assert faults(text) == [(message, column)]


def test_every_fault_of_a_formula_is_found_at_once() -> None:
    assert [column for _, column in faults("x + y / 0 + IF(1, 2, 3)")] == [1, 5, 7, 16]


def test_a_condition_is_asked_for() -> None:
    assert faults("a <= b", ValueKind.TRUTH) == []
    assert faults("a + b", ValueKind.TRUTH) == [
        ("expected a yes or no, found a number", 3)
    ]
