"""Two editors' versions of one part, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opendti_site.frameworks.drafting.fields import Label, Section
from opendti_site.frameworks.drafting.tree import Data


@dataclass(frozen=True, slots=True)
class Both:
    """A field where the two differ."""

    label: Label
    mine: str
    theirs: str


def differing_fields(
    sections: tuple[Section, ...], mine: Data, theirs: Data
) -> list[Both]:
    """Return the fields that differ, both values as text."""
    return [
        Both(
            field.label,
            value_in_words(mine.get(field.key)),
            value_in_words(theirs.get(field.key)),
        )
        for section in sections
        for field in section.fields
        if mine.get(field.key) != theirs.get(field.key)
    ]


def value_in_words(value: Any) -> str:
    """Write a value of the file for reading."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        if value.keys() <= {"vi", "en"}:
            return " / ".join(str(one) for one in value.values())
        return "; ".join(
            f"{key}: {value_in_words(part)}" for key, part in value.items()
        )
    if isinstance(value, list):
        return " · ".join(value_in_words(one) for one in value)
    return str(value)
