"""Plain data as the text of a file: keys in the order of the format, numbers as numbers."""

from __future__ import annotations

from typing import Any

from opendti.framework.model import Framework, Node
from opendti.framework.writing import write_data
from opendti_site.frameworks.drafting.bridge import numeric_keys
from opendti_site.frameworks.drafting.tree import Data

NUMBERS = frozenset(numeric_keys()) | {"opendti"}
"""Keys below which a number may stand bare; codes and versions stay texts."""
HEAD_KEYS = tuple(Framework.model_fields)
NODE_KEYS = tuple(key for key in Node.model_fields if key != "nodes")


def write_draft(data: Data) -> str:
    """Write the data of a draft as YAML that reads back the same."""
    ordered = _ordered(data, (*(key for key in HEAD_KEYS if key != "nodes"), "nodes"))
    # The long part comes last but for what reads the tree.
    for key in ("views", "bands", "composite"):
        if key in ordered:
            ordered[key] = ordered.pop(key)
    typed: Data = _native_value(ordered, "")
    return write_data(typed)


def _ordered(data: Data, keys: tuple[str, ...]) -> Data:
    known = [key for key in keys if key in data]
    found = {key: data[key] for key in (*known, *(data.keys() - set(known)))}
    if isinstance(found.get("nodes"), list):
        inner = (*NODE_KEYS, "nodes")
        found["nodes"] = [_ordered(node, inner) for node in found["nodes"]]
    return found


def _native_value(value: Any, key: str) -> Any:
    """Turn texts into numbers where they are, and where nothing is lost by it."""
    if isinstance(value, dict):
        is_numeric = key in {"points", "parameters", "unpublished", "goalposts"}
        return {
            name: _native_value(part, key if is_numeric else name)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_native_value(part, key) for part in value]
    if key not in NUMBERS or not isinstance(value, str):
        return value
    return _scalar(value)


def _scalar(text: str) -> bool | float | str:
    if text in {"true", "false"}:
        return text == "true"
    if text in {"nan", "inf", "-inf"}:  # which `float` reads, and no file takes
        return text
    try:
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        return text
    return number if str(number) == text else text
