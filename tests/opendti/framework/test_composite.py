from __future__ import annotations

import pytest

from opendti import fingerprint, parse_framework
from opendti.errors import FrameworkError
from opendti.methods.normalisations import NORMALISATIONS
from tests.opendti.composite_sets import group, leaf, text_with
from tests.small_sets import HEAD, criterion, item

KNOWN = [repr(name) for name in NORMALISATIONS]
SHOWN = "{code: people, title: {vi: p}, rule: {kind: shown}}"
REGION = (
    "{code: region, title: {vi: r}, rule: {kind: shown}, items: [{code: a, type: choice, "
    "options: [{code: n, title: {vi: n}}, {code: s, title: {vi: s}}]}]}"
)


def faults(text: str) -> list[str]:
    with pytest.raises(FrameworkError) as caught:
        parse_framework(text, "set.yaml")
    return [str(fault).split(": ", 1)[1] for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("section", "nodes", "messages"),
    [
        (
            "{normalise: {method: minmax}}",
            [leaf("a")],
            [f"expected {', '.join(KNOWN[:-1])} or {KNOWN[-1]}, found 'minmax'"],
        ),
        (
            "{aggregate: {levels: {pillar: {method: median}}}}",
            [leaf("a")],
            ["no level pillar"],
        ),
        (
            "{order: [screen, screen, impute, treat]}",
            [leaf("a")],
            ["expected denominate, screen, impute, treat, each once, in any order"],
        ),
        ("{normalise: {range: [5, 5]}}", [leaf("a")], ["5 is not below 5"]),
        (
            "{normalise: {range: [1, 2, 3]}}",
            [leaf("a")],
            ["expected two numbers, [low, high]"],
        ),
        (
            "{impute: {method: group_mean}}",
            [leaf("a")],
            ["group_mean needs `group`, the item that tells it"],
        ),
        (
            "{impute: {method: group_mean, group: people}}",
            [leaf("a"), SHOWN],
            ["no item people of type choice"],
        ),
        (
            "{impute: {method: mean, group: region}}",
            [leaf("a"), REGION],
            ["mean needs no `group`"],
        ),
        (
            "{impute: {method: last}}",
            [leaf("a")],
            ["no criterion has an item `last`"],
        ),
        (
            "{normalise: {method: distance_to_reference}}",
            [leaf("a")],
            ["distance_to_reference needs `reference`, a unit; nothing else does"],
        ),
        (
            "{normalise: {method: goalposts}}",
            [leaf("a"), leaf("b", "normalise: {method: distance_to_target}")],
            ["`goalposts` is missing: [low, high]", "`target` is missing"],
        ),
        (
            "{aggregate: {method: geometric}}",
            [leaf("a"), leaf("b", "normalise: {range: [1, 100]}")],
            [
                ("the geometric mean needs values above 0, and a is on a scale that "
                "holds 0; give a `range` such as [1, 100], or a `mean` above 0")
            ],
        ),
        (
            "{normalise: {method: z_score}}",
            [group("g", leaf("a"), more="aggregate: harmonic")],
            [
                ("the harmonic mean needs values above 0, and a is on a scale that "
                "holds 0; give a `range` such as [1, 100], or a `mean` above 0")
            ],
        ),
        ("{}", [leaf("a", "direction: 2")], ["expected 1 or -1, found '2'"]),
        (
            "{}",
            [leaf("a", "weight: -1")],
            ["expected greater than or equal to 0, found '-1'"],
        ),
        ("{}", [leaf("a", "weight: 0"), leaf("b", "weight: 0")], ["every weight here is 0"]),
        ("{}", [leaf("a", "denominator: b")], ["no item b that is a number"]),
        (
            "{}",
            [leaf("a", "denominator: region"), REGION],
            ["no item region that is a number"],
        ),
        ("{}", [SHOWN], ["nothing here is part of the index"]),
        (
            "{}",
            [leaf("a", "points: 3")],
            ["points come from a `rule`; here there is a `weight`"],
        ),
        (
            "{}",
            [leaf("a", f"items: [{item('a')}, {item('b')}]")],
            ["without a `rule` there is one item, a number"],
        ),
        (
            "{}",
            [leaf("a", f"items: [{item('a', 'text')}]")],
            ["without a `rule` there is one item, a number"],
        ),
        ("{}", [leaf("a", "aggregate: median")], ["`aggregate` belongs to a group"]),
        (
            "{}",
            [group("g", leaf("a"), more="target: 3")],
            ["`target` belongs to a criterion"],
        ),
        (
            "{}",
            [leaf("a"), SHOWN.replace("rule:", "weight: 2, rule:")],
            ["`weight` says nothing of what is only shown"],
        ),
        (
            "{}",
            [leaf("a"), criterion("{kind: relative}", code="r")],
            ["this kind of rule gives no number of its own to normalise"],
        ),
        (
            "{}",
            [leaf("a"), criterion("{kind: minmax, low: 0}", code="r")],
            ["this kind of rule gives no number of its own to normalise"],
        ),
        (
            "{}",
            [leaf("a"), criterion("{kind: bonus, rule: {kind: share}}", code="r")],
            ["this kind of rule gives no number of its own to normalise"],
        ),
        (
            "{}",
            [leaf("a"), criterion("{kind: formula, formula: BEST(a)}", code="r")],
            ["this kind of rule gives no number of its own to normalise"],
        ),
        (
            "{}",
            [leaf("a"), "{code: g, title: {vi: g}, rule: {kind: gate}}"],
            ["a composite index has no gates"],
        ),
        (
            "{}",
            [leaf("a", "items: [{code: a, type: number, options: [{code: x, title: {vi: x}}]}]")],
            ["options stand here only for a choice that no rule lists"],
        ),
        ("{}", [leaf("a", "goalposts: [9, 2]")], ["9 is not below 2"]),
        ("{screen: {availability: 1.2}}", [leaf("a")], ["expected less than or equal to 1, found '1.2'"]),
        ("{treat: {points: 0}}", [leaf("a")], ["expected greater than or equal to 1, found '0'"]),
        ("{treat: {method: log}}", [leaf("a")], ["unknown key `method`"]),
    ],
)  # fmt: skip
def test_what_a_composite_index_must_satisfy(
    section: str, nodes: list[str], messages: list[str]
) -> None:
    found = faults(text_with(section, *nodes))
    assert found == messages


