"""Pydantic's errors as faults: by their type and context, never by their English words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from opendti.definitions import Definition
from opendti.errors import Fault, UnreadableError

PLAIN: Mapping[str, str] = {
    "string_type": "not_a_text",
    "float_type": "not_a_number",
    "float_parsing": "unreadable_number",
    "int_type": "not_a_whole_number",
    "int_parsing": "unreadable_whole_number",
    "int_from_float": "fraction_for_whole_number",
    "bool_type": "not_a_truth",
    "bool_parsing": "unreadable_truth",
    "dict_type": "not_a_mapping",
    "tuple_type": "not_a_list",
}
"""The fault of a pydantic error that has no context."""
IN_CONTEXT: Mapping[str, tuple[str, str, str]] = {
    "literal_error": ("not_a_choice", "expected", "expected"),
    "model_type": ("not_a_section", "section", "class_name"),
    "string_too_short": ("text_too_short", "limit", "min_length"),
    "string_too_long": ("text_too_long", "limit", "max_length"),
    "string_pattern_mismatch": ("text_of_other_pattern", "pattern", "pattern"),
    "greater_than_equal": ("number_below", "limit", "ge"),
    "less_than_equal": ("number_above", "limit", "le"),
    "greater_than": ("number_not_above", "limit", "gt"),
    "less_than": ("number_not_below", "limit", "lt"),
}
"""The fault of a pydantic error, its parameter, and where the context holds that."""


def shape_fault(details: ErrorDetails) -> Fault | None:
    """
    Return the fault that an error of pydantic stands for.

    Returns
    -------
    Fault or None
        Without a position; what stood in the file is its parameter `found`. None for a
        list that is only too short because its entries are at fault.
    """
    kind, context = details["type"], details.get("ctx", {})
    error = context.get("error")
    if isinstance(error, UnreadableError):
        fault = error.fault
    elif kind in IN_CONTEXT:
        code, param, key = IN_CONTEXT[kind]
        fault = Fault(code, {param: context[key]})
    elif kind in PLAIN:
        fault = Fault(PLAIN[kind])
    else:
        return _structural_fault(details, context)
    return _with_found(fault, details["input"])


def _structural_fault(
    details: ErrorDetails, context: Mapping[str, Any]
) -> Fault | None:
    """Return the fault of a key, of a rule's kind, or of a list's length."""
    kind = details["type"]
    key = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "missing":
        return Fault("missing_key", {"key": key})
    if kind == "extra_forbidden":
        return Fault("unknown_key", {"key": key, **_hint(key)})
    if kind == "union_tag_not_found":
        return Fault("rule_kind_missing")
    if kind == "union_tag_invalid":
        expected = str(context["expected_tags"]).replace("'", "")
        params = {"found": context["tag"], "expected": expected}
        return Fault("unknown_rule_kind", params)
    if kind == "too_short":
        limit, length = context["min_length"], len(details["input"])
        sizes = {"limit": limit, "length": length}
        return Fault("list_too_short", sizes) if length < limit else None
    return _with_found(Fault("other_shape", {"type": kind}), details["input"])


def _with_found(fault: Fault, found: object) -> Fault:
    """Add what stood in the file, where it is a single value."""
    if isinstance(found, (dict, list, tuple, BaseModel)):
        return fault
    return replace(fault, params={"found": found, **fault.params})


def _hint(key: str) -> dict[str, str]:
    models = _subclasses(Definition)
    fields = (entry for model in models for entry in model.model_fields.items())
    names = {field.alias or name for name, field in fields}
    close = difflib.get_close_matches(key, sorted(names), n=1)
    return {"close": close[0]} if close and close[0] != key else {}


def _subclasses(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for subclass in model.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
