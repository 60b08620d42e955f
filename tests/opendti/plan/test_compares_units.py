"""Years of an index are compared by their values only where no step looks at other units."""

from __future__ import annotations

import pytest

from tests.opendti.composite_sets import group, leaf, plan_with

POSTS = group("g", *(leaf(code, "goalposts: [0, 10]") for code in "abc"))
BY_POSTS = "normalise: {method: goalposts}"


@pytest.mark.parametrize(
    "steps",
    [
        "",
        "impute: {method: none}",
        "weights: equal",
        "aggregate: {method: median}",
        "screen: {availability: 0.5}",
    ],
)
def test_steps_that_look_at_one_unit_alone(steps: str) -> None:
    plan = plan_with(f"{{{BY_POSTS}{', ' + steps if steps else ''}}}", POSTS)
    assert plan.composite is not None
    assert not plan.composite.compares_units


@pytest.mark.parametrize(
    "section",
    [
        "{}",
        "{normalise: {method: rank}}",
        f"{{{BY_POSTS}, impute: {{method: mean}}}}",
        f"{{{BY_POSTS}, treat: {{}}}}",
        f"{{{BY_POSTS}, weights: pca}}",
        f"{{{BY_POSTS}, aggregate: {{method: copeland}}}}",
        f"{{{BY_POSTS}, aggregate: {{levels: {{index: {{method: copeland}}}}}}}}",
    ],
)
def test_steps_that_look_at_the_other_units(section: str) -> None:
    plan = plan_with(section, POSTS)
    assert plan.composite is not None
    assert plan.composite.compares_units
