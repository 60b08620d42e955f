"""Binds the fields of a form to the data of a draft, each with its faults, for a template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from opendti.numeric.text import NO_VALUE
from opendti_site.frameworks.drafting.bound import (
    BoundField,
    BoundRow,
    BoundSection,
    FormContext,
)
from opendti_site.frameworks.drafting.bridge import (
    KINDS,
    fields_of_kind,
    kinds_to_choose,
)
from opendti_site.frameworks.drafting.fields import Field, FormSection
from opendti_site.frameworks.drafting.numbers import shown_number
from opendti_site.frameworks.drafting.tree import Data
from opendti_site.frameworks.drafting.values import (
    is_yes,
    pair_of,
    plain_text,
    rows_of,
    rows_of_mapping,
    vietnamese,
)

Parts = dict[str, Any]
"""What a kind of field has beside its name and its description."""
Binder = Callable[[Field, Any, str, FormContext], Parts]


def bind_sections(
    sections: tuple[FormSection, ...], data: Data, context: FormContext
) -> tuple[BoundSection, ...]:
    """Bind the sections of a form to data."""
    return tuple(_section(section, data, context) for section in sections)


def _section(section: FormSection, data: Data, context: FormContext) -> BoundSection:
    fields = tuple(
        bind_field(field, data.get(field.key), field.key, context)
        for field in section.fields
    )
    has_values = any(
        data.get(field.key) not in (None, "", [], {}) for field in section.fields
    )
    names = tuple(field.key for field in section.fields)
    has_faults = any(path.split(".")[0] in names for path in context.faults)
    is_open = not section.folds or has_values or has_faults
    return BoundSection(section.title, fields, section.folds, is_open, section.note)


def bind_field(
    field_: Field, value: Any, name: str, context: FormContext
) -> BoundField:
    """Bind one field, by its kind; one of several parts has the faults of none of them."""
    bind = _BINDERS.get(field_.kind, _line)
    parts = bind(field_, value, name, context)
    if "faults" not in parts:
        below = field_.kind not in {"sequence", "group", "table"}
        parts["faults"] = context.faults_at(name, below=below)
    return BoundField(name, field_, **parts)


def _line(field_: Field, value: Any, _name: str, _context: FormContext) -> Parts:
    text = plain_text(value)
    is_number = field_.kind in {"number", "quantity"}
    return {"value": shown_number(text) if is_number else text}


def _words(_field: Field, value: Any, _name: str, _context: FormContext) -> Parts:
    texts = value if isinstance(value, dict) else {"vi": value}
    return {language: plain_text(texts.get(language)) for language in ("vi", "en")}


def _codes(_field: Field, value: Any, _name: str, _context: FormContext) -> Parts:
    return {"value": ", ".join(_texts(value))}


def _texts(value: Any) -> list[str]:
    return [plain_text(code) for code in value] if isinstance(value, list) else []


def _choice(field_: Field, value: Any, _name: str, context: FormContext) -> Parts:
    chosen = plain_text(value) or field_.default
    choices = context.names(field_.names) if field_.names else field_.choices
    # A draft may say what no list has; it is shown as it is, with its fault, and not silently
    # replaced.
    if chosen not in {code for code, _label in choices}:
        choices = (*choices, (chosen, chosen))
    return {"value": chosen, "choices": choices}


def _flag(_field: Field, value: Any, _name: str, _context: FormContext) -> Parts:
    return {"is_on": is_yes(value)}


def _points(field_: Field, value: Any, name: str, context: FormContext) -> Parts:
    blocks = {
        plain_text(block.get("code")): vietnamese(block.get("title"))
        for block in rows_of(context.document.get("blocks"))
    }
    each = value if isinstance(value, dict) else {}
    every = "" if isinstance(value, dict) else plain_text(value)
    blocks = {**blocks, **{code: code for code in each if code not in blocks}}
    general = _("Mọi khối") if blocks else field_.label
    columns = [
        Field(code, title, "number")
        for code, title in {"@all": general, **blocks}.items()
    ]
    cells = _cells(tuple(columns), {"@all": every, **each}, name, context)
    faults = context.faults_at(name)
    if every or len(cells) == 1:
        cells, faults = (replace(cells[0], faults=faults), *cells[1:]), ()
    return {"cells": cells, "faults": faults}


def _range(field_: Field, value: Any, name: str, context: FormContext) -> Parts:
    defaults = (*field_.default.split(), "", "")
    ends = (("low", _("từ"), defaults[0]), ("high", _("đến"), defaults[1]))
    columns = tuple(
        Field(key, f"{field_.label}: {label}", "number", default=default)
        for key, label, default in ends
    )
    return {"cells": _cells(columns, pair_of(value), name, context)}


def _sequence(field_: Field, value: Any, name: str, context: FormContext) -> Parts:
    """Bind a list of codes as that many choices."""
    codes = _texts(value)
    if value == []:
        codes = [code for code, _label in field_.choices if code.startswith("@")]
    codes += [""] * (field_.min_rows - len(codes))
    later = tuple((code, label if code else NO_VALUE) for code, label in field_.choices)
    columns = tuple(
        Field(
            str(index),
            f"{field_.label} {index + 1}",
            "choice",
            later if index else field_.choices,
        )
        for index in range(len(codes))
    )
    values = {str(index): code for index, code in enumerate(codes)}
    return {"cells": _cells(columns, values, name, context)}


def _group(field_: Field, value: Any, name: str, context: FormContext) -> Parts:
    values = value if isinstance(value, dict) else {}
    if value is not None or not field_.switch:
        values = _defaults(field_.columns) | values
    cells = _cells(field_.columns, values, name, context)
    return {"is_on": value is not None, "cells": cells}


def _defaults(columns: tuple[Field, ...]) -> Data:
    """Return the default sequences of a part that does not give them."""
    return {
        column.key: column.default.split()
        for column in columns
        if column.kind == "sequence" and column.default
    }


def _table(field_: Field, value: Any, name: str, context: FormContext) -> Parts:
    found = rows_of_mapping(value, field_) if field_.keyed else rows_of(value)
    found = found + [{} for _missing in range(field_.min_rows - len(found))]
    rows = tuple(
        _row(field_, row, f"{name}.{index}", index, context)
        for index, row in enumerate(found)
    )
    return {"rows": rows}


def _row(
    field_: Field, row: Data, name: str, index: int, context: FormContext
) -> BoundRow:
    if field_.keyed:
        # Faults of a mapping are named by its keys.
        key = f"{name.rsplit('.', 1)[0]}.{row.get('@key', '')}"
        for path in [
            path for path in context.faults if f"{path}.".startswith(f"{key}.")
        ]:
            context.faults.setdefault(name, []).extend(context.faults.pop(path))
    return BoundRow(
        name,
        index + 1,
        str(row.get("@", index if row else "")),
        _cells(field_.columns, row, name, context),
        context.faults_at(name),
    )


def _rule(_field: Field, value: Any, name: str, context: FormContext) -> Parts:
    values = value if isinstance(value, dict) else {}
    kind = plain_text(values.get("kind"))
    choices = kinds_to_choose(inside="." in name)
    if kind not in {code for code, _label in choices}:
        label = KINDS[kind][0] if kind in KINDS else (kind or _("– chọn cách tính –"))
        choices = ((kind, label), *choices)
    cells = _cells(fields_of_kind(kind), values, name, context)
    faults = (*context.faults_at(name), *context.faults_at(f"{name}.kind"))
    return {"value": kind, "choices": choices, "cells": cells, "faults": faults}


def _cells(
    fields: tuple[Field, ...], values: Data, name: str, context: FormContext
) -> tuple[BoundField, ...]:
    return tuple(
        bind_field(field, values.get(field.key), f"{name}.{field.key}", context)
        for field in fields
    )


_BINDERS: dict[str, Binder] = {
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
