"""Descriptions of form fields, one for each key of the file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise

Label = str | Promise
Kind = Literal[
    "line",
    "words",
    "number",
    "quantity",
    "formula",
    "codes",
    "choice",
    "flag",
    "points",
    "range",
    "sequence",
    "group",
    "table",
    "rule",
]
Choices = tuple[tuple[str, Label], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """
    One key of the format.

    `columns` are the keys of a group or of each row of a table. A `keyed` table is a
    mapping in the file, its first column the key; with a second column `@value` the
    mapping holds bare values. `names` says from which list of the framework a choice
    takes its options; `min_rows` is how many rows a table shows at once, empty or not, and
    how many entries a sequence has. A group with a `switch` is there or not by that box,
    whatever else it says.
    """

    key: str
    label: Label
    kind: Kind = "line"
    choices: Choices = ()
    names: str = ""
    default: str = ""
    help: Label = ""
    columns: tuple[Field, ...] = ()
    keyed: bool = False
    cards: bool = False
    add: Label = ""
    min_rows: int = 0
    switch: Label = ""


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields under one heading; with `folds`, closed while all are empty."""

    title: Label
    fields: tuple[Field, ...]
    folds: bool = False
    note: Label = ""


def section(
    among: Mapping[str, Field],
    title: Label,
    keys: str,
    *,
    folds: bool = False,
    note: Label = "",
) -> FormSection:
    """Return a section with the fields of some keys, separated by spaces."""
    fields = tuple(among[key] for key in keys.split())
    return FormSection(title, fields, folds, note)


@dataclass(frozen=True, slots=True)
class KeyLabel:
    """
    The words of a key.

    `choices` are the words of its values, `blank` those of having none, `extra` a choice
    that is no value; `names` says from which list of the framework a choice takes its
    options. `entry_key` and `entry_value` label the columns of a mapping, `add` its button and that
    of a list, `keys` are the only keys of its entries that are shown, and with `cards`
    an entry is more than a line. A part with a `switch` is there or not.
    """

    title: Label
    help: Label = ""
    choices: Mapping[str, Label] = field(default_factory=dict)
    blank: Label | None = None
    extra: Mapping[str, Label] = field(default_factory=dict)
    names: str = ""
    entry_key: KeyLabel | None = None
    entry_value: KeyLabel | None = None
    add: Label = ""
    keys: tuple[str, ...] = ()
    cards: bool = False
    switch: Label = ""
    rows: int = 0
    is_formula: bool = False


KeyLabels = dict[str, KeyLabel]
