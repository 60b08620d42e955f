"""A framework as canonical YAML or JSON: the same words, whoever writes them."""

from __future__ import annotations

import json
from typing import Any

import yaml

from opendti.framework.model import Framework

WIDTH = 100
SHORT = 88
"""Characters up to which a small mapping stands on one line."""


def framework_data(framework: Framework) -> dict[str, Any]:
    """Return what the fingerprint is taken of, keys in the order of the format."""
    return framework.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def write_framework(framework: Framework) -> str:
    """
    Write a framework as YAML that people can read and `parse_framework` reads back.

    Returns
    -------
    str
        Keys in the order of the format, defaults left out, small mappings on one
        line. Reading it gives the same fingerprint.
    """
    return write_data(framework_data(framework))


def write_data(data: dict[str, Any]) -> str:
    """Write the data of a framework file, whole or not, as YAML."""
    text: str = yaml.dump(
        _plain(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH
    )
    return text


def write_json(framework: Framework) -> str:
    """Write a framework as JSON, which is YAML too and is read back as such."""
    return (
        json.dumps(_plain(framework_data(framework)), ensure_ascii=False, indent=2)
        + "\n"
    )


def _plain(value: Any) -> Any:
    """Write 10 for 10.0; everything else as it is."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15  # noqa: PLR2004 -- exact in both
    return int(value) if is_whole else value


class _Dumper(yaml.SafeDumper):
    """Short mappings of plain values on one line, texts of several lines as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value again where it occurs again: the format has no aliases."""
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 -- PyYAML's own
        del indentless
        super().increase_indent(flow=flow, indentless=False)


def _mapping(dumper: _Dumper, data: dict[str, Any]) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", data)
    node.flow_style = _is_short(data)
    return node


def _is_short(data: dict[str, Any]) -> bool:
    simple = all(
        not isinstance(value, (dict, list)) or _is_pair(value)
        for value in data.values()
    )
    return simple and "\n" not in str(data) and len(str(data)) <= SHORT


def _is_pair(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(part, str) for part in value.values()
    )


def _text(dumper: _Dumper, data: str) -> yaml.Node:
    is_block = "\n" in data and not data.startswith((" ", "\n"))
    style = "|" if is_block else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(str, _text)
