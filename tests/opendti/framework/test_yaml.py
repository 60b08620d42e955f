"""What a file of YAML may hold, and where its values stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from opendti.errors import FrameworkError
from opendti.framework import (
    Framework,
    build_framework,
    load_framework,
    parse_framework,
)
from opendti.framework.yaml import YamlPosition, read_document
from opendti.untrusted import read_untrusted


def test_yaml_at_its_bounds() -> None:
    assert read_document("[" * 60 + "]" * 60).faults == []
    assert faults_of("[" * 61 + "]" * 61) == [("nested more than 60 deep", 1, None)]
    assert read_document("#" + "x" * 3_999_999).faults == []
    assert faults_of("#" + "x" * 4_000_000) == [
        ("a file has at most 4000000 characters", 1, None)
    ]


def framework_of(nodes: int) -> str:
    """Return a framework of so many nodes: one group, and criteria below it."""
    group = "{code: g, title: {vi: A}, nodes: [\n"
    leaf = "{{code: c{}, title: {{vi: B}}, points: 1, rule: {{kind: yes_no}}}}"
    leaves = ",\n".join(leaf.format(number) for number in range(1, nodes))
    views = "views: [{code: v, title: {vi: C}, nodes: [c1, c2]}]\n"
    return f"opendti: 1\nid: a.b\nversion: x\ntitle: {{vi: A}}\nstatus: illustrative\nlevels: [{{code: m, title: {{vi: M}}}}, {{code: n, title: {{vi: N}}}}]\n{views}nodes:\n- {group}{leaves}]}}\n"


@pytest.fixture(params=["text", "data", "file", "draft"])
def load(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], object]:
    """Read a framework through one of the doors that there are."""
    file = tmp_path / "framework.yaml"

    def load_file(text: str) -> Framework:
        file.write_text(text, "utf-8")
        return load_framework(file)

    def load_draft(text: str) -> object:
        with read_untrusted(
            "document", text.encode(), "a", refusal=FrameworkError, kind="framework"
        ) as answer:
            return answer.data

    doors = {"text": parse_framework, "file": load_file, "draft": load_draft}
    return doors.get(
        request.param, lambda text: build_framework(read_document(text).data)
    )


def test_a_framework_has_as_many_nodes_as_can_be_shown(
    load: Callable[[str], object],
) -> None:
    assert load(framework_of(2_000))
    with pytest.raises(FrameworkError) as caught:
        load(framework_of(2_001))
    (fault,) = caught.value.faults
    assert (fault.code, fault.message) == (
        "too_many_nodes",
        "2001 nodes; a framework has at most 2000",
    )
    assert fault.text("vi") == "Bộ chỉ số có 2001 mục; nhiều nhất là 2000 mục."


def faults_of(text: str) -> list[tuple[str, int | None, str | int | None]]:
    faults = read_document(text).faults
    return [(fault.message, fault.line, fault.column) for fault in faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: [", [("not YAML: did not find expected node content", 3, 1)]),
        ("a: 1\nb: \0", [("not YAML: unacceptable character #x0000: control characters are not allowed", 1, None)]),
        ("a: 1\nb: &x 1\nc: *x", [("anchors and aliases are not allowed", 2, None), ("anchors and aliases are not allowed", 3, None)]),
        ("a: &x 1", [("anchors and aliases are not allowed", 1, None)]),
        ("a: 1\nb: !x 1", [("the tag !x is not allowed", 2, None)]),
        ("a: ! 1", []),
        ("a: 1\na: 2", [("`a` stands here twice", 2, None)]),
        ("a: 1\n[b]: 2", [("a key is a plain word", 2, None)]),
        ("", []),
    ],
)  # fmt: skip
def test_what_yaml_may_not_hold(
    text: str, expected: list[tuple[str, int, int | None]]
) -> None:
    assert faults_of(text) == expected


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("a: null", {"a": None}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: 'null'", {"a": "null"}),
        ('a: ""', {"a": ""}),
        ("a: 1.10", {"a": "1.10"}),
        ("a: ! 1", {"a": "1"}),
        ("a: [x, {b: y}]", {"a": ["x", {"b": "y"}]}),
        ("a: 1\n[b]: 2\nc: 3", {"a": "1", "c": "3"}),
        ("a: 1\na: 2", {"a": "1"}),
    ],
)
def test_scalars_stay_as_they_are_written(text: str, data: object) -> None:
    assert read_document(text).data == data


def test_where_a_value_stands() -> None:
    document = read_document("a:\n  - x\n  - 'y'\n")
    marks = {
        path: (mark.line, mark.column, mark.quoted)
        for path, mark in document.marks.items()
    }
    assert marks == {(): (1, 1, False), ("a",): (2, 3, False), ("a", 0): (2, 5, False), ("a", 1): (3, 5, True)}  # fmt: skip
    assert document.mark(("a", 7)) == document.marks["a",]
    assert document.mark(("b",)) == document.marks[()]
    assert read_document("").mark(("b",)) == YamlPosition(1, 1, quoted=False)
