from __future__ import annotations

import pytest

from opendti import fingerprint, load_framework, parse_framework
from opendti.framework.diff import Change, count_kinds, diff
from opendti.library import framework_ids, framework_path
from tests.years import LATER, TEXT, earlier, later

AFTER_NODES = "views:"


def changes(text: str) -> list[tuple[str, str | None, str, str | None, str | None]]:
    return [fields_of(change) for change in diff(earlier(), parse_framework(text))]


def fields_of(change: Change) -> tuple[str, str | None, str, str | None, str | None]:
    sides = (
        text.in_language("en") if text else None
        for text in (change.before, change.after)
    )
    before, after = sides
    return change.kind, change.node, change.what, before, after


def test_nothing_changed_is_empty() -> None:
    assert diff(earlier(), earlier()) == ()


def test_a_renumbered_criterion_is_moved() -> None:
    assert changes(LATER) == [
        ("framework", None, "version", "1", "2"),
        ("moved", "1.3", "code", "1.2", "1.3"),
    ]


ONE_CHANGE = [
    ("points: 20", "points: 25", ("points", "2.1", "all", "20", "25")),
    (
        "points: 20, rule: {kind: share}",
        "points: 20, rule: {kind: share}, items: [{code: a, type: share, title: {vi: A, en: A}}]",
        ("items", "2.1", "a.title", "Online files", "A"),
    ),
    (
        "may_not_apply: true",
        "may_not_apply: true, checks: [{formula: a < 2, message: {vi: M, en: M}}]",
        ("checks", "2.1", "checks.a < 2", None, "M"),
    ),
    (
        "may_not_apply: true",
        "may_not_apply: true, evidence: {required: false, text: {vi: Văn bản, en: Document}}",
        ("evidence", "2.1", "evidence", None, "Document (not required)"),
    ),
    ("may_not_apply: true", "may_not_apply: false", ("setting", "2.1", "may_not_apply", "true", "false")),
    ("en: Online files", "en: Files online", ("text", "2.1", "title", "Online files", "Files online")),
    (
        "may_not_apply: true",
        "may_not_apply: true, guidance: {vi: Ghi, en: Write}",
        ("text", "2.1", "guidance", None, "Write"),
    ),
    (
        "levels:",
        "rounding: {value: 3}\nlevels:",
        ("framework", None, "rounding", "{}", '{"value": 3}'),
    ),
    (
        "levels:",
        "parameters: {target: 0.8}\nlevels:",
        ("framework", None, "parameters.target", None, "0.8"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), ONE_CHANGE)
def test_one_change_is_one_change(
    old: str, new: str, expected: tuple[str, str | None, str, str | None, str | None]
) -> None:
    assert changes(TEXT.replace(old, new)) == [expected]


def test_a_rule_is_reported_in_words_before_and_after() -> None:
    text = TEXT.replace(
        "points: 20, rule: {kind: share}", "points: 20, rule: {kind: yes_no}"
    )
    assert changes(text) == [
        (
            "rule",
            "2.1",
            "rule",
            "Value a (0 to 1) × full points.",
            "Yes: full points; no: 0 points.",
        ),
        ("items", "2.1", "a.type", "share", "yes_no"),
    ]


def test_a_parameter_changes_the_words_of_the_rules_that_name_it() -> None:
    ratio = (
        "rule: {kind: ratio, target: target}, items: [{code: a, title: {vi: A, en: A}},"
        " {code: b, title: {vi: B, en: B}}]"
    )
    text = TEXT.replace("points: 20, rule: {kind: share}", f"points: 20, {ratio}")
    before, after = (
        parse_framework(
            text.replace("levels:", f"parameters: {{target: {target}}}\nlevels:")
        )
        for target in (0.8, 0.9)
    )
    found = [fields_of(change) for change in diff(before, after)]
    assert [change[:3] for change in found] == [
        ("framework", None, "parameters.target"),
        ("rule", "2.1", "rule"),
    ]
    assert "90%" in str(found[1][4])


def test_nodes_are_added_removed_and_moved() -> None:
    line = TEXT.splitlines()[12]
    assert '"1.1"' in line
    moved = TEXT.replace(line + "\n", "").replace(
        AFTER_NODES, line + "\n" + AFTER_NODES
    )
    assert changes(moved) == [("moved", "1.1", "parent", "1", "2")]
    gone = TEXT.replace(line + "\n", "")
    assert changes(gone) == [("removed", "1.1", "", "Officials trained", None)]
    back = [fields_of(change) for change in diff(parse_framework(gone), earlier())]
    assert back == [("added", "1.1", "", None, "Officials trained")]


def test_siblings_that_are_swapped_are_moved() -> None:
    lines = TEXT.splitlines(keepends=True)
    swapped = "".join([*lines[:12], lines[13], lines[12], *lines[14:]])
    found = changes(swapped)
    assert [change[:3] for change in found] in (
        [("moved", "1.1", "order")],
        [("moved", "1.2", "order")],
    )


def test_points_are_reported_per_block() -> None:
    blocks = "blocks: [{code: x, title: {vi: X}}, {code: y, title: {vi: Y}}]\nlevels:"
    text = TEXT.replace("levels:", blocks)
    before = parse_framework(text)
    after = parse_framework(text.replace("points: 20", "points: {x: 20, y: 30}"))
    assert [fields_of(change) for change in diff(before, after)] == [
        ("points", "2.1", "y", "20", "30")
    ]


@pytest.mark.parametrize("identity", framework_ids())
def test_a_shipped_framework_does_not_differ_from_itself(identity: str) -> None:
    framework = load_framework(framework_path(identity))
    assert diff(framework, framework) == ()


def test_changes_are_counted_by_kind() -> None:
    assert count_kinds(diff(earlier(), later())) == {"framework": 1, "moved": 1}
    assert fingerprint(earlier()) != fingerprint(later())
