"""A new method of a composite index is one module and its row: the recipe of CONTRIBUTING.md, followed on a copy."""

from __future__ import annotations

from pathlib import Path

from tests.opendti.recipes import add_row, copy_source, run_on

HEAD = """
from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
"""
NORMALISATION = f'''{HEAD}
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import BoundedMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters
from opendti.numeric.moments import mean_of


class AboveMean(BoundedMethod):
    """The high end of the range at or above the block's mean, the low end below it."""

    name = "above_mean"
    title = Text(vi="trên trung bình", en="above the mean")
    label = Text(vi="trên hay dưới trung bình", en="above or below the mean")

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        is_above = values >= mean_of(values)[..., None, :]
        return np.where(np.isnan(values), np.nan, np.where(is_above, scale.high, scale.low))

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        return f"{{number.write(number.own)}} ≥ {{number.write(number.mean)}}"

    @override
    def formula(self, cells: ScaleCells) -> str:
        return f"IF({{cells.own}}>={{cells.mean}},{{cells.number('high')}},{{cells.number('low')}})"
'''
AGGREGATION = f'''{HEAD}
from opendti.methods.aggregations.base import AggregationMethod
from opendti.methods.aggregations.cells import GroupCells
from opendti.methods.aggregations.sums import Array
from opendti.methods.aggregations.texts import ChildTexts


class Weakest(AggregationMethod):
    """The least of the children's values."""

    name = "weakest"
    title = Text(vi="giá trị thấp nhất", en="least value")
    label = Text(vi="giá trị thấp nhất", en="the least value")
    is_array = False

    @override
    def aggregate(self, values: Array, weights: Array) -> Array:
        return np.fmin.reduce(values, axis=-1, initial=np.nan)

    @override
    def arithmetic(self, children: ChildTexts) -> str:
        return f"min({{'; '.join(children.values)}})"

    @override
    def formula(self, cells: GroupCells) -> str:
        return f"MIN({{cells.children}})"
'''
TREATMENT = f'''{HEAD}
from opendti.methods.treatments.base import TreatmentMethod
from opendti.methods.treatments.shapes import Array, TreatmentParameters, Truths
from opendti.numeric.moments import min_of


class Root(TreatmentMethod):
    """√(x - min)."""

    name = "root"
    title = Text(vi="lấy căn", en="taken as a root")
    label = Text(vi="lấy căn bậc hai", en="square root")
    sheet_title = "Căn"

    @override
    def treat(self, values: Array, parameters: TreatmentParameters) -> tuple[Array, Truths]:
        result = np.sqrt(values - min_of(values)[..., None, :])
        return result, ~np.isnan(result)

    @override
    def formula(self, parameters: TreatmentParameters, number: str, lower: str, upper: str) -> str:
        return f"SQRT({{number}}-{{lower}})"
'''
IMPUTATION = f'''{HEAD}
from opendti.methods.imputations.base import ImputationMethod
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.filling import Array, filled
from opendti.numeric.moments import min_of


class BlockMinimum(ImputationMethod):
    """The least number of the block."""

    name = "minimum"
    title = Text(vi="số nhỏ nhất", en="the least number")
    label = Text(vi="số nhỏ nhất của khối", en="least number of the block")

    @override
    def impute(self, values: Array, groups: Array, last: Array) -> Array:
        return filled(values, min_of(values)[..., None, :])

    @override
    def formula(self, cells: ImputationCells) -> str:
        return cells.of_block("MIN")
'''
WEIGHTING = f'''{HEAD}
from opendti.methods.weightings.base import Array, ComputedWeighting
from opendti.numeric.moments import deviation_of


class BySpread(ComputedWeighting):
    """The children's standard deviations."""

    name = "spread"
    title = Text(vi="theo độ lệch chuẩn", en="by their deviation")
    label = Text(vi="độ lệch chuẩn", en="standard deviation")
    sheet_words = "Độ lệch chuẩn"

    @override
    def weigh(self, values: Array, weights: Array) -> Array:
        return deviation_of(values)
'''
METHODS = (
    ("normalisations", "Goalposts(),", "above_mean", "AboveMean", NORMALISATION),
    ("aggregations", "Copeland(),", "weakest", "Weakest", AGGREGATION),
    ("treatments", "BoxCox(),", "root", "Root", TREATMENT),
    ("imputations", "LastKnown(),", "minimum", "BlockMinimum", IMPUTATION),
    ("weightings", "SquaredPrincipalComponent(),", "spread", "BySpread", WEIGHTING),
)
"""Step, the last row of its table, and the new method: its name, class and module."""
USE = """
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from opendti import explain, score
from opendti.framework.schema import framework_schema
from opendti.workbook import write_workbook
from tests.opendti.composite_sets import answers_of, leaf, plan_with

plan = plan_with(
    "{impute: {method: minimum}, treat: {methods: [root], skew: 0.1, kurtosis: 0.1}, "
    "normalise: {method: above_mean}, weights: spread, aggregate: {method: weakest}}",
    leaf("a"),
    leaf("b"),
)
rows = [[1, 2], [1, 3], [1, 3], [1, 3], [101, 2], [None, 5]]
answers = answers_of(plan, rows)
print(score(plan, answers).points[:, :2].tolist())
for node in ("a", "index"):
    steps = [step.en for step in explain(plan, answers, unit="u5", node=node).steps]
    print(*(step for step in steps if "left blank" not in step), sep="\\n")
with TemporaryDirectory() as folder:
    write_workbook(plan, answers, Path(folder) / "a.xlsx")
    with ZipFile(Path(folder) / "a.xlsx") as book:
        sheets = "".join(
            book.read(name).decode() for name in book.namelist() if "sheets/" in name
        )
formulas = ("SQRT(", "MIN(IF(", ",100,0)", ",MIN($")
print("not in the workbook:", [text for text in formulas if text not in sheets])
names = ("above_mean", "weakest", "root", "minimum", "spread")
schema = json.dumps(framework_schema())
print("not in the schema:", [name for name in names if f'"{name}"' not in schema])

os.environ["DJANGO_SETTINGS_MODULE"] = "opendti_site.config.settings"
import django

django.setup()
from opendti_site.frameworks.drafting.bridge import METHODS

labels = {name: label for choices in METHODS.values() for name, label in choices}
print(*(labels[name] for name in names), sep="; ")
"""


def test_a_method_is_one_module_and_one_row(tmp_path: Path) -> None:
    source = copy_source(tmp_path)
    for step, last, name, title, module in METHODS:
        package = source / "opendti/methods" / step
        (package / f"{name}.py").write_text(module, "utf-8")
        imported = f"from opendti.methods.{step}.{name} import {title}"
        add_row(package / "__init__.py", f"    {last}\n", f"    {title}(),\n", imported)

    assert run_on(source, USE) == [
        "[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 100.0], [0.0, 0.0]]",
        "Missing, filled with the least number = 1",
        "Outliers, taken as a root: 1 → 0",
        "Normalised, above the mean = 0 ≥ 1.666667… = 0",
        "Least value = min(0; 100) = 0, rounded 0.0000",
        "not in the workbook: []",
        "not in the schema: []",
        "trên hay dưới trung bình; giá trị thấp nhất; lấy căn bậc hai; số nhỏ nhất của khối; độ lệch chuẩn",
    ]
