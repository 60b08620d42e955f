"""Nothing that is wrong with a framework, a crosswalk or an annex is told in English alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from opendti.framework.model import Framework
from opendti_site.frameworks.drafting.faults import DraftFault, Told, in_words
from opendti_site.frameworks.drafting.vietnamese import FINDINGS
from tests.site.frameworks.messages import engine_messages

FOUND, UNREAD = engine_messages()
MESSAGES = sorted(set().union(*FOUND.values()))
PASSED_ON = {
    "_unknown(tree.name, self.names)",
    "_unknown(tree.function, ARGUMENTS)",
    "_told_by(raw[:8])",
    "_limit_words(end, limits)",
    "fault.message",
    "finding.message",
    "one.message",
    "one.told.message",
    "str(error)",
    "f'not YAML: {error}'.splitlines()[0]",
}
"""Messages made elsewhere, where they are read; the last is YAML's own words."""
LIMITS = {
    "ge": "greater_than_equal",
    "gt": "greater_than",
    "le": "less_than_equal",
    "lt": "less_than",
    "min_length": "too_short",
    "pattern": "string_pattern_mismatch",
}
WRONG_SHAPE = {
    "str": ("string_type",),
    "float": ("float_type", "float_parsing"),
    "int": ("int_type", "int_parsing", "int_from_float"),
    "bool": ("bool_type", "bool_parsing"),
    "dict": ("dict_type",),
    "tuple": ("tuple_type",),
    "model": ("model_type",),
    "model-fields": ("missing", "extra_forbidden"),
    "literal": ("literal_error",),
    "tagged-union": ("union_tag_not_found", "union_tag_invalid"),
}
"""What pydantic tells of a value that is not of a schema's type."""
SILENT = {
    "default",
    "definition-ref",
    "definitions",
    "function-after",
    "function-before",
    "model-field",
    "no-info",
    "nullable",
    "union",
}
"""Types of a schema that tell nothing themselves: functions raise messages of ours."""


def test_the_source_is_read() -> None:
    assert len(MESSAGES) > 120
    assert {text.partition(": ")[2] for text in UNREAD} - PASSED_ON == set()
    assert "the code 7 stands twice" in MESSAGES
    assert "declared 7 points under 7 in block 7, the tree has 7" in MESSAGES


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_is_told_in_vietnamese(message: str) -> None:
    words = in_words(message)

    assert words != message
    assert words[-1] in ".:"


def test_no_sentence_is_left_over() -> None:
    firsts = {
        next(pattern for pattern, _words in FINDINGS if re.fullmatch(pattern, one))
        for one in MESSAGES
    }
    unused = [pattern for pattern, _words in FINDINGS if pattern not in firsts]
    # Neither can be a sample's: of a number that is none, and of wrong use.
    said = {
        "expected a number, found -Inf": "Cần một số, đang là -Inf.",
        "a.xlsx: there is no part 3; the file has 2": "Không có phụ lục thứ 3; tệp có 2 phụ lục.",
    }
    assert {one: in_words(one) for one in said} == said
    assert len(unused) == len(said)


def schemas(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema inside the model's, as pydantic checks by it."""
    if isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield part
        for key, value in part.items():
            if key not in {"metadata", "serialization"}:
                yield from schemas(value)
    elif isinstance(part, list):
        for value in part:
            yield from schemas(value)


def test_every_shape_fault_is_told_in_vietnamese() -> None:
    parts = list(schemas(Framework.__pydantic_core_schema__))
    types = {part["type"] for part in parts}
    assert types - WRONG_SHAPE.keys() - SILENT == set()
    kinds = {kind for one in types for kind in WRONG_SHAPE.get(one, ())}
    kinds |= {LIMITS[key] for part in parts for key in LIMITS.keys() & part.keys()}
    assert len(kinds) > 15
    english = [
        kind
        for kind in sorted(kinds)
        if DraftFault((), "", "", Told(kind, "english")).words == "english"
    ]
    assert english == []
