"""Every method of composite indices has one module, words in both languages, and a name that stays."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

import opendti
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.base import Method
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS

SOURCE = Path(opendti.__file__).parent
STEPS: dict[str, Mapping[str, Method]] = {
    "aggregations": AGGREGATIONS,
    "imputations": IMPUTATIONS,
    "normalisations": NORMALISATIONS,
    "treatments": TREATMENTS,
    "weightings": WEIGHTINGS,
}
PUBLISHED = {
    "aggregations": {"arithmetic", "geometric", "harmonic", "median", "copeland"},
    "imputations": {"none", "mean", "median", "group_mean", "group_median", "last"},
    "normalisations": {
        "none",
        "min_max",
        "z_score",
        "rank",
        "percentile_rank",
        "borda",
        "distance_to_best",
        "distance_to_reference",
        "distance_to_target",
        "fraction_of_max",
        "goalposts",
    },
    "treatments": {"winsorise", "log", "box_cox"},
    "weightings": {"given", "equal", "pca", "pca_squared"},
}
"""Names that are in files, which must be read for ever."""
WORDS = {"none", "mean", "median", "last", "rank", "log", "given", "equal", "goalposts"}
"""Names that are also ordinary words, or keys of a file."""
DEFAULTS = {
    ("opendti/framework/composite.py", "arithmetic"),
    ("opendti/framework/composite.py", "min_max"),
    ("opendti/framework/composite.py", "winsorise"),
    ("opendti/plan/compile_composite.py", "arithmetic"),  # of a view
}
IMPORTERS = ("opendti/coin/", "opendti/cli/import_coin.py")
"""Where the settings of COINr's tables are put into methods."""


@pytest.mark.parametrize("step", STEPS)
def test_a_method_is_the_module_of_its_name(step: str) -> None:
    methods = {name: type(method).__module__ for name, method in STEPS[step].items()}
    assert methods == {name: f"opendti.methods.{step}.{name}" for name in methods}
    assert PUBLISHED[step] <= methods.keys()


@pytest.mark.parametrize("step", STEPS)
def test_a_method_has_its_words_in_both_languages(step: str) -> None:
    texts = [
        text for method in STEPS[step].values() for text in (method.title, method.label)
    ]
    assert all(text.vi and text.en for text in texts)
    labels = [method.label.vi for method in STEPS[step].values()]
    assert len(set(labels)) == len(labels)


def test_nothing_else_names_a_method_but_for_a_default() -> None:
    names = {name for methods in STEPS.values() for name in methods} - WORDS
    found = {
        (path.relative_to(SOURCE.parent).as_posix(), part.value)
        for path in SOURCE.parent.rglob("*.py")
        for part in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(part, ast.Constant) and part.value in names
    }
    outside = {
        (path, name)
        for path, name in found
        if not path.startswith(("opendti/methods/", *IMPORTERS))
    }
    assert outside == DEFAULTS
    assert len(found) > len(DEFAULTS)
