"""File to framework: every fault at once, each with its line and what was expected."""

from __future__ import annotations

from pathlib import Path as FilePath

from pydantic import ValidationError

from opendti.errors import Fault, FrameworkError, UsageError
from opendti.framework.check import check
from opendti.framework.faults import named, placed, shape_faults
from opendti.framework.model import Framework
from opendti.framework.yaml import read_document


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
        raise FrameworkError(named(document.faults, name))
    try:
        framework = Framework.model_validate(document.data)
    except ValidationError as error:
        faults = shape_faults(error.errors(), document)
        raise FrameworkError(named(faults, name)) from None
    findings = check(framework)
    if findings:
        raise FrameworkError(named([placed(one, document) for one in findings], name))
    return framework
