"""No test passes for want of anything to assert."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.vacuity.rules import asserting_functions, vacuous

TESTS = Path(__file__).parents[1]


def test_no_test_passes_vacuously() -> None:
    trees = {
        path.relative_to(TESTS).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(TESTS.rglob("*.py"))
    }
    with_tests = [name for name in trees if Path(name).name.startswith("test_")]
    helpers = asserting_functions(trees.values())
    found = [
        f"tests/{name}:{finding.line} {finding.test} {finding.why}"
        for name in with_tests
        for finding in vacuous(trees[name], helpers)
    ]
    assert len(with_tests) > 100
    assert found == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("run()", "asserts nothing"),
        ("for row in rows(): assert row", "may be none"),
        ("for row in []: assert row", "may be none"),
        ("for row in sorted(rows): assert row", "may be none"),
        ("assert all(row for row in rows)", "may be none"),
        ("if rows: assert rows[0]", "condition holds"),
        ("assert a\n    if not b: return\n    assert b", "returns early"),
        ("try:\n        run()\n    except Exception:\n        pass\n    assert a", "swallows"),
        ("assert a or b", "one thing or another"),
        ("assert True", "always true"),
        ("assert (a, 'b')", "always true"),
        ("assert f'{a}'", "always true"),
        ("assert (a for a in b)", "always true"),
    ],
)  # fmt: skip
def test_a_vacuous_test_is_found(body: str, why: str) -> None:
    (finding,) = vacuous(ast.parse(f"def test_it():\n    {body}"))
    assert why in finding.why


@pytest.mark.parametrize(
    "body",
    [
        "assert a",
        "for row in (1, 2): assert row",
        "for row in ROWS.items(): assert row",
        "for at, row in enumerate(ROWS): assert row",
        "assert rows\n    for row in rows: assert row",
        "if a: assert b\n    else: assert c",
        "with pytest.raises(ValueError): run()",
        "np.testing.assert_allclose(a, b)",
        "list(map(helper, rows))",
        "helper()",
        "def inner():\n        return\n    assert inner",
    ],
)
def test_a_test_that_can_fail_passes(body: str) -> None:
    helper = "def helper():\n    assert a\n"
    assert vacuous(ast.parse(f"{helper}def test_it():\n    {body}")) == []
