"""Every check of a framework with a value exactly at its bound, and one beyond."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from opendti import parse_framework
from opendti.errors import FrameworkError
from tests.small_sets import criterion, item, text_with

AB = f"items: [{item('a')}, {item('b')}]"
A = f"items: [{item('a', 'share')}]"


def messages(text: str) -> list[str]:
    """Return what is wrong with a framework, without the positions."""
    try:
        parse_framework(text)
    except FrameworkError as error:
        return [fault.message for fault in error.faults]
    return []


def of_rule(rule: str, more: str = "", points: str = "10") -> list[str]:
    return messages(text_with(criterion(rule, more=more, points=points)))


def option(code: str, gives: str) -> str:
    return f"{{code: {code}, title: {{vi: {code}}}, {gives}}}"


def choice(*options: str) -> str:
    return f"{{kind: choice, options: [{', '.join(options)}]}}"


def parts(*gives: str, rule: str = "{kind: yes_no, on: a}", kind: str = "parts") -> str:
    key = "parts" if kind == "parts" else "alternatives"
    listed = ", ".join(
        f"{{code: p{number}, title: {{vi: p}}, {points}, rule: {rule}}}"
        for number, points in enumerate(gives)
    )
    return f"{{kind: {kind}, {key}: [{listed}]}}"


YES = f"items: [{item('a', 'yes_no')}]"


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("{kind: count, each: 1, cap: 10}", ""),
        ("{kind: steps, steps: [{from: 1, points: 10}]}", ""),
        ("{kind: steps, steps: [{from: 1, share: 1}, {from: 1.5, share: 1/2}]}", ""),
        (choice(option("x", "points: 10"), option("y", "share: 1")), ""),
        (parts("points: 5", "points: 5"), YES),
        (parts("share: 1/3", "share: 2/3"), YES),
        (parts("points: 10", "share: 1/2", kind="best_of"), YES),
        ("{kind: steps, steps: [{from: 1, share: 1, bound: open}, {from: 1, share: 1/2}]}", ""),
        ("{kind: steps, steps: [{from: 1, share: 1}]}", f"items: [{item('a', 'share')}]"),
        ("{kind: steps, steps: [{from: 1.1, share: 1}]}", f"items: [{item('a', 'number', ', max: 1.2')}]"),
        ("{kind: ratio, target: 0.001}", AB),
        ("{kind: ratio, target: 80%, floor: 80%}", AB),
        ("{kind: ratio, floor: 90%}", AB),
        ("{kind: ratio, all_or_nothing: true, target: 90%}", AB),
        ("{kind: share}", f"items: [{item('a', 'share', ', min: 1, max: 1')}]"),
        ("{kind: minmax, low: 1, high: 1.001}", ""),
        ("{kind: minmax, low: -1000000000000000, high: 1000000000000000}", ""),
        ("{kind: minmax, low: 1}", ""),
        ("{kind: minmax, high: 1}", ""),
        ("{kind: share}", f"items: [{item('a', 'share', ', min: 1')}]"),
        ("{kind: share}", f"items: [{item('a', 'share', ', min: 0, max: 1')}]"),
        ("{kind: count, each: 1}", f"items: [{item('a', 'count', ', min: 0, max: 1000000000000000')}]"),
        ("{kind: minmax}", f"items: [{item('a', 'number', ', min: -1000000000000000')}]"),
        ("{kind: share}", f"items: [{item('a', 'share', ', max: 1')}]"),
        ("{kind: survey}", f"items: [{item('a', 'number')}]"),
        ("{kind: levels, levels: [{level: 0, title: {vi: a}}, {level: 1, title: {vi: b}}]}", ""),
        ("{kind: periods, on: [q, r], options: [" + option("x", "points: 5") + "]}", ""),
        ("{kind: bonus, rule: {kind: count, each: 1, cap: 10}}", ""),
    ],
)  # fmt: skip
def test_a_rule_at_its_bound_is_sound(rule: str, more: str) -> None:
    assert of_rule(rule, more) == []


@pytest.mark.parametrize(
    ("rule", "more", "expected"),
    [
        ("{kind: count, each: 1, cap: 10.5}", "", ["a cap of 10.5 above the 10 points"]),
        ("{kind: steps, steps: [{from: 1, points: 10.5}]}", "", ["10.5 points are more than the criterion's 10"]),
        ("{kind: steps, steps: [{from: 1, share: 1}, {from: 1, share: 1/2}]}", "", ["two steps start from 1"]),
        ("{kind: steps, steps: [{from: 1, share: 1, bound: open}, {from: 1, share: 1/2, bound: open}]}", "", ["two steps start above 1"]),
        ("{kind: steps, steps: [{from: 1, points: 9.9}]}", "", ["the best gives 9.9 of 10 points"]),
        ("{kind: steps, steps: [{from: 1.1, share: 1}]}", "items: [" + item("a", "share") + "]", ["no value reaches 1.1, where a step starts"]),
        ("{kind: steps, steps: [{from: 1, share: 1, bound: open}]}", "items: [" + item("a", "share") + "]", ["no value lies above 1, where a step starts"]),
        ("{kind: steps, steps: [{from: 6, share: 1}]}", "items: [" + item("a", "number", ", max: 5") + "]", ["no value reaches 6, where a step starts"]),
        (choice(option("x", "share: 0.9"), option("y", "points: 8")), "", ["the best gives 9 of 10 points"]),
        ("{kind: minmax, low: -1000000000000001, high: 1}", "", ["expected a number from -10^15 to 10^15, found '-1000000000000001'"]),
        ("{kind: minmax, low: 1, high: 1000000000000001}", "", ["expected a number from -10^15 to 10^15, found '1000000000000001'"]),
        ("{kind: steps, steps: [{from: 1}]}", "", ["give either `share` or `points`"]),
        ("{kind: steps, steps: [{from: 2}, {from: 1, share: 1/2}]}", "", ["give either `share` or `points`"]),
        ("{kind: steps, steps: [{from: 1, share: 1, points: 1}]}", "", ["give either `share` or `points`"]),
        (choice(option("x", "points: 11")), "", ["11 points are more than the criterion's 10"]),
        (choice(option("x", "share: 1"), option("x", "share: 0")), "", ["the option x stands twice"]),
        (parts("points: 5", "points: 4.9"), YES, ["the parts add up to 9.9, not to 10 points"]),
        (parts("points: 5", "points: 5.1"), YES, ["the parts add up to 10.1, not to 10 points"]),
        (parts("points: 10", "share: null"), YES, ["give either `share` or `points`"]),
        (parts("points: 10", rule="{kind: shown}"), YES, ["no rule of kind shown stands inside another"]),
        (parts("points: 11", "share: 1", kind="best_of"), YES, ["11 points are more than the criterion's 10"]),
        (parts("share: 1", kind="best_of"), YES, ["expected a list of at least 2, found 1"]),
        (parts("points: 5", "share: 1", kind="best_of", rule="{kind: count, each: 1, cap: 6}"), "items: [" + item("a") + "]", ["a cap of 6 above the 5 points"]),
        (parts("share: 1/2", "share: 1/2", rule="{kind: count, each: 1, cap: 6}"), "items: [" + item("a") + "]", ["a cap of 6 above the 5 points"] * 2),
        ("{kind: ratio, target: 0}", AB, ["a target is above 0"]),
        ("{kind: ratio, target: 80%, floor: 81%}", AB, ["a floor above the target"]),
        ("{kind: ratio, all_or_nothing: true, floor: 50%}", AB, ["all or nothing leaves no floor and no jump"]),
        ("{kind: ratio, all_or_nothing: true, target: 50%, below: jump}", AB, ["all or nothing leaves no floor and no jump"]),
        ("{kind: share}", f"items: [{item('a', 'share', ', min: 1.1, max: 1')}]", ["min 1.1 is above max 1"]),
        ("{kind: share}", f"items: [{item('a', 'share', ', max: 2')}]", ["the bound 2 is beyond the range of a share, from 0 to 1"]),
        ("{kind: share}", f"items: [{item('a', 'share', ', min: -1')}]", ["the bound -1 is beyond the range of a share, from 0 to 1"]),
        ("{kind: share}", f"items: [{item('a', 'share', ', min: -1, max: 2')}]", ["the bound -1 is beyond the range of a share, from 0 to 1", "the bound 2 is beyond the range of a share, from 0 to 1"]),
        ("{kind: count, each: 1}", f"items: [{item('a', 'count', ', min: -5')}]", ["the bound -5 is beyond the range of a whole number, from 0 to 1e+15"]),
        ("{kind: yes_no}", f"items: [{item('a', 'yes_no', ', min: 0')}]", ["min and max stand only at a count, a number or a share, not at a"]),
        ("{kind: yes_no}", f"items: [{item('a', 'yes_no')}, {item('b', 'text', ', max: 1')}]", ["min and max stand only at a count, a number or a share, not at b"]),
        ("{kind: minmax, low: 1, high: 1}", "", ["low 1 is not below high 1"]),
        ("{kind: panel, low: 5, high: 5}", "", ["low 5 is not below high 5"]),
        ("{kind: levels, levels: [{level: 0, title: {vi: a}}, {level: 2, title: {vi: b}}]}", "", ["levels run 0, 1, 2, … without a gap"]),
        ("{kind: levels, levels: [{level: 1, title: {vi: a}}, {level: 2, title: {vi: b}}]}", "", ["levels run 0, 1, 2, … without a gap"]),
        ("{kind: periods, on: [q, r], options: [" + option("x", "points: 5.5") + "]}", "", ["5.5 points are more than the criterion's 5"]),
        ("{kind: bonus, rule: {kind: count, each: 1, cap: 11}}", "", ["a cap of 11 above the 10 points"]),
        ("{kind: bonus, rule: {kind: gate}}", "", ["no rule of kind gate stands inside another"]),
        ("{kind: share, on: max}", f"items: [{item('max', 'share')}]", ["max is already the name of a number"]),
        ("{kind: checklist, on: [a, b]}", YES, ["no item b"]),
        ("{kind: survey, least: 30}", f"items: [{item('a', 'number')}]", ["no item n"]),
        (choice(option("x", "share: 1")), f"items: [{item('a', 'choice', ', options: [{code: x, title: {vi: x}}]')}]", ["options stand here only for a choice that no rule lists"]),
        ("{kind: choice, on: c, options: [" + option("x", "share: 1") + "]}", YES, ["no item c"]),
        ("{kind: share}", f"items: [{item('a', 'share', ', options: [{code: x, title: {vi: x}}]')}]", ["options stand here only for a choice that no rule lists"]),
    ],
)  # fmt: skip
def test_a_rule_beyond_its_bound_is_refused(
    rule: str, more: str, expected: list[str]
) -> None:
    assert of_rule(rule, more) == expected


BLOCKS = "blocks: [{code: x, title: {vi: x}}, {code: y, title: {vi: y}}]\n"


def with_head(head: str, *criteria: str) -> list[str]:
    return messages(text_with(*(criteria or (criterion("{kind: share}"),)), head=head))


def bands(*lines: str, nodes: str = "[1]", before: str = "") -> str:
    listed = ", ".join(lines)
    return f"bands:\n{before}  - {{nodes: {nodes}, bands: [{listed}]}}\n"


def band(code: str, start: float, more: str = "") -> str:
    return f"{{code: {code}, title: {{vi: {code}}}, from: {start}{more}}}"


ABOVE = f"  - {{nodes: ['1.1'], bands: [{band('good', 0.5)}]}}\n"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("declared: [{points: 10}]\n", []),
        ("declared: [{points: 10.5}]\n", ["declared 10.5 points, the tree has 10"]),
        ("declared: [{level: criterion, count: 1}]\n", []),
        ("declared: [{level: criterion, count: 2}]\n", ["declared 2 criterion, the tree has 1"]),
        ("declared: [{level: criterion, count: 0}]\n", ["declared 0 criterion, the tree has 1"]),
        ("declared: [{level: main, count: 1}]\n", []),
        ("declared: [{level: criterion, count: 1, under: '1'}]\n", []),
        ("declared: [{level: main, count: 0, under: '1'}]\n", []),
        ("declared: [{level: criterion, count: 0, under: '1.1'}]\n", []),
        ("declared: [{points: 10, under: '1'}]\n", []),
        ("declared: [{points: 0, under: '1.1'}]\n", []),
        ("declared: [{count: 1}]\n", []),
        ("declared: [{block: all}]\n", ["declare a `count` or `points`"]),
        ("declared: [{block: z, points: 10}]\n", ["no block z"]),
        ("declared: [{level: z, count: 1}]\n", ["no level z"]),
        ("declared: [{under: z, points: 1}]\n", ["no node z"]),
        ("parameters: {low: 1, high: low + 1}\n", []),
        ("parameters: {low: low + 1}\n", ["parameter low goes round in a circle through low"]),
        ("parameters: {low: high, high: 1 / 0}\n", ["parameter low rests on the faulty high", "a division by zero"]),
        ("parameters: {a: 1}\n", ["a is already the name of a number"]),
        ("complete: false\n", ["say in `missing` what was never published"]),
        ("source: z\n", ["no source z"]),
        ("views: [{code: '1.1', title: {vi: v}, nodes: ['1']}]\n", ["a node has the code 1.1 too"]),
        ("views: [{code: v, title: {vi: v}, nodes: ['1', '1']}]\n", ["1 is counted twice"]),
        ("views: [{code: v, title: {vi: v}, nodes: ['1.1']}, {code: v, title: {vi: v}, nodes: ['1']}]\n", ["the code v stands twice in views"]),
        ("views: [{code: index, title: {vi: v}, nodes: ['1']}]\n", ["a node has the code index too"]),
        ("views: [{code: v, title: {vi: v}, nodes: ['1.1']}]\n", []),
        ("views: [{code: v, title: {vi: v}, nodes: [z]}]\n", ["no node z"]),
        ("views: [{code: v, title: {vi: v}, nodes: ['1', '1.1']}]\n", ["1.1 is counted twice: what holds it is here too"]),
        ("complete: false\nmissing: {vi: m}\n", []),
        ("complete: true\n", []),
        ("sources: {s: {title: {vi: s}}}\nsource: s\n", []),
        ("blocks: [{code: x, title: {vi: x}}, {code: x, title: {vi: x}}]\n", ["the code x stands twice in blocks"]),
        (bands(band("low", 0), nodes="[index]"), []),
        (bands(band("low", 0), nodes="[v]", before="").replace("bands:", "views: [{code: v, title: {vi: v}, nodes: ['1']}]\nbands:", 1), []),
        (bands(band("low", 0), nodes="['1', '1.1']"), []),
        (bands(band("low", 0), band("good", 0.5)), []),
        (bands(band("low", 0.5), band("good", 0.5)), ["two bands start from 0.5"]),
        (bands(band("low", 0.5), band("good", 0.5, ", bound: open")), []),
        (bands(band("good", 0), band("good", 0.5)), ["the band good stands twice"]),
        (bands(band("low", 0), nodes="[z]"), ["no node z"]),
        (bands(band("low", 0), nodes="['1.1']", before=ABOVE), ["1.1 has bands already"]),
        (bands(band("top", 0, ", needs: [{nodes: ['1.1'], band: good, count: 1}]"), before=ABOVE), []),
        (bands(band("top", 0, ", needs: [{nodes: ['1.1'], band: good, count: 2}]"), before=ABOVE), ["2 of 1 nodes"]),
        (bands(band("top", 0, ", needs: [{nodes: ['1.1'], band: fair, count: 1}]"), before=ABOVE), ["1.1 has no band fair"]),
        (bands(band("top", 0, ", needs: [{nodes: ['1'], band: good, count: 1}]"), before=ABOVE), ["1 has no bands in a table above"]),
    ],
)  # fmt: skip
def test_the_head_of_a_framework(head: str, expected: list[str]) -> None:
    assert with_head(head) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("{count: 2}", []),
        ("{count: 1}", ["declared 1 criterion, the tree has 2"]),
        ("{level: main, count: 1}", []),
        ("{count: 3, under: '1'}", ["declared 3 criterion under 1, the tree has 2"]),
        ("{points: 20}", []),
        ("{points: 20.000001}", ["declared 20 points, the tree has 20"]),
        (
            "{points: 10, under: '1.1'}",
            ["declared 10 points under 1.1, the tree has 0"],
        ),
    ],
)
def test_what_is_declared_of_the_last_of_three_levels(
    declared: str, expected: list[str]
) -> None:
    two = [criterion("{kind: share}", code=code) for code in ("1.1", "1.2")]
    text = text_with(*two, head=f"declared: [{declared}]\n")
    levels = "levels:\n  - {code: top, title: {vi: t}}\n"
    text = text.replace("levels:\n", levels, 1)
    text = text.replace('  - code: "1"\n', '  - code: "1"\n    level: main\n', 1)
    text = text.replace('{code: "1.', '{level: criterion, code: "1.')
    assert messages(text) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [("x", []), ("y", ["declared 10 points in block y, the tree has 20"])],
)
def test_what_is_declared_of_a_block(block: str, expected: list[str]) -> None:
    head = f"{BLOCKS}declared: [{{points: 10, block: {block}}}]\n"
    line = criterion("{kind: share}", points="{x: 10, y: 20}")
    assert with_head(head, line) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("source: z", ["no source z"]),
        ("level: z", ["no level z"]),
        ("level: criterion", []),
        ("unpublished: {z: 1}", ["no level z"]),
        ("unpublished: {criterion: 1}", []),
        ("unpublished: {criterion: {all: 1}}", []),
        ("unpublished: {criterion: {z: 1}}", ["no block z"]),
    ],
)
def test_the_words_of_a_node(more: str, expected: list[str]) -> None:
    assert of_rule("{kind: share}", more) == expected


def test_a_code_stands_once_and_is_not_that_of_the_whole() -> None:
    share = "{kind: share}"
    twice = text_with(criterion(share), criterion(share))
    assert messages(twice) == ["the code 1.1 stands twice"]
    whole = text_with(criterion(share, code="index"))
    assert messages(whole) == ["`index` is the code of the whole"]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("{x: 10, y: 20}", []),
        ("{x: 10}", []),
        ("{z: 10}", ["no block z; expected one of x, y"]),
        ("{}", ["points for at least one block"]),
    ],
)
def test_points_of_blocks_name_known_blocks(points: str, expected: list[str]) -> None:
    assert with_head(BLOCKS, criterion("{kind: yes_no}", points=points)) == expected


def test_the_least_points_of_all_blocks_bound_a_rule() -> None:
    rule = "{kind: count, each: 1, cap: 11}"
    faults = with_head(BLOCKS, criterion(rule, points="{x: 20, y: 10}"))
    assert faults == ["a cap of 11 above the 10 points"]
    assert with_head(BLOCKS, criterion(rule, points="{x: 20, y: 11}")) == []


def test_a_view_counts_nothing_twice_at_any_depth() -> None:
    head = text_with().split("nodes:", maxsplit=1)[0]
    inner = criterion("{kind: share}", code="1.1.1")
    middle = f"{{code: '1.1', title: {{vi: m}}, nodes: [{inner}]}}"
    tree = (
        f"nodes:\n  - {{code: '1', title: {{vi: t}}, level: main, nodes: [{middle}]}}\n"
    )
    for nodes, faults in (
        ("['1', '1.1.1']", 1),
        ("['1.1', '1.1.1']", 1),
        ("['1.1.1']", 0),
    ):
        view = f"views: [{{code: v, title: {{vi: v}}, nodes: {nodes}}}]\n"
        assert len(messages(head + view + tree)) == faults


@pytest.mark.parametrize(
    ("points", "kind", "expected"),
    [
        ("0", "shown", []),
        ("1", "shown", ["a rule of kind shown has no points"]),
        ("1", "gate", ["a rule of kind gate has no points"]),
        ("0", "share", []),
    ],
)
def test_points_of_what_is_not_scored(
    points: str, kind: str, expected: list[str]
) -> None:
    assert of_rule(f"{{kind: {kind}}}", points=points) == expected


def test_bonuses_are_not_on_the_scale_that_is_declared() -> None:
    extra = criterion("{kind: bonus, rule: {kind: share}}", code="1.2")
    plain = criterion("{kind: share}")
    assert with_head("declared: [{points: 10}]\n", plain, extra) == []


def test_a_group_has_no_points_and_no_rule_and_a_criterion_has_both() -> None:
    head = text_with().split("nodes:", maxsplit=1)[0]
    group = "nodes:\n  - {code: '1', title: {vi: m}, level: main%s, nodes: [{code: '1.1', title: {vi: c}%s}]}\n"
    leaf = ", points: 10, rule: {kind: share}"
    assert messages(head + group % ("", leaf)) == []
    assert messages(head + group % (", points: 10", leaf)) == [
        "points belong to criteria; a group's are their sum (see `declared`)"
    ]
    assert messages(head + group % ("", ", rule: {kind: share}")) == [
        "`points` is missing"
    ]
    assert messages(head + group % ("", ", points: 10")) == [
        "a node has either `nodes` or a `rule`"
    ]


def test_a_group_with_a_rule_is_reported_once_and_its_rule_is_not_looked_at() -> None:
    head = text_with().split("nodes:", maxsplit=1)[0]
    rule = "{kind: ratio, target: 0}"
    inner = "[{code: '1.1', title: {vi: c}, points: 10, rule: {kind: share}}]"
    text = f"{head}nodes:\n  - {{code: '1', title: {{vi: m}}, rule: {rule}, nodes: {inner}}}\n"
    assert messages(text) == [
        "a node has either `nodes` or a `rule`",
        "`points` is missing",
    ]


def test_a_cap_without_points_is_above_them() -> None:
    line = criterion("{kind: count, each: 1, cap: 0.5}").replace("points: 10, ", "")
    assert messages(text_with(line)) == [
        "`points` is missing",
        "a cap of 0.5 above the 0 points",
    ]


def test_nothing_of_a_framework_changes() -> None:
    framework = parse_framework(text_with(criterion("{kind: share}")))
    with pytest.raises(ValidationError, match="Instance is frozen"):
        framework.title.vi = "x"
