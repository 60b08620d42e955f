"""What the packages import is declared: a package that comes along with another may leave with it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"opendti", "opendti_site"}
# Extras that a setting asks for; not all of them are installed where tests run.
MODULES_OF_EXTRAS = {"sentry_sdk": "sentry-sdk"}
# What each package may import: the dependencies themselves ("") and the extras of pyproject.toml.
DECLARED_FOR = {
    "opendti": ("", "previews", "signatures"),
    "opendti_site": ("", "site", "s3", "sentry"),
}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def declared(package: str) -> set[str]:
    """Return the names of the distributions that a package may import from."""
    groups = {"": project()["dependencies"], **project()["optional-dependencies"]}
    lines = [line for group in DECLARED_FOR[package] for line in groups[group]]
    return {normalised(re.match(r"[\w.-]+", line)[0]) for line in lines}


def modules_named(tree: ast.AST) -> Iterator[str]:
    """Yield every module that is imported, inside functions as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def imported(package: str) -> dict[str, str]:
    """Return the foreign top-level modules of a package, each with a file that imports it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src" / package).rglob("*.py")):
        for module in modules_named(ast.parse(path.read_text("utf-8"))):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names | OURS:
                found.setdefault(top, str(path.relative_to(ROOT)))
    return found


@pytest.mark.parametrize("package", sorted(OURS))
def test_every_import_is_declared(package: str) -> None:
    modules = imported(package)
    assert modules
    owners = packages_distributions()
    missing = {
        f"declare {' or '.join(names)}: {file} imports {module}"
        for module, file in modules.items()
        if (names := owners.get(module, [MODULES_OF_EXTRAS.get(module, module)]))
        and not declared(package) & {normalised(name) for name in names}
    }
    assert missing == set()


def test_an_import_inside_a_function_counts() -> None:
    tree = ast.parse("def f():\n    import a.b\n    from c.d import e\n")
    assert list(modules_named(tree)) == ["a.b", "c.d"]
