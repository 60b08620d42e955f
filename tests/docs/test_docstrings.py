"""The examples of docstrings give what is below them."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import opendti
from opendti_site.ui import text

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
ENGINE = [module.name for module in pkgutil.walk_packages(opendti.__path__, "opendti.")]


def examples_in(module: object) -> list[doctest.DocTest]:
    return [test for test in doctest.DocTestFinder().find(module) if test.examples]


EXAMPLES = [
    example
    for name in [*ENGINE, text.__name__]
    for example in examples_in(importlib.import_module(name))
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_gives_what_stands_below_it(example: doctest.DocTest) -> None:
    failures: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(example, out=failures.append)

    assert "".join(failures) == ""
