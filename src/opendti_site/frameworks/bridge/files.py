"""Files in and out: a framework or an annex becomes a draft, a release becomes a file."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from opendti import parse_framework
from opendti.annex import Draft, Naming, export_framework, read_annex
from opendti.errors import Fault, FaultsError, UsageError
from opendti.framework.schema import framework_schema
from opendti_site.frameworks.bridge.drafts import read_draft, read_untrusted_draft
from opendti_site.frameworks.bridge.writing import write_draft
from opendti_site.frameworks.drafting.faults import fault_words
from opendti_site.frameworks.drafting.starting import renamed

TEXTS = (".yaml", ".yml", ".json")
KINDS = {
    "yaml": "application/yaml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""What a release can be downloaded as."""


class FileRefusedError(Exception):
    """A file that no draft can be made of; the text says why, a line a fault."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What was read of a file: the draft's text and what a person must look at."""

    text: str
    origin: str
    notices: list[dict[str, Any]] = field(default_factory=list)


def draft_from_file(
    name: str,
    raw: bytes,
    *,
    code: str = "",
    version: str = "",
    title_vi: str = "",
    part: int = 0,
) -> ParsedFile:
    """Make a draft's text of an uploaded file; `part` says which annex, from 1."""
    if name.lower().endswith(TEXTS):
        return _from_text(name, raw, code, version, title_vi)
    naming = Naming(code, version, title_vi, name)
    try:
        draft = read_annex(raw, naming, part=part)
        # Written again by the editor's own writer, so that the first save changes nothing but the
        # edit.
        text = write_draft(read_draft(draft.text))
    except (FaultsError, UsageError) as error:
        raise FileRefusedError(_reasons(error)) from None
    return ParsedFile(text, "annex", _notices(draft))


def _from_text(
    name: str, raw: bytes, code: str, version: str, title: str
) -> ParsedFile:
    document = _untrusted_draft(raw, name)
    return ParsedFile(
        write_draft(renamed(document, code=code, version=version, title=title)), "file"
    )


def read_typed(text: str, name: str = "") -> dict[str, Any]:
    """Read a file's text as a draft, or say why it is none."""
    return _untrusted_draft(text.encode(), name)


def why_unreadable(text: str) -> str:
    """Return why the text of a draft could not be read again; empty where it can."""
    try:
        read_draft(text)
    except FaultsError as error:
        return _reasons(error)
    return ""


def _untrusted_draft(raw: bytes, name: str) -> dict[str, Any]:
    try:
        return read_untrusted_draft(raw, name)[1]
    except FaultsError as error:
        raise FileRefusedError(_reasons(error)) from None


def _reasons(error: FaultsError | UsageError) -> str:
    """Return one line a fault: where in the file, and what is wrong."""
    faults = error.faults if isinstance(error, FaultsError) else (error.fault,)
    return "\n".join(_position(fault) + fault_words(fault) for fault in faults)


def _position(fault: Fault) -> str:
    if fault.row and fault.column:
        position = {"row": fault.row, "column": fault.column}
        return _("Dòng %(row)d, cột %(column)s: ") % position
    return _("Dòng %(line)d: ") % {"line": fault.line} if fault.line else ""


def _notices(draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "level": notice.level,
            "row": notice.row,
            "field": notice.field,
            "vi": notice.message.vi,
            "en": notice.message.en or "",
            "code": notice.code,
        }
        for notice in draft.notices
    ]


def exported(text: str, kind: str, created: dt.datetime | None = None) -> bytes:
    """Return a release's file of a kind, dated by its properties where the kind has any."""
    return export_framework(parse_framework(text), kind, created)


def schema_text() -> str:
    """Return the JSON Schema of the format, for other editors."""
    return json.dumps(framework_schema(), ensure_ascii=False, indent=2)