@pytest.mark.parametrize(
    "field",
    [
        "weight: 2",
        "direction: -1",
        "denominator: x",
        "goalposts: [1, 2]",
        "target: 1",
        "treat: [log]",
        "normalise: {method: rank}",
        "aggregate: median",
    ],
)
def test_other_indices_have_no_such_fields(field: str) -> None:
    text = f"{HEAD}nodes:\n  - {criterion('{kind: share}', more=field)}\n"
    name = field.split(":", 1)[0]
    assert faults(text)[0] == f"`{name}` needs the section `composite`"


def test_a_rule_between_bounds_of_its_own_may_be_normalised() -> None:
    rule = criterion("{kind: minmax, low: 0, high: 9}", code="r")
    parse_framework(text_with("{}", leaf("a"), rule))


def test_other_indices_have_neither_bare_leaves_nor_exact_ranks() -> None:
    head = HEAD + "ranking: {compare: exact}\n"
    text = f"{head}nodes:\n  - {leaf('a')}\n"
    assert faults(text) == [
        "`exact` needs the section `composite`",
        "a node has either `nodes` or a `rule`",
    ]


def test_defaults_written_out_change_no_fingerprint() -> None:
    written = (
        "{order: [denominate, screen, impute, treat], weights: given, "
        "normalise: {method: min_max, range: [0, 100]}, "
        "aggregate: {method: arithmetic}}"
    )
    first, second, third = (
        fingerprint(parse_framework(text_with(section, leaf("a"))))
        for section in ("{}", written, "{weights: equal}")
    )
    assert first == second != third


@pytest.mark.parametrize("post", ["1e400", "1e200", "-2e15"])
def test_a_number_of_a_framework_lies_within_the_bounds_of_answers(post: str) -> None:
    scale = "normalise: {method: goalposts}"
    ends = f"[{post}, 5]" if post.startswith("-") else f"[0, {post}]"
    text = text_with("{}", leaf("a", f"{scale}, goalposts: {ends}"))
    with pytest.raises(FrameworkError, match=r"a number from -10\^15 to 10\^15"):
        parse_framework(text)
