"""Plain data and a form's description to what a template draws, faults in place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from opendti_site.frameworks.drafting.fields import Choices, Field, Label, Section
from opendti_site.frameworks.drafting.numbers import shown_number
from opendti_site.frameworks.drafting.rule_fields import (
    KINDS,
    fields_of_kind,
    kinds_to_choose,
)
from opendti_site.frameworks.drafting.tree import Data

YES = frozenset({"true", "1", "yes", "on", "y", "t"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the place it had in the file when it was opened."""

    name: str
    number: int
    origin: str
    cells: tuple[Drawn, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field as it stands in the page."""

    name: str
    kind: str
    label: Label
    help: Label = ""
    value: str = ""
    vi: str = ""
    en: str = ""
    is_on: bool = False
    placeholder: str = ""
    choices: Choices = ()
    cells: tuple[Drawn, ...] = ()
    rows: tuple[Row, ...] = ()
    columns: tuple[Field, ...] = ()
    cards: bool = False
    add: Label = ""
    faults: tuple[str, ...] = ()

    @property
    def dom_id(self) -> str:
        """Return the field's id in the page."""
        return "f-" + self.name.replace(".", "-").replace("@", "")


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """A heading with its fields."""

    title: Label
    fields: tuple[Drawn, ...]
    folds: bool
    is_open: bool
    note: Label


@dataclass(slots=True)
class Setting:
    """What drawing asks of the framework around: names to choose from, faults by name."""

    document: Data
    faults: dict[str, list[str]] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)

    def faults_at(self, name: str, *, below: bool = False) -> tuple[str, ...]:
        """Take the faults of a field, and where asked of everything inside it."""
        found = [
            one
            for one in self.faults
            if one == name or (below and one.startswith(f"{name}."))
        ]
        self.placed.update(found)
        return tuple(words for one in found for words in self.faults[one])

    def left_over(self) -> list[tuple[str, str]]:
        """Return the faults that no field has shown."""
        return [
            (name, words)
            for name, told in self.faults.items()
            if name not in self.placed
            for words in told
        ]

    def names(self, of: str) -> Choices:
        """Return what a choice may name: levels, blocks, sources of the framework."""
        held = self.document.get(of)
        if isinstance(held, dict):
            found = [(key, key) for key in held]
        else:
            found = [
                (str(one.get("code", "")), vietnamese(one.get("title")))
                for one in rows_of(held)
            ]
        none: Choices = (("", _("– không ghi –")),)
        return (*none, *((code, f"{title or code}") for code, title in found))


def draw_sections(
    sections: tuple[Section, ...], data: Data, setting: Setting
) -> tuple[DrawnSection, ...]:
    """Draw a form."""
    return tuple(_section(one, data, setting) for one in sections)


def _section(section: Section, data: Data, setting: Setting) -> DrawnSection:
    fields = tuple(
        draw_field(one, data.get(one.key), one.key, setting) for one in section.fields
    )
    said = any(data.get(one.key) not in (None, "", [], {}) for one in section.fields)
    names = tuple(one.key for one in section.fields)
    faulty = any(one.split(".")[0] in names for one in setting.faults)
    is_open = not section.folds or said or faulty
    return DrawnSection(section.title, fields, section.folds, is_open, section.note)


