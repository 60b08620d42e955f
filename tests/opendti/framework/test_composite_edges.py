"""Each demand on a composite index where it is just met, and where it just is not."""

from __future__ import annotations

import pytest

from opendti import parse_framework
from opendti.errors import FrameworkError
from tests.opendti.composite_sets import group, leaf, text_with
from tests.small_sets import criterion, item

SHOWN = "{code: people, title: {vi: p}, rule: {kind: shown}}"
CHOICE = "{code: a, type: choice, title: {vi: a}, options: [{code: n, title: {vi: n}}]}"
REGION = f"{{code: region, title: {{vi: r}}, rule: {{kind: shown}}, items: [{CHOICE}]}}"
TWO = REGION.replace("region", "two").replace("items: [", f"items: [{item('b')}, ")
LAST = leaf("a", f"items: [{item('a')}, {item('last')}]")
ABOVE = "normalise: {range: [1, 100]}"
NEEDS = "needs values above 0, and a is on a scale that holds 0; give a `range` such as [1, 100], or a `mean` above 0"
GEOMETRIC = f"the geometric mean {NEEDS}"
ONE_ITEM = "without a `rule` there is one item, a number"
UNFIT = "this kind of rule gives no number of its own to normalise"
HALF_BEST = """{kind: parts, parts: [
    {code: p, title: {vi: p}, share: 1/2, rule: {kind: share}},
    {code: q, title: {vi: q}, share: 1/2, rule: {kind: formula, formula: BEST(a)}}]}"""
REFERENCE = "distance_to_reference needs `reference`, a unit; nothing else does"


def messages(section: str, *nodes: str, head: str = "") -> list[str]:
    """Return what is wrong with a composite index, without the positions."""
    try:
        parse_framework(text_with(section, *nodes, head=head))
    except FrameworkError as error:
        return [fault.message for fault in error.faults]
    return []


def geometric(scale: str) -> str:
    return f"{{aggregate: {{method: geometric}}, normalise: {scale}}}"


@pytest.mark.parametrize(
    ("section", "nodes", "expected"),
    [
        ("{impute: {method: group_mean, group: region}}", [leaf("a"), REGION], []),
        ("{impute: {method: group_mean, group: region.a}}", [leaf("a"), REGION], []),
        ("{impute: {method: group_mean, group: two.a}}", [leaf("a"), TWO], []),
        ("{impute: {method: group_mean, group: two}}", [leaf("a"), TWO], ["no item two of type choice"]),
        ("{impute: {method: group_mean, group: x}}", [leaf("a")], ["no item x of type choice"]),
        ("{impute: {method: group_mean, group: a}}", [leaf("a")], ["no item a of type choice"]),
        ("{impute: {method: group_mean}}", [leaf("a")], ["group_mean needs `group`, the item that tells it"]),
        ("{impute: {method: mean}}", [leaf("a")], []),
        ("{impute: {method: mean, group: x}}", [leaf("a")], ["mean needs no `group`"]),
        ("{impute: {method: last}}", [LAST], []),
        ("{impute: {method: mean}}", [LAST], []),
        ("{aggregate: {levels: {index: {availability: 0.5}}}}", [leaf("a")], []),
        ("{aggregate: {levels: {main: {method: median}}}}", [leaf("a")], []),
    ],
)  # fmt: skip
def test_what_the_steps_name(
    section: str, nodes: list[str], expected: list[str]
) -> None:
    assert messages(section, *nodes) == expected


@pytest.mark.parametrize(
    ("section", "nodes", "expected"),
    [
        ("{}", [leaf("a"), SHOWN], []),
        ("{}", [group("g", SHOWN), leaf("a")], []),
        ("{}", [group("g", SHOWN)], ["nothing here is part of the index"]),
        ("{}", [leaf("a", "weight: 0"), leaf("b")], []),
        ("{}", [leaf("a", "weight: 0"), leaf("b", "weight: 0.1")], []),
        ("{}", [leaf("a", "weight: 0"), SHOWN], ["every weight here is 0"]),
        ("{}", [group("g", leaf("a", "weight: 0"), SHOWN), leaf("b")], ["every weight here is 0"]),
        ("{}", [group("g", leaf("a"), more="weight: 0"), leaf("b", "weight: 0")], ["every weight here is 0"]),
        ("{}", [group("g", leaf("a"), more="treat: [log]")], ["`treat` belongs to a criterion"]),
        ("{}", [group("g", leaf("a"), more="denominator: a")], ["`denominator` belongs to a criterion"]),
        ("{}", [group("g", leaf("a"), more="goalposts: [1, 2]")], ["`goalposts` belongs to a criterion"]),
        ("{}", [group("g", leaf("a"), more="normalise: {method: rank}")], ["`normalise` belongs to a criterion"]),
        ("{}", [group("g", leaf("a"), more="weight: 2, direction: -1, aggregate: median")], []),
        ("{}", [leaf("a"), criterion("{kind: bonus, rule: {kind: share}}", code="r")], [UNFIT]),
        ("{}", [leaf("a"), criterion("{kind: penalty, rule: {kind: share}}", code="r")], [UNFIT]),
        ("{}", [leaf("a"), criterion("{kind: formula, formula: best(a)}", code="r")], [UNFIT]),
        ("{}", [leaf("a"), criterion("{kind: share}", code="r")], []),
        ("{}", [leaf("a"), criterion(HALF_BEST, code="r")], [UNFIT]),
        ("{}", [group("g", leaf("a"), more="rule: {kind: share}")], ["a node has either `nodes` or a `rule`", "`points` is missing"]),
        ("{}", [LAST], []),
        ("{}", [leaf("a", f"items: [{item('last')}]")], [ONE_ITEM]),
        ("{}", [leaf("a", f"items: [{item('a')}, {item('b')}, {item('last')}]")], [ONE_ITEM]),
        ("{}", [leaf("a", f"items: [{CHOICE}]")], [ONE_ITEM]),
        *[("{}", [leaf("a", f"items: [{item('a', kind)}]")], []) for kind in ("count", "number", "share", "yes_no")],
        ("{}", [leaf("a", "denominator: b"), leaf("b")], []),
        ("{}", [leaf("a", "denominator: b.a"), leaf("b")], []),
        ("{}", [leaf("a", "denominator: two.b"), TWO], []),
        ("{}", [leaf("a", "denominator: two"), TWO], ["no item two that is a number"]),
    ],
)  # fmt: skip
def test_groups_and_leaves_take_the_keys_of_their_kind(
    section: str, nodes: list[str], expected: list[str]
) -> None:
    assert messages(section, *nodes) == expected


