"""The pages on composite indices are run: every row of every table, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from opendti import Answers, compile_plan, parse_framework, rank, score
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS
from opendti.scoring.composite import stages
from tests.opendti.composite_sets import answers_of, leaf, plan_with

DOCS = Path(__file__).parents[2] / "docs" / "method"
PAGES = ("composite.md", "composite.vi.md")
REGION = (
    "{code: region, title: {vi: r}, rule: {kind: shown}, items: [{code: a, type: choice, "
    "options: [{code: n, title: {vi: n}}, {code: s, title: {vi: s}}]}]}"
)


def tables(page: str) -> list[list[list[str]]]:
    text = (DOCS / page).read_text("utf-8")
    found = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    return [
        [
            [cell.strip() for cell in line.strip("| \n").split("|")]
            for line in table.splitlines()
        ]
        for table in found
    ]


def rows(step: str) -> list[list[str]]:
    """Return the rows of a step's table, of both pages."""
    return [
        [cell.strip("`") for cell in row]
        for page in PAGES
        for table in tables(page)
        if table[0][0] == f"`{step}`"
        for row in table[2:]
    ]


def numbers(text: str) -> list[float]:
    cells = (cell.strip() for cell in text.split(","))
    return [float("nan") if cell == "–" else float(cell) for cell in cells]


def assert_printed(found: np.ndarray, text: str) -> None:
    np.testing.assert_allclose(found, numbers(text), rtol=0, atol=5e-5)


@pytest.mark.parametrize(("scale", "_formula", "column", "result"), rows("normalise"))
def test_every_normalisation_gives_what_the_page_says(
    scale: str, _formula: str, column: str, result: str
) -> None:
    scale = scale.replace("u1", "u0")
    plan = plan_with(
        f"{{normalise: {scale}}}", leaf("a", "goalposts: [2, 12], target: 8")
    )
    answers = answers_of(plan, [[x] for x in numbers(column)])
    assert_printed(score(plan, answers).points[:, 1], result)


@pytest.mark.parametrize(
    ("method", "_formula", "children", "weights", "result"), rows("aggregate")
)
def test_every_aggregation_gives_what_the_page_says(
    method: str, _formula: str, children: str, weights: str, result: str
) -> None:
    leaves = [
        leaf(f"c{index}", f"weight: {weight}")
        for index, weight in enumerate(numbers(weights))
    ]
    section = f"{{normalise: {{method: none}}, aggregate: {{method: {method}}}}}"
    plan = plan_with(section, *leaves)
    assert_printed(
        score(plan, answers_of(plan, [numbers(children)])).points[:, 0], result
    )


@pytest.mark.parametrize(("method", "column", "groups", "result"), rows("impute"))
def test_every_imputation_gives_what_the_page_says(
    method: str, column: str, groups: str, result: str
) -> None:
    group = ", group: region" if method.startswith("group_") else ""
    plan = plan_with(f"{{impute: {{method: {method}{group}}}}}", leaf("a"), REGION)
    regions = [float("ns".index(group)) for group in groups.split(", ")]
    cells = zip(numbers(column), regions, strict=True)
    answers = answers_of(plan, [list(row) for row in cells])
    assert_printed(stages(plan, answers)["imputed"][:, 0], result)


@pytest.mark.parametrize(("methods", "column", "result"), rows("treat"))
def test_every_treatment_gives_what_the_page_says(
    methods: str, column: str, result: str
) -> None:
    plan = plan_with(f"{{treat: {{methods: {methods}}}}}", leaf("a"))
    answers = answers_of(plan, [[x] for x in numbers(column)])
    assert_printed(stages(plan, answers)["treated"][:, 0], result)


@pytest.mark.parametrize("page", PAGES)
def test_the_worked_example_works(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    framework = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)[0]
    plan = compile_plan(parse_framework(framework))
    (table,) = [table for table in tables(page) if table[0][1] == "online"]
    items = [table[0].index(code) for code in ("online", "delay", "trained", "people")]
    values = [[numbers(row[column])[0] for column in items] for row in table[2:]]
    units = [row[0] for row in table[2:]]
    answers = Answers.of_values(units, np.zeros(len(units), int), np.array(values))
    scores = score(plan, answers)
    for code in ("service", "skills", "index"):
        column = scores.node_codes.index(code)
        assert_printed(
            scores.values[:, column],
            ", ".join(row[table[0].index(code)] for row in table[2:]),
        )
    ranks = [row[-1].replace("–", "0") for row in table[2:]]
    assert rank(scores).ranks[:, 0].tolist() == [int(cell) for cell in ranks]


@pytest.mark.parametrize("page", PAGES)
def test_every_method_stands_on_the_page(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    for methods in (
        IMPUTATIONS,
        TREATMENTS,
        NORMALISATIONS,
        WEIGHTINGS,
        AGGREGATIONS,
    ):
        assert methods
        missing = [
            name for name in methods if not re.search(rf"[`\[ ]{name}[`\],}}]", text)
        ]
        assert missing == [], f"methods without a row in docs/method/{page}"


def test_both_pages_hold_the_same_tables() -> None:
    same = re.compile(r"`[^`]+`(, `[^`]+`)*|[-\d–., ns]+")
    first, second = (
        [
            [cell for cell in row if same.fullmatch(cell)]
            for table in tables(page)
            for row in table
        ]
        for page in PAGES
    )
    assert first == second
