"""Plain data and a form's description to what a template draws, faults in place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from opendti_site.frameworks.drafting.drawn import Drawn, DrawnSection, Row, Setting
from opendti_site.frameworks.drafting.fields import Field, Section
from opendti_site.frameworks.drafting.numbers import shown_number
from opendti_site.frameworks.drafting.rule_fields import (
    KINDS,
    fields_of_kind,
    kinds_to_choose,
)
from opendti_site.frameworks.drafting.tree import Data
from opendti_site.frameworks.drafting.values import (
    YES,
    pair_of,
    plain_text,
    rows_of,
    rows_of_mapping,
    vietnamese,
)


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
    return Drawn(
        name, "points", field_.label, field_.help, cells=tuple(cells), faults=faults
    )


def _range(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    usual = (*field_.default.split(), "", "")
    ends = (("low", _("từ"), usual[0]), ("high", _("đến"), usual[1]))
    held = pair_of(value)
    cells = tuple(
        _plain(
            Field(key, f"{field_.label}: {label}", "number", default=default),
            held.get(key),
            f"{name}.{key}",
            setting,
        )
        for key, label, default in ends
    )
    return Drawn(
        name,
        "range",
        field_.label,
        field_.help,
        cells=cells,
        faults=setting.faults_at(name, below=True),
    )


def _sequence(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    """Draw a list of names as that many choices, one after the other."""
    held = [plain_text(one) for one in value] if isinstance(value, list) else []
    if value == []:
        held = [code for code, _label in field_.choices if code.startswith("@")]
    held += [""] * (field_.least - len(held))
    later = tuple((code, label if code else "–") for code, label in field_.choices)
    cells = tuple(
        _choice(
            Field(
                str(index),
                f"{field_.label} {index + 1}",
                choices=later if index else field_.choices,
            ),
            one,
            f"{name}.{index}",
            setting,
        )
        for index, one in enumerate(held)
    )
    return Drawn(
        name,
        "sequence",
        field_.label,
        field_.help,
        cells=cells,
        faults=setting.faults_at(name),
    )


def _group(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    held = value if isinstance(value, dict) else {}
    if value is not None or not field_.switch:
        held = _usual(field_.columns) | held
    return Drawn(
        name,
        "group",
        field_.label,
        field_.help,
        is_on=value is not None,
        switch=field_.switch,
        cells=_cells(field_.columns, held, name, setting),
        faults=setting.faults_at(name),
    )


def _usual(columns: tuple[Field, ...]) -> Data:
    """Return the sequences that hold where a part is there and says nothing of them."""
    return {
        one.key: one.default.split()
        for one in columns
        if one.kind == "sequence" and one.default
    }


def _table(field_: Field, value: Any, name: str, setting: Setting) -> Drawn:
    held = rows_of_mapping(value, field_) if field_.keyed else rows_of(value)
    held = held + [{} for _missing in range(field_.least - len(held))]
    rows = tuple(
        _row(field_, row, f"{name}.{index}", index, setting)
        for index, row in enumerate(held)
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


def _row(field_: Field, row: Data, name: str, index: int, setting: Setting) -> Row:
    if field_.keyed:
        # Faults of a mapping are named by its keys.
        key = f"{name.rsplit('.', 1)[0]}.{row.get('@key', '')}"
        for one in [one for one in setting.faults if f"{one}.".startswith(f"{key}.")]:
            setting.faults.setdefault(name, []).extend(setting.faults.pop(one))
    return Row(
        name,
        index + 1,
        str(row.get("@", index if row else "")),
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
    "range": _range,
    "sequence": _sequence,
    "group": _group,
    "table": _table,
    "rule": _rule,
}