@pytest.mark.parametrize(
    ("section", "nodes", "expected"),
    [
        ("{normalise: {method: goalposts}}", [leaf("a", "goalposts: [1, 2]")], []),
        ("{}", [leaf("a", "goalposts: [1, 2], normalise: {method: goalposts}")], []),
        ("{}", [leaf("a", "normalise: {method: goalposts}")], ["`goalposts` is missing: [low, high]"]),
        ("{normalise: {method: goalposts}}", [leaf("a", "normalise: {method: rank}")], []),
        ("{normalise: {method: distance_to_target}}", [leaf("a", "target: 3")], []),
        ("{normalise: {method: distance_to_target}}", [leaf("a")], ["`target` is missing"]),
        ("{normalise: {method: distance_to_reference, reference: u}}", [leaf("a")], []),
        ("{normalise: {method: rank, reference: u}}", [leaf("a")], [REFERENCE]),
        ("{}", [leaf("a", "normalise: {method: distance_to_reference}")], [REFERENCE]),
        ("{}", [leaf("a", "normalise: {method: distance_to_reference, reference: u}")], []),
        (geometric("{range: [0, 100]}"), [leaf("a")], [GEOMETRIC]),
        (geometric("{range: [0.001, 100]}"), [leaf("a")], []),
        (geometric("{range: [-1, 100]}"), [leaf("a")], [GEOMETRIC]),
        (geometric("{method: none}"), [leaf("a")], []),
        (geometric("{method: rank}"), [leaf("a")], []),
        (geometric("{method: fraction_of_max}"), [leaf("a")], []),
        (geometric("{method: percentile_rank}"), [leaf("a")], [GEOMETRIC]),
        (geometric("{method: distance_to_best}"), [leaf("a")], [GEOMETRIC]),
        (geometric("{method: z_score, range: [1, 2]}"), [leaf("a")], [GEOMETRIC]),
        (geometric("{method: borda, range: [1, 2]}"), [leaf("a")], [GEOMETRIC]),
        ("{aggregate: {method: harmonic}}", [leaf("a")], [f"the harmonic mean {NEEDS}"]),
        ("{aggregate: {method: median}}", [leaf("a")], []),
        ("{aggregate: {method: geometric}}", [leaf("a"), leaf("b")], [GEOMETRIC]),
        ("{aggregate: {method: geometric}}", [leaf("b", ABOVE), leaf("a")], [GEOMETRIC]),
        ("{aggregate: {method: geometric}}", [leaf("a", ABOVE), SHOWN], []),
        ("{aggregate: {method: geometric}}", [group("g", leaf("a", ABOVE))], []),
        ("{aggregate: {method: geometric}}", [group("g", leaf("a"))], [GEOMETRIC]),
        ("{aggregate: {method: geometric}}", [group("g", leaf("a"), more="aggregate: median")], []),
        ("{}", [group("g", leaf("a"), more="aggregate: geometric")], [GEOMETRIC]),
        ("{aggregate: {levels: {index: {method: geometric}}}}", [leaf("a")], [GEOMETRIC]),
        ("{aggregate: {levels: {index: {method: geometric}}}}", [group("g", leaf("a"))], []),
        ("{aggregate: {levels: {main: {method: geometric}}}}", [group("g", leaf("a"))], [GEOMETRIC]),
        ("{aggregate: {method: geometric, levels: {index: {method: median}}}}", [leaf("a")], []),
        ("{aggregate: {method: geometric, levels: {index: {availability: 0.5}}}}", [leaf("a")], [GEOMETRIC]),
    ],
)  # fmt: skip
def test_scales_and_means_must_fit_each_other(
    section: str, nodes: list[str], expected: list[str]
) -> None:
    assert messages(section, *nodes) == expected


def test_exact_ranks_are_those_of_a_composite_index() -> None:
    assert messages("{}", leaf("a"), head="ranking: {compare: exact}\n") == []
