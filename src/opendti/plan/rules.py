"""
Compile rules to formula trees.

A rule's tree computes points. `worth` are the points of full marks: the criterion's
`max`, or a part's share of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce, singledispatch

from opendti.definitions import Quantity
from opendti.formula import Call, Name, Number, String, Tree, read_formula
from opendti.formula.tree import call, rewrite
from opendti.framework.model import Node, choices_of
from opendti.framework.rules import (
    BestOfRule,
    ChecklistRule,
    ChoiceRule,
    CountRule,
    ExtraRule,
    FormulaRule,
    GateRule,
    LevelsRule,
    MinMaxRule,
    Option,
    Part,
    PartsRule,
    PeriodsRule,
    RatioRule,
    RelativeRule,
    Rule,
    ShareRule,
    ShownRule,
    StatisticRule,
    Step,
    StepsRule,
    YesNoRule,
)

NOTHING = Number(0.0)
MAX = Name("max")


@singledispatch
def rule_tree(rule: Rule, _worth: Tree = MAX) -> Tree:
    """Return the tree of a rule's points; names are the items' own codes."""
    message = f"no tree for a rule of kind {rule.kind}"
    raise TypeError(message)


def absence_tree(rule: Rule) -> Tree | None:
    """Return the condition under which a rule does not apply: a ratio over 0, if it says so."""
    if isinstance(rule, RatioRule) and rule.zero == "not_applicable":
        return call("=", read_formula(rule.denominator), NOTHING)
    return None


def unmeasured_tree(rule: Rule) -> Tree | None:
    """Return the condition under which a statistic is not measured: too few respondents."""
    if isinstance(rule, StatisticRule) and rule.least is not None:
        return call("<", Name(rule.respondents), Number(float(rule.least)))
    return None


def gated(tree: Tree, gates: list[Tree]) -> Tree:
    """Return a tree that is 0 unless every gate is met; a blank gate is not met."""
    for gate in reversed(gates):
        tree = call("IF", call("IFNA", gate, NOTHING), tree, NOTHING)
    return tree


def lower(tree: Tree, node: Node, parameters: dict[str, float]) -> Tree:
    """Replace parameters by numbers, options by their index, item codes by item ids."""
    options = {
        item: {option.code: float(index) for index, option in enumerate(entries)}
        for item, entries in choices_of(node).items()
    }

    def change(part: Tree) -> Tree:
        if isinstance(part, Name) and part.name in parameters:
            return Number(parameters[part.name])
        if isinstance(part, Call) and any(
            isinstance(argument, String) for argument in part.arguments
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
def _unscored(_rule: ShownRule | GateRule, _worth: Tree = MAX) -> Tree:
    return NOTHING


@rule_tree.register
def _checklist(rule: ChecklistRule, worth: Tree = MAX) -> Tree:
    met = _sum([call("IFNA", Name(code), NOTHING) for code in rule.on])
    return call("*", call("/", met, Number(float(len(rule.on)))), worth)


@rule_tree.register
def _periods(rule: PeriodsRule, worth: Tree = MAX) -> Tree:
    worth_each = call("/", worth, Number(float(len(rule.on))))
    choices = [
        ChoiceRule(kind="choice", on=code, options=rule.options) for code in rule.on
    ]
    return _sum([
        call("IFNA", _choice(choice, worth_each), NOTHING) for choice in choices
    ])


@rule_tree.register
def _best_of(rule: BestOfRule, worth: Tree = MAX) -> Tree:
    trees = [
        rule_tree(alternative.rule, _worth(alternative, worth))
        for alternative in rule.alternatives
    ]
    return call("MAX", *(call("IFNA", tree, NOTHING) for tree in trees))


@rule_tree.register
def _minmax(rule: MinMaxRule, worth: Tree = MAX) -> Tree:
    own = read_formula(rule.on)
    lowest = call("-", NOTHING, call("BEST", call("-", NOTHING, own)))
    low = lowest if rule.low is None else Number(rule.low)
    high = call("BEST", own) if rule.high is None else Number(rule.high)
    above = call("-", own, low) if rule.direction == "up" else call("-", high, own)
    share = call("/", above, call("-", high, low))
    kept = call("MAX", NOTHING, call("MIN", Number(1.0), share))
    if rule.low is None or rule.high is None:
        # The ends are compared, not their difference: round-off between them is no spread.
        kept = call("IF", call("=", high, low), NOTHING, kept)
    return call("*", kept, worth)


@rule_tree.register
def _levels(rule: LevelsRule, worth: Tree = MAX) -> Tree:
    top = float(max(level.level for level in rule.levels))
    return call("*", call("/", Name(rule.on), Number(top)), worth)


@rule_tree.register
def _statistic(rule: StatisticRule, worth: Tree = MAX) -> Tree:
    own = read_formula(rule.on)
    above = own if rule.low == 0 else call("-", own, Number(rule.low))
    span = Number(rule.high - rule.low)
    share = above if span.value == 1 else call("/", above, span)
    return call("*", call("MAX", NOTHING, call("MIN", Number(1.0), share)), worth)


@rule_tree.register
def _extra(rule: ExtraRule, worth: Tree = MAX) -> Tree:
    return rule_tree(rule.rule, worth)


def _option_number(part: Call, options: dict[str, dict[str, float]]) -> Tree:
    names = [argument.name for argument in part.arguments if isinstance(argument, Name)]
    numbers = options[names[0]]
    arguments = tuple(
        Number(numbers[argument.value]) if isinstance(argument, String) else argument
        for argument in part.arguments
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
        is_chosen = call("=", Name(rule.on), String(option.code))
        tree = call("IF", is_chosen, _worth(option, worth), tree)
    return tree


@rule_tree.register
def _steps(rule: StepsRule, worth: Tree = MAX) -> Tree:
    on = read_formula(rule.on)
    tree: Tree = NOTHING
    for step in sorted(rule.steps, key=lambda step: (step.start, step.bound == "open")):
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


def _sum(trees: Sequence[Tree]) -> Tree:
    return reduce(lambda left, right: call("+", left, right), trees)


@rule_tree.register
def _parts(rule: PartsRule, worth: Tree = MAX) -> Tree:
    trees = [
        call("IFNA", rule_tree(part.rule, _worth(part, worth)), NOTHING)
        for part in rule.parts
    ]
    return _sum(trees)


@rule_tree.register
def _relative(rule: RelativeRule, worth: Tree = MAX) -> Tree:
    own = read_formula(rule.on)
    best = call("BEST", own)
    share = call("IF", call("<=", best, NOTHING), NOTHING, call("/", own, best))
    return call("*", share, worth)
