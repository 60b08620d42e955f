"""Whatever pydantic finds in a file's shape is a fault by its type, not by its English words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from opendti.faults import CATALOGUE
from opendti.framework.crosswalk import CrosswalkDefinition
from opendti.framework.model import Framework
from opendti.framework.shapes import IN_CONTEXT, PLAIN, shape_fault

STRUCTURAL = {
    "missing",
    "extra_forbidden",
    "union_tag_not_found",
    "union_tag_invalid",
    "too_short",
}
LIMITS = {
    "ge": "greater_than_equal",
    "gt": "greater_than",
    "le": "less_than_equal",
    "lt": "less_than",
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
"""What pydantic finds in a value that is not of a schema's type."""
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
"""Types of a schema that find nothing themselves: functions raise faults of ours."""


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


@pytest.mark.parametrize("model", [Framework, CrosswalkDefinition])
def test_every_error_of_the_models_has_a_fault_of_its_own(
    model: type[BaseModel],
) -> None:
    parts = list(schemas(model.__pydantic_core_schema__))
    types = {part["type"] for part in parts}
    assert types - WRONG_SHAPE.keys() - SILENT == set()
    kinds = {kind for name in types for kind in WRONG_SHAPE.get(name, ())}
    for part in parts:
        kinds |= {LIMITS[key] for key in LIMITS.keys() & part.keys()}
        if {"min_length", "max_length"} & part.keys():
            is_text = part["type"] == "str"
            kinds |= (
                {"string_too_short", "string_too_long"} if is_text else {"too_short"}
            )
    assert len(kinds) > 10
    assert kinds <= STRUCTURAL | IN_CONTEXT.keys() | PLAIN.keys()
    codes = {code for code, _param, _key in IN_CONTEXT.values()} | set(PLAIN.values())
    assert codes <= CATALOGUE.keys()


def test_a_type_that_nobody_foresaw_is_a_fault_all_the_same() -> None:
    class Odd(BaseModel):
        when: bytes

    with pytest.raises(ValidationError) as caught:
        Odd.model_validate({"when": 3})
    (details,) = caught.value.errors()
    fault = shape_fault(details)
    assert fault is not None
    assert (fault.code, fault.params) == (
        "other_shape",
        {"found": 3, "type": "bytes_type"},
    )
    assert fault.text("vi") == "Không đúng cách viết (bytes_type): “3”."
