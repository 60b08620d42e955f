"""Parts of two versions as texts, to compare and to show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from opendti.definitions import Text
from opendti.framework.model import (
    Node,
)
from opendti.numeric.text import format_number


def entries_by_key(value: object) -> Mapping[str, Any]:
    """Return the parts of a collection by their code, anything else under one key."""
    if isinstance(value, dict):
        return value
    if isinstance(value, tuple):
        codes = [code_of(part) or str(number) for number, part in enumerate(value, 1)]
        return dict(zip(codes, value, strict=True))
    return {"": value}


def code_of(part: object) -> str | None:
    """Return what a part of a collection is known by: its code, or its document's number."""
    return getattr(part, "code", None) or getattr(part, "document", None)


def text_of(value: object) -> Text | None:
    """Return a value in both languages; what has no words is written as data."""
    if value is None or value in ((), {}):
        return None
    if isinstance(value, Text):
        return value
    if isinstance(value, float):
        vi, en = (
            format_number(value, 6, language, trim=True) for language in ("vi", "en")
        )
        return Text(vi=vi, en=en)
    text = value if isinstance(value, str) else data_of(value)
    return Text(vi=text, en=text)


def data_of(value: object) -> str:
    """Return a value as JSON, its models without what they leave at the default."""

    def plain(part: object) -> object:
        if isinstance(part, BaseModel):
            return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return str(part)

    return json.dumps(value, ensure_ascii=False, default=plain)


def evidence_text(node: Node) -> Text | None:
    """Return what evidence a node asks for, None where it asks for none."""
    if node.evidence is None:
        return None
    text = node.evidence.text
    if node.evidence.required:
        return text
    english = f"{text.in_language('en')} (not required)"
    return Text(vi=f"{text.vi} (không bắt buộc)", en=english)
