"""Text to crosswalk: every fault at once, each with its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from opendti.errors import CrosswalkError, Fault, UsageError
from opendti.framework.crosswalk.check import check_crosswalk
from opendti.framework.crosswalk.entries import SIDES, CrosswalkDefinition
from opendti.framework.faults import named, read_shape, refuse_findings
from opendti.framework.model import Framework
from opendti.framework.yaml import YamlDocument, read_document


def parse_crosswalk(
    text: str, find: Callable[[str], Framework], name: str = "crosswalk.yaml"
) -> tuple[CrosswalkDefinition, Framework, Framework]:
    """
    Read a crosswalk and the two frameworks that it names.

    Parameters
    ----------
    text
        YAML; the package shows its form.
    find
        Returns the framework of an identity; raises `UsageError` where there is none.
    name
        The file's name, for the faults.

    Raises
    ------
    CrosswalkError
        With every fault found, in the order of the lines.
    """
    document = read_document(text)
    crosswalk = read_shape(document, name, CrosswalkDefinition, CrosswalkError)
    before, after = _both(crosswalk, find, document, name)
    refuse_findings(
        check_crosswalk(crosswalk, before, after), document, name, CrosswalkError
    )
    return crosswalk, before, after


def _both(
    crosswalk: CrosswalkDefinition,
    find: Callable[[str], Framework],
    document: YamlDocument,
    name: str,
) -> tuple[Framework, Framework]:
    found: list[Framework] = []
    faults: list[Fault] = []
    for key, identity in zip(SIDES, (crosswalk.source, crosswalk.target), strict=True):
        try:
            found.append(find(identity))
        except UsageError as error:
            line = document.mark((key,)).line
            faults.append(replace(error.fault, line=line))
    if faults:
        raise CrosswalkError(named(faults, name))
    return found[0], found[1]
