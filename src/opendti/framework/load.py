"""File to framework: every fault at once, each with its line and what was expected."""

from __future__ import annotations

from pathlib import Path as FilePath

from opendti.errors import Fault, FrameworkError, UsageError
from opendti.framework.check import check
from opendti.framework.faults import read_shape, refuse_findings
from opendti.framework.model import Framework


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
    framework, document = read_shape(text, name, Framework, FrameworkError)
    refuse_findings(check(framework), document, name, FrameworkError)
    return framework
