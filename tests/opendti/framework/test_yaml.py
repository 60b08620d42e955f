"""What a file of YAML may hold, and where its values stand."""

from __future__ import annotations

import pytest

from opendti.framework.yaml import Mark, read_document


def test_yaml_at_its_bounds() -> None:
    assert read_document("[" * 60 + "]" * 60).faults == []
    assert told("[" * 61 + "]" * 61) == [("nested more than 60 deep", 1, None)]
    assert read_document("#" + "x" * 3_999_999).faults == []
    assert told("#" + "x" * 4_000_000) == [
        ("a file has at most 4000000 characters", 1, None)
    ]


def told(text: str) -> list[tuple[str, int | None, str | int | None]]:
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
    assert told(text) == expected


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
    assert read_document("").mark(("b",)) == Mark(1, 1, quoted=False)