def draw_field(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    """Draw one field, by its kind."""
    draw = _DRAWERS.get(field_.kind, _plain)
    return draw(field_, value, name, setting)


def _plain(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    text = plain_text(value)
    if field_.kind in {"number", "quantity"}:
        text = shown_number(text)
    return Drawn(
        name,
        field_.kind,
        field_.label,
        field_.help,
        value=text,
        placeholder=field_.default,
        faults=setting.faults_at(name, below=True),
    )


def _words(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    held = value if isinstance(value, dict) else {"vi": plain_text(value)}
    return Drawn(
        name,
        "words",
        field_.label,
        field_.help,
        vi=plain_text(held.get("vi")),
        en=plain_text(held.get("en")),
        faults=setting.faults_at(name, below=True),
    )


def _codes(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    codes = [plain_text(one) for one in value] if isinstance(value, list) else []
    return Drawn(
        name,
        "codes",
        field_.label,
        field_.help,
        value=", ".join(codes),
        placeholder=field_.default,
        faults=setting.faults_at(name, below=True),
    )


def _choice(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    chosen = plain_text(value) or field_.default
    choices = setting.names(field_.names) if field_.names else field_.choices
    if chosen not in {code for code, _label in choices}:
        choices = (*choices, (chosen, chosen))
    return Drawn(
        name,
        "choice",
        field_.label,
        field_.help,
        value=chosen,
        choices=choices,
        faults=setting.faults_at(name, below=True),
    )


def _flag(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    return Drawn(
        name,
        "flag",
        field_.label,
        field_.help,
        is_on=plain_text(value).lower() in YES,
        faults=setting.faults_at(name, below=True),
    )


def _points(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    blocks = {
        plain_text(one.get("code")): vietnamese(one.get("title"))
        for one in rows_of(setting.document.get("blocks"))
    }
    each = value if isinstance(value, dict) else {}
    every = "" if isinstance(value, dict) else plain_text(value)
    blocks = {**blocks, **{code: code for code in each if code not in blocks}}
    general = Field("@all", _("Mọi khối") if blocks else field_.label, "number")
    cells = [
        _plain(general, every, f"{name}.@all", setting),
        *(
            _plain(
                Field(code, title, "number"), each.get(code), f"{name}.{code}", setting
            )
            for code, title in blocks.items()
        ),
    ]
    faults = setting.faults_at(name)
    if every or len(cells) == 1:
        cells[0], faults = replace(cells[0], faults=faults), ()
    return Drawn(name, "points", field_.label, cells=tuple(cells), faults=faults)


def _group(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    held = value if isinstance(value, dict) else {}
    return Drawn(
        name,
        "group",
        field_.label,
        field_.help,
        cells=_cells(field_.columns, held, name, setting),
        faults=setting.faults_at(name),
    )


def _table(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    held = rows_of_mapping(value) if field_.keyed else rows_of(value)
    held = held + [{} for _missing in range(field_.least - len(held))]
    rows = tuple(
        _row(field_, row, f"{name}.{place}", place, setting)
        for place, row in enumerate(held)
    )
    return Drawn(
        name,
        "table",
        field_.label,
        field_.help,
        rows=rows,
        columns=field_.columns,
        cards=field_.cards,
        add=field_.add,
        faults=setting.faults_at(name),
    )


def _row(field_: Field, row: Data, name: str, place: int, setting: Setting) -> Row:
    if field_.keyed:
        # Faults of a mapping are named by its keys.
        key = f"{name.rsplit('.', 1)[0]}.{row.get('@key', '')}"
        for one in [one for one in setting.faults if f"{one}.".startswith(f"{key}.")]:
            setting.faults.setdefault(name, []).extend(setting.faults.pop(one))
    return Row(
        name,
        place + 1,
        str(row.get("@", place if row else "")),
        _cells(field_.columns, row, name, setting),
        setting.faults_at(name),
    )


def _rule(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    held = value if isinstance(value, dict) else {}
    kind = plain_text(held.get("kind"))
    choices = kinds_to_choose(inside="." in name)
    if kind not in {code for code, _label in choices}:
        label = KINDS[kind][0] if kind in KINDS else (kind or _("– chọn cách tính –"))
        choices = ((kind, label), *choices)
    return Drawn(
        name,
        "rule",
        field_.label,
        value=kind,
        choices=choices,
        cells=_cells(fields_of_kind(kind), held, name, setting),
        faults=(*setting.faults_at(name), *setting.faults_at(f"{name}.kind")),
    )


def _cells(
    fields: tuple[Field, ...], held: Data, name: str, setting: Setting
) -> tuple[Drawn, ...]:
    return tuple(
        draw_field(one, held.get(one.key), f"{name}.{one.key}", setting)
        for one in fields
    )


_DRAWERS = {
    "words": _words,
    "codes": _codes,
    "choice": _choice,
    "flag": _flag,
    "points": _points,
    "group": _group,
    "table": _table,
    "rule": _rule,
}


def plain_text(value: Any) -> str:
    """Return a scalar as text; nothing, or what is no scalar, is empty."""
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def vietnamese(text: Any) -> str:
    """Return the Vietnamese of a text of the file."""
    held = text if isinstance(text, dict) else {"vi": text}
    return plain_text(held.get("vi"))


def rows_of(value: Any) -> list[Data]:
    """Return the rows of a list; what is no mapping is no row."""
    held = value if isinstance(value, list) else []
    return [one for one in held if isinstance(one, dict)]


def rows_of_mapping(value: Any) -> list[Data]:
    """Return a mapping as rows with their key."""
    held = value if isinstance(value, dict) else {}
    return [
        {"@key": key, **part}
        if isinstance(part, dict)
        else {"@key": key, "@value": part}
        for key, part in held.items()
    ]
