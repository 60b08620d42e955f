from __future__ import annotations

from pathlib import Path

import pytest

from opendti import fingerprint, load_framework, parse_framework
from opendti.errors import FrameworkError, UsageError
from opendti.framework import build_framework
from opendti.framework.model import weakest_status
from opendti.framework.writing import framework_data
from opendti.library import framework_ids, framework_path
from opendti.rules import KINDS
from tests.small_sets import HEAD, criterion, framework_with, item, text_with


def faults(text: str) -> list[str]:
    with pytest.raises(FrameworkError) as caught:
        parse_framework(text, "set.yaml")
    return [str(fault) for fault in caught.value.faults]


TEN_FAULTS = """\
opendti: 1
id: test.set
version: "1"
titel: {vi: Bộ thử}
title: {vi: Bộ thử, en: Test}
status: offical
levels:
  - {code: main, title: {vi: Chính}}
  - {code: criterion, title: {vi: Tiêu chí}}
nodes:
  - code: "1"
    title: {vi: Một}
    nodes:
      - {code: "1.1", title: {vi: A}, points: many, rule: {kind: yes_no}}
      - {code: "1.2", title: {vi: B}, points: 10, rule: {kind: yesno}}
      - {code: "1.3", title: {vi: C}, points: 10, rule: {kind: choice, options: []}}
      - {code: "1.4", points: 10, rule: {kind: share}}
      - {code: "1.5", title: {vi: D}, points: -1, rule: {kind: share}}
      - {code: "1.6", title: {vi: E}, points: 1, rule: {kind: share}, items: [{code: a, type: integer}]}
      - {code: "1.7", title: {vi: F}, points: 1, rule: {kind: share}, not_measured: ignore}
      - {code: "1.8", title: {vi: G}, points: 1, rule: {}}
"""


def test_ten_planted_faults_of_shape_give_ten_messages() -> None:
    assert faults(TEN_FAULTS) == [
        "set.yaml, line 4: unknown key `titel`; did you mean `title`?",
        "set.yaml, line 6: expected 'official', 'adapted' or 'illustrative', found 'offical'",
        "set.yaml, line 14, 1.1: expected a valid number, unable to parse string as a number, found 'many'",
        (
            "set.yaml, line 15, 1.2: unknown kind of rule yesno; expected one of "
            + ", ".join(KINDS)
        ),
        "set.yaml, line 16, 1.3: expected a list of at least 1, found 0",
        "set.yaml, line 17, 1.4: `title` is missing",
        "set.yaml, line 18, 1.5: expected greater than or equal to 0, found '-1'",
        "set.yaml, line 19, 1.6: expected 'count', 'number', 'share', 'yes_no', 'choice' or 'text', found 'integer'",
        "set.yaml, line 20, 1.7: expected 'hold', 'zero' or 'leave_out', found 'ignore'",
        "set.yaml, line 21, 1.8: a rule needs `kind`",
    ]


TEN_MISTAKES = """\
opendti: 1
id: test.set
version: "1"
title: {vi: Bộ thử, en: Test}
status: adapted
levels:
  - {code: main, title: {vi: Chính}}
  - {code: criterion, title: {vi: Tiêu chí}}
declared:
  - {level: criterion, count: 9}
  - {points: 100}
parameters: {low: "high - 1", high: "low + 1"}
nodes:
  - code: "1"
    title: {vi: Một}
    source: nowhere
    nodes:
      - {code: "1.1", title: {vi: A}, points: {gone: 10}, rule: {kind: yes_no}}
      - {code: "1.1", title: {vi: B}, points: 10, rule: {kind: steps, steps: [{from: 1}]}}
      - code: "1.3"
        title: {vi: C}
        points: 10
        rule:
          kind: formula
          formula: "a /
            b + c"
        items: [{code: a, title: {vi: a}}, {code: b, title: {vi: b}}]
      - {code: "1.4", title: {vi: D}, points: 10, rule: {kind: count, each: 1, cap: 20}}
views:
  - {code: v, title: {vi: V}, nodes: ["1", "1.4", "9"]}
"""


def test_ten_planted_mistakes_of_sense_are_all_reported() -> None:
    assert faults(TEN_MISTAKES) == [
        "set.yaml, line 10: declared 9 criterion, the tree has 3",
        "set.yaml, line 11: declared 100 points, the tree has 30",
        "set.yaml, line 12, column 20: parameter low goes round in a circle through high",
        "set.yaml, line 12, column 38: parameter high goes round in a circle through low",
        "set.yaml, line 16, 1: no source nowhere",
        "set.yaml, line 18, 1.1: no block gone; expected one of all",
        "set.yaml, line 19, 1.1: the code 1.1 stands twice",
        "set.yaml, line 19, 1.1: give either `share` or `points`",
        "set.yaml, line 25, column 23, 1.3: a division by what may be zero; guard it: IF(x = 0, 0, …/x)",
        "set.yaml, line 25, column 29, 1.3: unknown name c; known: a, b, high, low, max",
        "set.yaml, line 28, 1.4: a cap of 20 above the 10 points",
        "set.yaml, line 30, v: 1.4 is counted twice: what holds it is here too",
        "set.yaml, line 30, v: no node 9",
    ]


