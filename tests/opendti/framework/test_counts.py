"""Counts of nodes, with those that a source counts and never listed."""

from __future__ import annotations

import re

import pytest

from opendti import Framework, parse_framework
from opendti.errors import FrameworkError
from opendti.framework.counts import count_nodes

SET = """\
opendti: 1
id: test.counted
version: "1"
title: {vi: Thử, en: Test}
status: official
source: s
sources: {s: {title: {vi: Nguồn, en: Source}}}
levels:
  - {code: main, title: {vi: Chỉ số chính, en: Main indicator}}
  - {code: component, title: {vi: Chỉ số thành phần, en: Component}}
blocks:
  - {code: small, title: {vi: Nhỏ, en: Small}}
  - {code: large, title: {vi: Lớn, en: Large}}
declared:
  - {level: main, count: 2}
  - {block: small, level: component, count: 4}
  - {block: large, level: component, count: 8}
  - {under: "1", level: component, count: 3}
  - {points: 20}
nodes:
  - code: "1"
    level: main
    title: {vi: Một, en: One}
    unpublished: {component: 2}
    nodes:
      - {code: "1.1", level: component, title: {vi: Một, en: One}, points: 10, rule: {kind: share}}
  - code: "2"
    level: main
    title: {vi: Hai, en: Two}
    points: 10
    unpublished: {component: {small: 1, large: 5}}
    rule: {kind: share}
"""


@pytest.fixture(scope="module")
def framework() -> Framework:
    return parse_framework(SET, "set.yaml")


def test_listed_and_unlisted_nodes_count_alike(framework: Framework) -> None:
    assert count_nodes(framework, "main", "small") == 2
    assert count_nodes(framework, "component", "small") == 4
    assert count_nodes(framework, "component", "large") == 8


def test_node_holds_what_it_only_counts(framework: Framework) -> None:
    assert count_nodes(framework, "component", "large", under="2") == 5
    assert count_nodes(framework, "component", "large", under="1") == 3


@pytest.mark.parametrize(
    ("written", "changed", "message"),
    [
        (
            "level: component, count: 8",
            "level: component, count: 9",
            "set.yaml, line 17: declared 9 component in block large, the tree has 8",
        ),
        (
            "unpublished: {component: 2}",
            "unpublished: {criterion: 2}",
            "set.yaml, line 24, 1: no level criterion",
        ),
        (
            "large: 5}}",
            "vast: 5}}",
            "set.yaml, line 31, 2: no block vast",
        ),
    ],
)
def test_a_wrong_count_is_reported_with_its_position(
    written: str, changed: str, message: str
) -> None:
    assert written in SET
    with pytest.raises(FrameworkError) as caught:
        parse_framework(SET.replace(written, changed), "set.yaml")
    assert message in [str(fault) for fault in caught.value.faults]


def test_a_group_exists_where_one_of_its_nodes_does() -> None:
    large = '{code: "1.2", level: component, title: {vi: Hai}, points: {large: 5}, rule: {kind: share}}'
    text = re.sub("declared:\n(  - .*\n)+", "", SET)
    first = '      - {code: "1.1"'
    framework = parse_framework(text.replace(first, f"      - {large}\n{first}"))
    assert count_nodes(framework, "main", "small") == 2
    assert count_nodes(framework, "component", "small", under="1") == 3
    assert count_nodes(framework, "component", "large", under="1") == 4
    assert count_nodes(framework, "component", "large", under="1.1") == 0
