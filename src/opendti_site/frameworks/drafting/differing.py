"""Compares two editors' versions of one part, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opendti.numeric.text import NO_VALUE
from opendti_site.frameworks.drafting.fields import FormSection, Label
from opendti_site.frameworks.drafting.tree import Data


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field in which two versions differ."""

    label: Label
    mine: str
    theirs: str


def differing_fields(
    sections: tuple[FormSection, ...], mine: Data, theirs: Data
) -> list[FieldDifference]:
    """Return the fields that differ, both values as text."""
    return [
        FieldDifference(
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
        return NO_VALUE
    if isinstance(value, dict):
        if value.keys() <= {"vi", "en"}:
            return " / ".join(str(part) for part in value.values())
        return "; ".join(
            f"{key}: {value_in_words(part)}" for key, part in value.items()
        )
    if isinstance(value, list):
        return " · ".join(value_in_words(part) for part in value)
    return str(value)