@pytest.mark.parametrize(
    ("rule", "more", "message"),
    [
        ("{kind: ratio}", "", "a ratio declares its items, with titles"),
        (
            "{kind: yes_no, on: a}",
            f"items: [{item('a')}]",
            "expected a yes or no, found a number",
        ),
        (
            "{kind: choice, options: [{code: x, title: {vi: x}, share: 1}]}",
            f"items: [{item('a')}]",
            "a choice needs the item a of type choice",
        ),
        (
            "{kind: share, on: a}",
            f"items: [{item('a', 'choice')}]",
            "no rule lists the options of a",
        ),
        (
            "{kind: parts, parts: [{code: p, title: {vi: p}, share: 1/2, rule: {kind: yes_no, on: a}}]}",
            f"items: [{item('a', 'yes_no')}]",
            "the parts add up to 5, not to 10 points",
        ),
        (
            "{kind: share}",
            f"items: [{item('a', 'share', ', min: 2, max: 1')}]",
            "min 2 is above max 1",
        ),
        (
            "{kind: share}",
            f"items: [{item('a', 'share')}, {item('a', 'share')}]",
            "the item a stands twice",
        ),
        (
            "{kind: steps, steps: [{from: 1, points: 11}]}",
            "",
            "11 points are more than the criterion's 10",
        ),
        (
            "{kind: ratio, target: 0}",
            f"items: [{item('a')}, {item('b')}]",
            "a target is above 0",
        ),
    ],
)
def test_rules_are_checked(rule: str, more: str, message: str) -> None:
    found = faults(text_with(criterion(rule, more=more)))
    assert found[0].split(": ", 1)[1] == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: [1, 2",
            "set.yaml, line 2, column 1: not YAML: did not find expected ',' or ']'",
        ),
        ("a: &x [1]\nb: *x", "set.yaml, line 1: anchors and aliases are not allowed"),
        (
            "a: !!python/object:os.system {}",
            "set.yaml, line 1: the tag tag:yaml.org,2002:python/object:os.system is not allowed",
        ),
        ("a: " + "[" * 200 + "]" * 200, "set.yaml, line 1: nested more than 60 deep"),
        ("id: x\nid: y", "set.yaml, line 2: `id` stands here twice"),
        (
            "",
            "set.yaml, line 1: expected a valid dictionary or instance of Framework, found None",
        ),
    ],
)
def test_yaml_is_bounded(text: str, message: str) -> None:
    assert faults(text)[0] == message


def test_codes_are_never_numbers() -> None:
    framework = framework_with(criterion("{kind: yes_no}", code="1.10"))
    assert framework.nodes[0].nodes[0].code == "1.10"
    bare = text_with(criterion("{kind: yes_no}")).replace('"1.1"', "1.10")
    assert parse_framework(bare).nodes[0].nodes[0].code == "1.10"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        load_framework(tmp_path / "none.yaml")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "set.yaml"
    path.write_bytes("id: x\ntitle: Bộ".encode("utf-16"))
    with pytest.raises(FrameworkError) as caught:
        load_framework(path)
    assert str(caught.value) == "set.yaml, line 1: not UTF-8; save the file as UTF-8"


def test_fingerprint_ignores_layout_and_sees_words() -> None:
    text = text_with(criterion("{kind: yes_no}"))
    reordered = text.replace("status: illustrative\n", "").replace(
        HEAD.splitlines()[1], "status: 'illustrative'  # a remark\nid: test.set"
    )
    assert fingerprint(parse_framework(reordered)) == fingerprint(parse_framework(text))
    changed = text.replace("Bộ thử", "Bộ khác")
    assert fingerprint(parse_framework(changed)) != fingerprint(parse_framework(text))


def test_fingerprint_is_the_same_with_defaults_written_out() -> None:
    short = text_with(criterion("{kind: yes_no}"))
    long = text_with(criterion("{kind: yes_no, on: a}", more="not_measured: hold"))
    assert fingerprint(parse_framework(long)) == fingerprint(parse_framework(short))


def test_the_whole_claims_no_more_than_its_weakest_criterion() -> None:
    adapted = criterion("{kind: yes_no}", code="1.2", more="status: adapted")
    text = text_with(criterion("{kind: yes_no}", more="status: official"), adapted)
    official = text.replace("status: illustrative", "status: official")
    assert weakest_status(parse_framework(official)) == "adapted"
    assert weakest_status(parse_framework(text)) == "illustrative"


@pytest.mark.parametrize("identity", framework_ids())
def test_data_give_the_framework_that_their_text_gives(identity: str) -> None:
    framework = load_framework(framework_path(identity))

    assert build_framework(framework_data(framework)) == framework


def test_faults_of_data_name_the_node() -> None:
    data = framework_data(parse_framework(text_with(criterion("{kind: share}"))))
    data["nodes"][0]["nodes"][0]["rule"] = {"kind": "share", "on": "b"}

    with pytest.raises(FrameworkError) as refused:
        build_framework(data, "draft.yaml")

    (fault,) = refused.value.faults
    assert (fault.path, fault.file, fault.line) == ("1.1", "draft.yaml", 1)


@pytest.mark.parametrize("number", ["1_0", '"1_0"', "nan", '"inf"', "0_1"])
@pytest.mark.parametrize(
    "line",
    [
        "points: {}, rule: {{kind: yes_no}}",
        "points: 10, rule: {{kind: minmax, low: {}}}",
        "points: 10, rule: {{kind: steps, steps: [{{from: {}, share: 1}}]}}",
        "points: 10, rule: {{kind: steps, steps: [{{from: 1, share: {}}}]}}",
        "points: 10, rule: {{kind: yes_no}}, advice: [{{below: {}, text: {{vi: a}}}}]",
    ],
)
def test_a_number_that_only_python_reads_is_refused(line: str, number: str) -> None:
    node = f'{{code: "1", title: {{vi: A}}, {line.format(number)}}}'
    text = TEN_FAULTS.split("nodes:", maxsplit=1)[0].replace(
        "titel: {vi: Bộ thử}\n", ""
    )
    text = text.replace("offical", "illustrative")
    assert any("number" in fault for fault in faults(f"{text}nodes:\n  - {node}\n"))
