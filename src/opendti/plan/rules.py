"""
Rules to trees: each kind of rule written in the one formula language.

A rule's tree gives points. `worth` is what full marks give: the criterion's
`max`, or a part's share of it.
"""

from __future__ import annotations

from functools import reduce, singledispatch

from opendti.formula import Call, Name, Number, Tree, Words, read_formula
from opendti.formula.tree import call, rewrite
from opendti.framework.model import Node, choices_of
from opendti.framework.parts import Quantity
from opendti.framework.rules import (
    ChoiceRule,
    CountRule,
    FormulaRule,
    Option,
    Part,
    PartsRule,
    RatioRule,
    RelativeRule,
    Rule,
    ShareRule,
    ShownRule,
    Step,
    StepsRule,
    YesNoRule,
)

NOTHING = Number(0.0)
MAX = Name("max")


@singledispatch
def rule_tree(rule: Rule, _worth: Tree = MAX) -> Tree:
    """Return the tree that gives a rule's points; names are the items' own codes."""
    message = f"no tree for a rule of kind {rule.kind}"
    raise TypeError(message)


def absence_tree(rule: Rule) -> Tree | None:
    """Return when a rule does not apply by itself: a ratio over nothing that says so."""
    if isinstance(rule, RatioRule) and rule.zero == "not_applicable":
        return call("=", read_formula(rule.denominator), NOTHING)
    return None


def lower(tree: Tree, node: Node, parameters: dict[str, float]) -> Tree:
    """Write parameters as numbers, options as their index, items by their ids."""
    options = {
        item: {option.code: float(place) for place, option in enumerate(rule.options)}
        for item, rule in choices_of(node).items()
    }

    def change(part: Tree) -> Tree:
        if isinstance(part, Name) and part.name in parameters:
            return Number(parameters[part.name])
        if isinstance(part, Call) and any(
            isinstance(one, Words) for one in part.arguments
        ):
            return _option_number(part, options)
        return part

    def address(part: Tree) -> Tree:
        if isinstance(part, Name) and part.name != MAX.name:
            return Name(f"{node.code}.{part.name}")
        return part

    return rewrite(rewrite(tree, change), address)


@rule_tree.register
def _share(rule: ShareRule, worth: Tree = MAX) -> Tree:
    return call("*", read_formula(rule.on), worth)


@rule_tree.register
def _yes_no(rule: YesNoRule, worth: Tree = MAX) -> Tree:
    return call("IF", read_formula(rule.on), worth, NOTHING)


@rule_tree.register
def _count(rule: CountRule, worth: Tree = MAX) -> Tree:
    cap = worth if rule.cap is None else Number(rule.cap)
    return call("MIN", cap, _times(rule.each, read_formula(rule.on)))


@rule_tree.register
def _formula(rule: FormulaRule, worth: Tree = MAX) -> Tree:
    tree = read_formula(rule.formula)
    return tree if rule.gives == "points" else call("*", tree, worth)


@rule_tree.register
def _shown(_rule: ShownRule, _worth: Tree = MAX) -> Tree:
    return NOTHING


def _option_number(part: Call, options: dict[str, dict[str, float]]) -> Tree:
    names = [one.name for one in part.arguments if isinstance(one, Name)]
    numbers = options[names[0]]
    arguments = tuple(
        Number(numbers[one.value]) if isinstance(one, Words) else one
        for one in part.arguments
    )
    return Call(part.function, arguments)


def _times(factor: float, tree: Tree) -> Tree:
    if factor == 1:
        return tree
    return NOTHING if factor == 0 else call("*", Number(factor), tree)


def _worth(entry: Option | Step | Part, worth: Tree) -> Tree:
    if entry.points is not None:
        return Number(entry.points)
    return _times(entry.share or 0.0, worth)


@rule_tree.register
def _choice(rule: ChoiceRule, worth: Tree = MAX) -> Tree:
    tree: Tree = NOTHING
    for option in reversed(rule.options):
        is_chosen = call("=", Name(rule.on), Words(option.code))
        tree = call("IF", is_chosen, _worth(option, worth), tree)
    return tree


@rule_tree.register
def _steps(rule: StepsRule, worth: Tree = MAX) -> Tree:
    on = read_formula(rule.on)
    tree: Tree = NOTHING
    for step in sorted(rule.steps, key=lambda one: one.start):
        operator = ">=" if step.bound == "closed" else ">"
        reached = call(operator, on, Number(step.start))
        tree = call("IF", reached, _worth(step, worth), tree)
    return tree


def _quantity(quantity: Quantity) -> Tree:
    return Number(quantity) if isinstance(quantity, float) else read_formula(quantity)


@rule_tree.register
def _ratio(rule: RatioRule, worth: Tree = MAX) -> Tree:
    below = read_formula(rule.denominator)
    ratio = call("/", read_formula(rule.numerator), below)
    points = _ratio_points(rule, ratio, worth)
    if rule.floor is not None:
        points = call("IF", call("<", ratio, _quantity(rule.floor)), NOTHING, points)
    at_zero = worth if rule.zero == "full" else NOTHING
    return call("IF", call("=", below, NOTHING), at_zero, points)


def _ratio_points(rule: RatioRule, ratio: Tree, worth: Tree) -> Tree:
    one = Number(1.0)
    target = one if rule.target is None else _quantity(rule.target)
    if rule.all_or_nothing:
        return call("IF", call(">=", ratio, target), worth, NOTHING)
    if rule.target is None:
        return call("*", call("MIN", one, ratio), worth)
    if rule.below == "jump":
        jumped = call("*", call("MIN", one, ratio), worth)
        return call("IF", call(">=", ratio, target), worth, jumped)
    return call("*", call("MIN", one, call("/", ratio, target)), worth)


@rule_tree.register
def _parts(rule: PartsRule, worth: Tree = MAX) -> Tree:
    trees = [
        call("IFNA", rule_tree(part.rule, _worth(part, worth)), NOTHING)
        for part in rule.parts
    ]
    return reduce(lambda left, right: call("+", left, right), trees)


@rule_tree.register
def _relative(rule: RelativeRule, worth: Tree = MAX) -> Tree:
    own = read_formula(rule.on)
    best = call("BEST", own)
    share = call("IF", call("<=", best, NOTHING), NOTHING, call("/", own, best))
    return call("*", share, worth)
