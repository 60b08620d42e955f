"""Readers of framework files and their kin; they run in the child process of `opendti.untrusted`."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, BinaryIO

from opendti.errors import CrosswalkError, Fault, FaultsError, FrameworkError
from opendti.framework.faults import named
from opendti.framework.load import parse_framework
from opendti.framework.yaml import read_document
from opendti.untrusted import SourceFile

_REFUSALS = {"framework": FrameworkError, "crosswalk": CrosswalkError}


def read_framework_file(source: SourceFile, out: BinaryIO) -> dict[str, Any]:  # noqa: ARG001 -- a reader's shape
    """Read and check a framework; return its data, which the model takes as they are."""
    text = _decoded(source, FrameworkError)
    framework = parse_framework(text, source.name)
    return framework.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def read_document_file(
    source: SourceFile,
    out: BinaryIO,  # noqa: ARG001 -- a reader's shape
    *,
    kind: str,
) -> dict[str, Any]:
    """
    Read a file that may be wrong as a framework, and yet be worked on.

    Parameters
    ----------
    kind
        "framework" or "crosswalk".

    Returns
    -------
    dict
        `text`, and its `data` as plain mappings, sequences and texts.
    """
    refusal = _REFUSALS[kind]
    text = _decoded(source, refusal)
    document = read_document(text)
    if document.faults:
        raise refusal(named(document.faults, source.name))
    if kind == "framework":
        # Pages will check what is kept: whatever that may cost is borne here for the
        # first time.
        with suppress(FrameworkError):
            parse_framework(text, source.name)
    return {"text": text, "data": document.data}


def _decoded(source: SourceFile, refusal: type[FaultsError]) -> str:
    raw = source.read()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        fault = Fault("not_utf8", file=source.name, line=line)
        raise refusal([fault]) from None
