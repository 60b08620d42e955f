"""File to framework: every fault at once, each with its line and what was expected."""

from __future__ import annotations

from pathlib import Path as FilePath

from opendti.errors import FrameworkError
from opendti.framework.check import check
from opendti.framework.faults import read_shape, refuse_findings
from opendti.framework.model import Framework
from opendti.untrusted import read_untrusted


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
    with read_untrusted("framework", file, file.name, refusal=FrameworkError) as answer:
        return Framework.model_validate(answer.data)


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
