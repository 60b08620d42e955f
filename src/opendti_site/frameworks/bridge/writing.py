"""Plain data as the text of a file: keys in the order of the format, numbers as numbers."""

from __future__ import annotations

from typing import Any

import yaml

from opendti.framework.model import Framework, Node
from opendti_site.frameworks.drafting.tree import Data

NUMBERS = frozenset({
    "opendti",
    "points",
    "share",
    "from",
    "min",
    "max",
    "count",
    "each",
    "cap",
    "target",
    "floor",
    "low",
    "high",
    "least",
    "level",
    "below",
    "weight",
    "value",
    "criterion",
    "parameters",
    "required",
    "complete",
    "may_not_apply",
    "may_exceed",
    "all_or_nothing",
    "direction",
    "unpublished",
    "composite",
    "goalposts",
    "range",
    "availability",
    "non_zero",
    "skew",
    "kurtosis",
    "exponent",
    "mean",
    "deviation",
    "capped",
})
"""Keys below which a number may stand bare; codes and versions stay texts."""
WIDTH = 100
SHORT = 88
"""Characters up to which a small mapping stands on one line."""
HEAD_KEYS = tuple(Framework.model_fields)
NODE_KEYS = tuple(key for key in Node.model_fields if key != "nodes")


def write_draft(data: Data) -> str:
    """Write the data of a draft as YAML that reads back the same."""
    ordered = _ordered(data, (*(key for key in HEAD_KEYS if key != "nodes"), "nodes"))
    # The long part comes last but for what reads the tree.
    for key in ("views", "bands", "composite"):
        if key in ordered:
            ordered[key] = ordered.pop(key)
    text: str = yaml.dump(
        _typed(ordered, ""),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
    )
    return text


def _ordered(data: Data, keys: tuple[str, ...]) -> Data:
    known = [key for key in keys if key in data]
    found = {key: data[key] for key in (*known, *(data.keys() - set(known)))}
    if isinstance(found.get("nodes"), list):
        inner = (*NODE_KEYS, "nodes")
        found["nodes"] = [_ordered(node, inner) for node in found["nodes"]]
    return found


def _typed(value: Any, key: str) -> Any:
    """Turn texts into numbers where they are, and where nothing is lost by it."""
    if isinstance(value, dict):
        is_numeric = key in {"points", "parameters", "unpublished", "goalposts"}
        return {
            name: _typed(part, key if is_numeric else name)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_typed(part, key) for part in value]
    if key not in NUMBERS or not isinstance(value, str):
        return value
    return _scalar(value)


def _scalar(text: str) -> bool | float | str:
    if text in {"true", "false"}:
        return text == "true"
    try:
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        return text
    return number if str(number) == text else text


class _Dumper(yaml.SafeDumper):
    """Short mappings of plain values on one line, texts of several lines as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value again where it stands again: the format has no aliases."""
        del data
        return True


def _mapping(dumper: yaml.SafeDumper, data: dict[str, Any]) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", data)
    node.flow_style = _is_short(data)
    return node


def _is_short(data: dict[str, Any]) -> bool:
    simple = all(
        not isinstance(part, (dict, list)) or _is_pair(part) for part in data.values()
    )
    return simple and "\n" not in str(data) and len(str(data)) <= SHORT


def _is_pair(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(part, str) for part in value.values()
    )


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    is_block = "\n" in data and not data.startswith((" ", "\n"))
    style = "|" if is_block else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(str, _text)
