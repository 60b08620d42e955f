"""File to framework: every fault at once, each with its line and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from opendti.errors import FrameworkError
from opendti.framework.check import check
from opendti.framework.faults import read_shape, refuse_findings
from opendti.framework.model import Framework
from opendti.framework.yaml import YamlDocument, read_document
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
    return _checked(read_document(text), name)


def build_framework(data: Mapping[str, Any], name: str = "framework.yaml") -> Framework:
    """
    Build a framework from the data of its file; as `parse_framework`.

    Raises
    ------
    FrameworkError
        With every fault found; all lines are 1, the codes of nodes show where.
    """
    return _checked(YamlDocument.of_data(data), name)


def _checked(document: YamlDocument, name: str) -> Framework:
    framework = read_shape(document, name, Framework, FrameworkError)
    refuse_findings(check(framework), document, name, FrameworkError)
    return framework
