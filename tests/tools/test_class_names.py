"""A class name means one thing in all of the source."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
# What Django looks for by this name: one a module.
NAMED_BY_DJANGO = {"Command", "Migration"}


def test_no_two_modules_have_a_class_of_one_name() -> None:
    modules: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                modules[node.name].append(str(path.relative_to(SOURCE)))
    assert len(modules) > len(NAMED_BY_DJANGO)
    shared = {
        name: paths
        for name, paths in modules.items()
        if len(paths) > 1 and name not in NAMED_BY_DJANGO
    }
    assert shared == {}, (
        "what is compiled from `Item` is a `PlanItem`: say what differs"
    )
