"""Values of a draft's plain data, which may be of any shape, as forms take them."""

from __future__ import annotations

from typing import Any

from opendti.errors import UnreadableError
from opendti.numeric.text import parse_truth
from opendti_site.frameworks.drafting.fields import Field
from opendti_site.frameworks.drafting.tree import Data


def plain_text(value: Any) -> str:
    """Return a scalar as text; nothing, or what is no scalar, is empty."""
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def is_yes(value: Any) -> bool:
    """Return whether a scalar is a yes; what cannot be read is none."""
    try:
        return parse_truth(plain_text(value))
    except UnreadableError:
        return False


def vietnamese(text: Any) -> str:
    """Return the Vietnamese of a text of the file."""
    texts = text if isinstance(text, dict) else {"vi": text}
    return plain_text(texts.get("vi"))


def rows_of(value: Any) -> list[Data]:
    """Return the rows of a list; what is no mapping is no row."""
    rows = value if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, dict)]


def rows_of_mapping(value: Any, field_: Field) -> list[Data]:
    """Return a mapping as rows with their key, and with their value where it is bare."""
    mapping = value if isinstance(value, dict) else {}
    is_bare = any(column.key == "@value" for column in field_.columns)
    return [
        {"@key": key, **part}
        if isinstance(part, dict) and not is_bare
        else {"@key": key, "@value": part}
        for key, part in mapping.items()
    ]


def pair_of(value: Any) -> Data:
    """Return a range of a file, written as a pair or as a mapping, as a mapping."""
    if isinstance(value, list):
        return dict(zip(("low", "high"), value, strict=False))
    return value if isinstance(value, dict) else {}
