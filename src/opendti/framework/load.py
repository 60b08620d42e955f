"""File to framework: every fault at once, each with its line and what was expected."""

from __future__ import annotations

import difflib
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from opendti.errors import Fault, FrameworkError, UsageError
from opendti.framework.check import Finding, check
from opendti.framework.model import Framework
from opendti.framework.parts import Definition
from opendti.framework.yaml import Document, Path, read_document


def load_framework(path: str | FilePath) -> Framework:
    """
    Load a framework file.

    Parameters
    ----------
    path
        A YAML file in UTF-8. (Ids of the shipped library are resolved by
        `opendti.library`.)

    Raises
    ------
    FrameworkError
        With every fault found, in the order of the lines.
    UsageError
        When there is no such file.
    """
    file = FilePath(path)
    try:
        raw = file.read_bytes()
    except OSError as error:
        message = f"{file}: {error.strerror or error}"
        raise UsageError(message) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        fault = Fault("not UTF-8; save the file as UTF-8", file=file.name, line=line)
        raise FrameworkError([fault]) from None
    return parse_framework(text, file.name)


def parse_framework(text: str, name: str = "framework.yaml") -> Framework:
    """
    Read a framework from its text; as `load_framework`, with a name for the faults.

    Raises
    ------
    FrameworkError
        With every fault found, in the order of the lines.
    """
    document = read_document(text)
    if document.faults:
        raise FrameworkError(_named(document.faults, name))
    try:
        framework = Framework.model_validate(document.data)
    except ValidationError as error:
        faults = _shape_faults(error.errors(), document)
        raise FrameworkError(_named(faults, name)) from None
    findings = check(framework)
    if findings:
        raise FrameworkError(_named([_placed(one, document) for one in findings], name))
    return framework


def _named(faults: list[Fault], name: str) -> list[Fault]:
    ordered = sorted(
        faults, key=lambda fault: (fault.line or 0, str(fault.column or ""))
    )
    return [
        Fault(one.message, file=name, line=one.line, column=one.column, path=one.path)
        for one in ordered
    ]


def _placed(finding: Finding, document: Document) -> Fault:
    mark = document.mark(finding.path)
    line, column = mark.line, None
    if finding.within is not None:
        inner_line, inner_column = finding.within
        line += inner_line - 1
        start = mark.column + mark.quoted if inner_line == 1 else 1
        column = start + inner_column - 1
    return Fault(finding.message, line=line, column=column, path=finding.where)


def _shape_faults(found: list[ErrorDetails], document: Document) -> list[Fault]:
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
    return details["type"] == "too_short" and bool(details["input"])


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
