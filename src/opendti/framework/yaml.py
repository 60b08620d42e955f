"""
YAML with the line of every value, and nothing that YAML can be abused for.

Scalars stay as they are written (a code `1.10` is not the number 1.1); the
model decides what is a number. Anchors, aliases and tags are refused, so no
file can grow beyond its own size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import cast

import yaml

from opendti.errors import Fault

LARGEST = 4_000_000
"""Characters a file may have; the largest real set has under 200,000."""
MAX_DEPTH = 60
MAX_NODES = 2_000
"""Nodes of a framework, and rows of an annex; the largest real set has under 200."""
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlPosition:
    """Where a value stands: line and column from 1, and whether it is quoted."""

    line: int
    column: int
    quoted: bool = False


@dataclass(slots=True)
class YamlDocument:
    """Plain data, and where each part of it is in the text."""

    data: object = None
    marks: dict[Path, YamlPosition] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def of_data(cls, data: object) -> YamlDocument:
        """Return data that was never a text: everything stands on the first line."""
        document = cls(data, dict.fromkeys(_paths(data, ()), YamlPosition(1, 1)))
        document.faults.extend(_too_many(document))
        return document

    def mark(self, path: Path) -> YamlPosition:
        """Return where a path stands, or its nearest ancestor."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, YamlPosition(1, 1))


def read_document(text: str) -> YamlDocument:
    """Read a text; what is wrong with it is in `faults`."""
    document = YamlDocument()
    if len(text) > LARGEST:
        document.faults.append(Fault("yaml_too_long", {"limit": LARGEST}, line=1))
        return document
    # The C parser is many times as fast, and not built everywhere.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # Events first: they are read without building anything that an alias could multiply.
        document.faults.extend(_refused(yaml.parse(text, Loader=loader)))
        if not document.faults:
            root = yaml.compose(text, Loader=loader)
            document.data = _build(root, (), document) if root is not None else None
            document.faults.extend(_too_many(document))
    except yaml.MarkedYAMLError as error:
        mark = cast("yaml.Mark", error.problem_mark)  # what is parsed has a position
        fault = Fault("yaml_syntax", {"problem": error.problem})
        fault = replace(fault, line=mark.line + 1, column=mark.column + 1)
        document.faults.append(fault)
    except yaml.YAMLError as error:
        problem = str(error).partition("\n")[0]
        document.faults.append(Fault("yaml_syntax", {"problem": problem}, line=1))
    return document


def _too_many(document: YamlDocument) -> Iterator[Fault]:
    """Yield one fault where a tree has more nodes than any page, form or sheet can show."""
    paths = [path for path in document.marks if path[-2:-1] == ("nodes",)]
    # Only what is below `nodes` alone is a node: a view names its own there too.
    nodes = [path for path in paths if set(path[::2]) == {"nodes"}]
    if len(nodes) > MAX_NODES:
        line = document.mark(nodes[MAX_NODES]).line
        params = {"found": len(nodes), "limit": MAX_NODES}
        yield Fault("too_many_nodes", params, line=line)


def _paths(data: object, path: Path) -> Iterator[Path]:
    yield path
    entries: Iterable[tuple[str | int, object]] = ()
    if isinstance(data, dict):
        entries = data.items()
    elif isinstance(data, (list, tuple)):
        entries = enumerate(data)
    for key, part in entries:
        yield from _paths(part, (*path, key))


def _refused(events: Iterable[yaml.Event]) -> Iterator[Fault]:
    """Yield what no framework needs; stop where the nesting gets too deep."""
    depth = 0
    for event in events:
        line = _mark(event).line
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield Fault("yaml_anchor", line=line)
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            yield Fault("yaml_tag", {"tag": tag}, line=line)
        if depth > MAX_DEPTH:
            yield Fault("yaml_too_deep", {"limit": MAX_DEPTH}, line=line)
            return


def _mark(part: yaml.Event | yaml.Node) -> YamlPosition:
    start = cast("yaml.Mark", part.start_mark)  # what is parsed has a position
    quoted = isinstance(part, yaml.ScalarNode) and part.style in {'"', "'"}
    return YamlPosition(start.line + 1, start.column + 1, quoted)


def _build(node: yaml.Node, path: Path, document: YamlDocument) -> object:
    document.marks[path] = _mark(node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_build(part, (*path, i), document) for i, part in enumerate(node.value)]
    is_empty = not getattr(node, "style", None) and node.value in {"", "~", "null"}
    return None if is_empty else node.value


def _mapping(
    node: yaml.MappingNode, path: Path, document: YamlDocument
) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in node.value:
        line = _mark(key).line
        if not isinstance(key, yaml.ScalarNode):
            document.faults.append(Fault("yaml_key", line=line))
        elif key.value in result:
            fault = Fault("yaml_key_twice", {"key": key.value}, line=line)
            document.faults.append(fault)
        else:
            result[key.value] = _build(value, (*path, key.value), document)
    return result
