"""A new kind of rule is one module and its row: the recipe of CONTRIBUTING.md, followed on a copy."""

from __future__ import annotations

from pathlib import Path

from tests.opendti.recipes import add_row, copy_source, run_on

MODULE = '''
from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText
from opendti.formula import Number, Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule
from opendti.rules.labels import ON, words
from opendti.rules.writing import PhraseWriter


class HalfRule(BaseRule):
    """Half of what is given."""

    formula_keys = ("on",)
    item_type = "share"
    titles = {"half": words("Một nửa", "Half")}

    kind: Literal["half"]
    on: Annotated[FormulaText, ON] = "a"

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return call("*", call("/", read_formula(self.on), Number(2.0)), full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        return writer.text("Một nửa.", "Half of it.")
'''
USE = """
import os

from opendti import AnswerRow, build_answers, compile_plan, explain, parse_framework, score
from opendti.framework.schema import framework_schema
from tests.small_sets import criterion, text_with

framework = parse_framework(text_with(criterion("{kind: half}")))
plan = compile_plan(framework)
scores = score(plan, build_answers(plan, [AnswerRow("u", "1.1.a", 0.5)], {"u": "all"}))
print(float(scores.points[0, plan.node_index("1.1")]))
print(plan.criteria[0].words.vi, plan.criteria[0].words.en)
print("HalfRule" in framework_schema()["$defs"])

os.environ["DJANGO_SETTINGS_MODULE"] = "opendti_site.config.settings"
import django

django.setup()
from opendti_site.frameworks.drafting.bridge import KINDS, kinds_to_choose

title, fields = KINDS["half"]
print(title, [field.key for field in fields], "half" in dict(kinds_to_choose(inside=True)))
"""


def test_a_kind_of_rule_is_one_module_and_one_row(tmp_path: Path) -> None:
    source = copy_source(tmp_path)
    rules = source / "opendti/rules"
    (rules / "half.py").write_text(MODULE, "utf-8")
    imported = "from opendti.rules.half import HalfRule"
    add_row(rules / "__init__.py", "    FormulaRule,\n", "    HalfRule,\n", imported)

    assert run_on(source, USE) == [
        "2.5",
        "Một nửa. Half of it.",
        "True",
        "Một nửa ['on'] True",
    ]
