"""What a person is told of a file at fault: the line, and what was expected there."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from opendti.errors import Fault, FaultsError
from opendti.framework.finding import Finding
from opendti.framework.parts import Definition
from opendti.framework.yaml import Document, Path, read_document

MOST = 1_000
"""Faults that are told of one file; nobody reads more, and each looks for a likely meaning."""
Shape = TypeVar("Shape", bound=BaseModel)


def read_shape(
    text: str, name: str, shape: type[Shape], refusal: type[FaultsError]
) -> tuple[Shape, Document]:
    """Read a text as data of a shape, or refuse it with every fault found."""
    document = read_document(text)
    if document.faults:
        raise refusal(named(document.faults, name))
    try:
        return shape.model_validate(document.data), document
    except ValidationError as error:
        raise refusal(
            named(shape_faults(error.errors()[:MOST], document), name)
        ) from None


def refuse_findings(
    findings: Sequence[Finding],
    document: Document,
    name: str,
    refusal: type[FaultsError],
) -> None:
    """Raise what was found, each with its line; nothing where nothing was."""
    if findings:
        raise refusal(named([placed(one, document) for one in findings], name))


def named(faults: list[Fault], name: str) -> list[Fault]:
    """Put faults in the order of the lines, and the file's name beside them."""
    ordered = sorted(
        faults, key=lambda fault: (fault.line or 0, str(fault.column or ""))
    )
    return [
        Fault(one.message, file=name, line=one.line, column=one.column, path=one.path)
        for one in ordered
    ]


def placed(finding: Finding, document: Document) -> Fault:
    """Find the line that a finding speaks of."""
    mark = document.mark(finding.path)
    line, column = mark.line, None
    if finding.within is not None:
        inner_line, inner_column = finding.within
        line += inner_line - 1
        start = mark.column + mark.quoted if inner_line == 1 else 1
        column = start + inner_column - 1
    return Fault(finding.message, line=line, column=column, path=finding.where)


def shape_faults(found: list[ErrorDetails], document: Document) -> list[Fault]:
    """Tell each place once: a value that fits no member of a union fails them all."""
    told: dict[tuple[Path, str], Fault] = {}
    for details in found:
        is_key = details["type"] in {"missing", "extra_forbidden"}
        key = str(details["loc"][-1]) if is_key else ""
        path = _real_path(details["loc"], document)
        if not _is_echo(details):
            told.setdefault((path, key), _shape_fault(details, document))
    return list(told.values())


def _shape_fault(details: ErrorDetails, document: Document) -> Fault:
    path = _real_path(details["loc"], document)
    kind = details["type"]
    key = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "missing":
        message = f"`{key}` is missing"
    elif kind == "extra_forbidden":
        message = f"unknown key `{key}`{_meant(key)}"
    elif kind in {"union_tag_invalid", "union_tag_not_found"}:
        message = _kind_message(details)
    else:
        message = _expected(details)
    return Fault(message, line=document.mark(path).line, path=_where(path, document))


def _is_echo(details: ErrorDetails) -> bool:
    """Tell a list that is only "too short" because its entries are at fault."""
    if details["type"] != "too_short":
        return False
    return len(details["input"]) >= int(details.get("ctx", {})["min_length"])


def _real_path(loc: tuple[int | str, ...], document: Document) -> Path:
    """Drop the names of union members that pydantic puts between the keys."""
    path: Path = ()
    for part in loc:
        if (*path, part) in document.marks:
            path = (*path, part)
    return path


def _where(path: Path, document: Document) -> str | None:
    """Return the code of the innermost node that a path lies in."""
    code: str | None = None
    data: Any = document.data
    for place, part in enumerate(path):
        data = data[part]
        if place > 0 and path[place - 1] == "nodes" and isinstance(data, dict):
            code = data.get("code") or code
    return code


def _kind_message(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    expected = str(context.get("expected_tags", "")).replace("'", "")
    found = context.get("tag")
    return (
        f"unknown kind of rule {found}; expected one of {expected}"
        if found
        else "a rule needs `kind`"
    )


def _expected(details: ErrorDetails) -> str:
    message = str(details["msg"]).removeprefix("Value error, ")
    message = message.replace("Input should be", "expected").replace(
        "String should", "the text should"
    )
    found = details["input"]
    shown = "" if isinstance(found, (dict, list, BaseModel)) else f", found {found!r}"
    return message[:1].lower() + message[1:] + shown


def _meant(key: str) -> str:
    models = Definition.__subclasses__()
    fields = (entry for model in models for entry in model.model_fields.items())
    names = {field.alias or name for name, field in fields}
    close = difflib.get_close_matches(key, sorted(names), n=1)
    return f"; did you mean `{close[0]}`?" if close and close[0] != key else ""
