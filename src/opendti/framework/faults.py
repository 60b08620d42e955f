"""The faults of a file's shape, and the line of everything that was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from opendti.errors import Fault, FaultsError
from opendti.framework.finding import FrameworkFinding
from opendti.framework.shapes import shape_fault
from opendti.framework.yaml import Path, YamlDocument

MAX_FAULTS = 1_000
"""Faults listed of one file; nobody reads more, and each looks for a likely meaning."""
Shape = TypeVar("Shape", bound=BaseModel)


def read_shape(
    document: YamlDocument, name: str, shape: type[Shape], refusal: type[FaultsError]
) -> Shape:
    """Read a document's data as a shape, or refuse it with every fault found."""
    if document.faults:
        raise refusal(named(document.faults, name))
    try:
        return shape.model_validate(document.data)
    except ValidationError as error:
        raise refusal(
            named(shape_faults(error.errors()[:MAX_FAULTS], document), name)
        ) from None


def refuse_findings(
    findings: Sequence[FrameworkFinding],
    document: YamlDocument,
    name: str,
    refusal: type[FaultsError],
) -> None:
    """Raise what was found, each with its line; nothing where nothing was."""
    if findings:
        raise refusal(
            named([fault_at_node(finding, document) for finding in findings], name)
        )


def named(faults: list[Fault], name: str) -> list[Fault]:
    """Put faults in the order of the lines, and the file's name beside them."""
    ordered = sorted(
        faults, key=lambda fault: (fault.line or 0, str(fault.column or ""))
    )
    return [replace(fault, file=name) for fault in ordered]


def fault_at_node(finding: FrameworkFinding, document: YamlDocument) -> Fault:
    """Find the line that a finding is about."""
    mark = document.mark(finding.path)
    line, column = mark.line, None
    if finding.within is not None:
        inner_line, inner_column = finding.within
        line += inner_line - 1
        start = mark.column + mark.quoted if inner_line == 1 else 1
        column = start + inner_column - 1
    return replace(finding.fault, line=line, column=column, path=finding.where)


def shape_faults(found: list[ErrorDetails], document: YamlDocument) -> list[Fault]:
    """Return one fault a path: a value that fits no member of a union fails them all."""
    faults: dict[tuple[Path, str], Fault] = {}
    for details in found:
        fault = shape_fault(details)
        path = _real_path(details["loc"], document)
        if fault is not None:
            line, where = document.mark(path).line, _where(path, document)
            located = replace(fault, line=line, path=where)
            faults.setdefault((path, fault.params.get("key", "")), located)
    return list(faults.values())


def _real_path(loc: tuple[int | str, ...], document: YamlDocument) -> Path:
    """Drop the names of union members that pydantic puts between the keys."""
    path: Path = ()
    for part in loc:
        if (*path, part) in document.marks:
            path = (*path, part)
    return path


def _where(path: Path, document: YamlDocument) -> str | None:
    """Return the code of the innermost node that a path lies in."""
    code: str | None = None
    data: Any = document.data
    for depth, part in enumerate(path):
        data = data[part]
        if depth > 0 and path[depth - 1] == "nodes" and isinstance(data, dict):
            code = data.get("code") or code
    return code
