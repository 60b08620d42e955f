"""One leaf of a framework to a criterion of the plan: its items, its trees, its checks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from opendti.definitions import Text
from opendti.formula import Tree, domain_conditions, read_formula
from opendti.framework.items import choices_of, items_of
from opendti.framework.model import (
    Framework,
    Item,
    Node,
    NodePosition,
    points_in,
    precedence_of,
)
from opendti.framework.words import rule_in_words
from opendti.plan.compile_composite import bare_rule
from opendti.plan.composite_words import indicator_in_words
from opendti.plan.domain_words import condition_in_words
from opendti.plan.lowering import gated, lower
from opendti.plan.model import (
    Criterion,
    PlanCheck,
    PlanItem,
    PlanOption,
)


@dataclass(frozen=True, slots=True)
class CriterionCompiler:
    """Compiles leaves one by one; `parameters` are those of the framework, worked out."""

    framework: Framework
    parameters: dict[str, float]

    def compile(self, position: NodePosition, index: int, columns: range) -> Criterion:
        """Compile the criterion at an index of the nodes; `columns` are those of its items."""
        node = position.node
        rule = node.rule or bare_rule(node)
        tree = self._lower(rule.tree(), node)
        return Criterion(
            code=node.code,
            title=node.title,
            node=index,
            items=tuple(columns),
            kind=rule.kind if node.rule else "number",
            # A gate gives nothing in any case: only its siblings depend on it.
            tree=tree if rule.condition() else gated(tree, self._gates(position)),
            words=self._words(node),
            maxima=tuple(
                self._maximum(node, code) for code in self.framework.block_codes
            ),
            absent_when=self._lower_if(rule.absence(), node),
            unmeasured_when=self._lower_if(rule.unmeasured(), node),
            sign=rule.sign,
            gives_points=rule.gives_points,
            checks=(*self._checks(node), *self._domains(node)),
            not_measured=node.not_measured,
            may_not_apply=node.may_not_apply,
            evidence_required=node.evidence is not None and node.evidence.required,
            collected_from=node.collected_from,
            precedence=precedence_of(node),
            tolerance=node.tolerance or 0.0,
            valid_for=node.valid_for,
        )

    def _words(self, node: Node) -> Text:
        rule = rule_in_words(node, self.parameters)
        if self.framework.composite is None:
            return rule
        return indicator_in_words(node, self.framework.composite, rule)

    def _gates(self, position: NodePosition) -> list[Tree]:
        """Return the conditions of the gates among a criterion's siblings."""
        siblings = position.parent.nodes if position.parent else self.framework.nodes
        return [
            self._lower(condition, sibling)
            for sibling in siblings
            if sibling.rule and (condition := sibling.rule.condition())
        ]

    def _lower_if(self, tree: Tree | None, node: Node) -> Tree | None:
        return None if tree is None else self._lower(tree, node)

    def _maximum(self, node: Node, block: str) -> float:
        points = points_in(node, block)
        # NaN, not 0: a block without the criterion differs from one in which it earns nothing.
        return math.nan if points is None else points

    def _lower(self, tree: Tree, node: Node) -> Tree:
        return lower(tree, node, self.parameters)

    def items(self, node: Node, criterion: int) -> list[PlanItem]:
        """Return the items of a node that is the criterion of this index."""
        return [self._item(node, item, criterion) for item in items_of(node)]

    def _item(self, node: Node, item: Item, criterion: int) -> PlanItem:
        options = choices_of(node).get(item.code, item.options)
        return PlanItem(
            id=f"{node.code}.{item.code}",
            code=item.code,
            criterion=criterion,
            type=item.type or "number",
            title=node.title if item.title is None else item.title,
            unit=item.unit,
            minimum=item.min,
            maximum=item.max,
            options=tuple(PlanOption(option.code, option.title) for option in options),
            guidance=item.guidance,
        )

    def _checks(self, node: Node) -> list[PlanCheck]:
        checks = [
            PlanCheck(self._lower(read_formula(check.formula), node), check.message)
            for check in node.checks
        ]
        for formula, message in node.rule.checks() if node.rule else ():
            checks.append(PlanCheck(self._lower(read_formula(formula), node), message))
        return checks

    def _domains(self, node: Node) -> Iterator[PlanCheck]:
        """Yield a check for each condition under which a formula has a value, each once."""
        trees = [read_formula(check.formula) for check in node.checks]
        if node.rule is not None:
            trees.append(node.rule.condition() or node.rule.tree())
        asked = {
            condition.holds: condition_in_words(condition, node.code)
            for tree in trees
            for condition in domain_conditions(self._lower(tree, node))
        }
        for tree, words in asked.items():
            yield PlanCheck(tree, words)
