"""The mutation tester changes what it says, draws the same sample, and knows its files."""

from __future__ import annotations

import pytest

from tools.mutants.kinds import mutants_of
from tools.mutants.targets import ROOT, read_accepted, read_targets, sample

TARGETS = read_targets()


def changed(source: str, kind: str) -> set[str]:
    """Return the source with each mutant of a kind made."""
    return {
        mutant.apply(source.encode()).decode()
        for mutant in mutants_of("file.py", source.encode())
        if mutant.kind == kind
    }


@pytest.mark.parametrize(
    ("source", "kind", "mutants"),
    [
        ("x = a < b", "bound", {"x = (a <= b)", "x = (a > b)"}),
        ("x = a == b", "comparison", {"x = (a != b)"}),
        ("x = a not in b", "comparison", {"x = (a in b)"}),
        ("x = a and b or c", "clause", {"x = (a and b)", "x = (c)", "x = (a) or c", "x = (b) or c"}),
        ("x = not a", "negation", {"x = (a)"}),
        ("x = a if b else c", "condition", {"x = a if not (b) else c"}),
        ("x = a + b", "arithmetic", {"x = (a - b)"}),
        ("x = min(a)", "extreme", {"x = max(a)"}),
        ("x = 0.5", "number", {"x = 1.5"}),
        ("x = 1e300", "number", set()),  # so large that 1 more is the same
        ("x = True", "truth", {"x = False"}),
        ("class A(B, total=False): pass", "truth", set()),
        ("x.bulk_create(y, batch_size=500)", "number", set()),
        ("if a:\n    raise b", "guard", {"if False:\n    raise b"}),
        ("if a:\n    b = c", "guard", set()),
        ("if a:\n    b = c", "condition", {"if not (a):\n    b = c"}),
        ("f(a)\nrecord(b)", "audit", {"f(a)\npass"}),
        ("f(a)\nrecord(b)", "effect", {"pass\nrecord(b)"}),
        ("lock_tree()", "lock", {"pass"}),
        ("x = rows.select_for_update().first()", "lock", {"x = rows.first()"}),
        ("x = rows.filter(a=b)", "filter", {"x = rows"}),
        ("x = rows.get(a=b, c=d)", "filter", {"x = rows.get(a=b)", "x = rows.get(c=d)"}),
        ("x = [a for a in b if a.c]", "filter", {"x = [a for a in b]"}),
        ("def f():\n    return q | r", "clause", {"def f():\n    return (q)", "def f():\n    return (r)"}),
        ("X = int | str", "clause", set()),
        ("def f(a: int | None): pass", "clause", set()),
        ("x = f'{a + b}'", "arithmetic", set()),
        ("if TYPE_CHECKING:\n    f()", "effect", set()),
        ("x = 'đạt'; y = a < b", "bound", {"x = 'đạt'; y = (a <= b)", "x = 'đạt'; y = (a > b)"}),
    ],
)  # fmt: skip
def test_each_kind_of_mutant_changes_what_it_says(
    source: str, kind: str, mutants: set[str]
) -> None:
    assert changed(source, kind) == mutants


def test_a_mutant_says_where_it_is() -> None:
    source = b"class A:\n    def f(self, a):\n        return a  <\\\n            1\n"
    first = mutants_of("file.py", source)[0]
    assert first.name == ("file.py", "A.f", "a <\\ 1", "(a <= 1)")
    assert first.diff(source).splitlines()[-1] == "+        return (a <= 1)"
    assert first.line == 3


def test_a_seed_draws_the_same_sample_and_every_kind() -> None:
    mutants = TARGETS["formula"].mutants()
    drawn = sample(mutants, 30, "1")
    assert len(set(drawn)) == 30
    assert drawn == sample(mutants, 30, "1")
    assert drawn != sample(mutants, 30, "2")
    assert {mutant.kind for mutant in drawn} == {mutant.kind for mutant in mutants}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_has_files_and_tests(name: str) -> None:
    target = TARGETS[name]
    assert target.files
    assert target.tests


def test_files_are_mutated_in_one_target_alone() -> None:
    files = [file for target in TARGETS.values() for file in target.files]
    assert len(files) == len(set(files))


def test_every_accepted_survivor_is_a_mutant_and_has_a_reason() -> None:
    accepted = read_accepted()
    known: set[tuple[str, str, str, str]] = set()
    for target in TARGETS.values():
        known |= {mutant.name for mutant in target.mutants()}
    assert [name for name in accepted if name not in known] == []
    assert [name for name, why in accepted.items() if len(why) < 20] == []


def test_mutants_compile() -> None:
    count = 0
    for path in (ROOT / "src/opendti/plan").glob("*.py"):
        source = path.read_bytes()
        for mutant in mutants_of(str(path), source):
            compile(mutant.apply(source), path, "exec")
            count += 1
    assert count > 50
