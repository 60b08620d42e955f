"""Reads a posted form into plain data; keys that the form does not show are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from opendti_site.frameworks.drafting.bridge import fields_of_kind
from opendti_site.frameworks.drafting.fields import Field, FormSection
from opendti_site.frameworks.drafting.numbers import stored_number
from opendti_site.frameworks.drafting.tree import Data
from opendti_site.frameworks.drafting.values import is_yes, rows_of, rows_of_mapping

MAX_ROWS = 400
MAX_SEQUENCE = 8
"""Entries of a sequence that are read: a file may have more than its form shows."""
Reader = Callable[[Field, "PostedForm", str, Any], Any]


@dataclass(frozen=True, slots=True)
class PostedForm:
    """The values of a posted form, and a button's action on a row: `add:items`, `drop:items.2`."""

    values: Mapping[str, str]
    act: str = ""

    def text(self, name: str) -> str:
        """Return one value, without the line ends of browsers."""
        return (self.values.get(name) or "").replace("\r\n", "\n").strip()

    def rows(self, name: str) -> list[int]:
        """Return the numbers of a table's rows."""
        start = f"{name}."
        found = {
            key[len(start) :].split(".")[0]
            for key in self.values
            if key.startswith(start)
        }
        numbers = sorted(int(number) for number in found if number.isdecimal())
        return numbers[:MAX_ROWS]


def read_sections(
    sections: tuple[FormSection, ...], posted: PostedForm, before: Data
) -> Data:
    """Return a part of the document with what its form says."""
    fields = tuple(field for section in sections for field in section.fields)
    return _read_all(fields, posted, "", before)


def _read_all(
    fields: tuple[Field, ...], posted: PostedForm, start: str, before: Data
) -> Data:
    # What the form does not show stays: a file may hold keys of a newer version.
    data = deepcopy(before)
    for field in fields:
        value = read_field(field, posted, f"{start}{field.key}", before.get(field.key))
        keeps_empty = field.kind == "sequence" or bool(field.switch)
        if value in (None, "") or (value in ({}, []) and not keeps_empty):
            data.pop(field.key, None)
        else:
            data[field.key] = value
    return data


def read_field(field: Field, posted: PostedForm, name: str, before: Any) -> Any:
    """Read one field, by its kind; None where it is empty."""
    read: Reader = _READERS.get(field.kind, _plain)
    return read(field, posted, name, before)


def _plain(field: Field, posted: PostedForm, name: str, _before: Any) -> str | None:
    text = posted.text(name)
    if field.kind in {"number", "quantity"}:
        text = stored_number(text)
    return text or None


def _words(_field: Field, posted: PostedForm, name: str, before: Any) -> Data | None:
    # Other languages of the file stay as they are: the form shows two.
    texts = {key: posted.text(f"{name}.{key}") for key in ("vi", "en")}
    other = {
        key: value
        for key, value in (before.items() if isinstance(before, dict) else ())
        if key not in texts
    }
    found = {key: text for key, text in texts.items() if text} | other
    return found or None


def _codes(_field: Field, posted: PostedForm, name: str, _before: Any) -> list[str]:
    return posted.text(name).replace(",", " ").replace(";", " ").split()


def _choice(field: Field, posted: PostedForm, name: str, _before: Any) -> str | None:
    text = posted.text(name)
    return None if text == field.default else text


def _flag(_field: Field, posted: PostedForm, name: str, _before: Any) -> str | None:
    return "true" if is_yes(posted.text(name)) else None


def _points(_field: Field, posted: PostedForm, name: str, _before: Any) -> Any:
    start = f"{name}."
    each = {
        key[len(start) :]: stored_number(posted.text(key))
        for key in posted.values
        if key.startswith(start) and posted.text(key)
    }
    every = each.pop("@all", None)
    return each or every


def _range(_field: Field, posted: PostedForm, name: str, _before: Any) -> Any:
    """Read two ends as a pair; a single end becomes a mapping, so that the other has its default."""
    ends = {
        key: stored_number(text)
        for key in ("low", "high")
        if (text := posted.text(f"{name}.{key}"))
    }
    return list(ends.values()) if len(ends) == len(("low", "high")) else ends


def _sequence(field: Field, posted: PostedForm, name: str, _before: Any) -> Any:
    indexes = range(max(field.min_rows, MAX_SEQUENCE))
    found = [text for index in indexes if (text := posted.text(f"{name}.{index}"))]
    # The one choice that is no code: none of them, which a file says by an empty list.
    if any(text.startswith("@") for text in found):
        return []
    return None if not found or found == field.default.split() else found


def _group(field: Field, posted: PostedForm, name: str, before: Any) -> Any:
    values = before if isinstance(before, dict) else {}
    found = _read_all(field.columns, posted, f"{name}.", values)
    if not field.switch:
        return found
    is_on = posted.text(f"{name}.@on") == "1"
    # A box is forgotten easily: what is typed into a part that was not there counts.
    return found if is_on or (before is None and found) else None


def _table(field: Field, posted: PostedForm, name: str, before: Any) -> Any:
    known = rows_of_mapping(before, field) if field.keyed else rows_of(before)
    numbers = posted.rows(name)
    found = [_row(field, posted, f"{name}.{number}", known) for number in numbers]
    rows = _apply_row_act(posted.act, name, dict(zip(numbers, found, strict=True)))
    return _mapping(rows) if field.keyed else rows


def _row(field: Field, posted: PostedForm, name: str, known: list[Data]) -> Data:
    origin = posted.text(f"{name}.@")
    is_known = origin.isdecimal() and int(origin) < len(known)
    before = known[int(origin)] if is_known else {}
    row = _read_all(field.columns, posted, f"{name}.", before)
    return row | {"@": origin} if row else {}


def _apply_row_act(act: str, name: str, rows: dict[int, Data]) -> list[Data]:
    """Apply a button's action to the rows, empty rows removed."""
    verb, _colon, target = act.partition(":")
    kept = {number: row for number, row in rows.items() if row}
    table, _dot, last = target.rpartition(".")
    if table == name and last.isdecimal() and int(last) in kept:
        number = int(last)
        if verb == "drop":
            del kept[number]
        elif verb == "up":
            return _moved_up(kept, number)
    found = list(kept.values())
    return [*found, {"@": ""}] if act == f"add:{name}" else found


def _moved_up(rows: dict[int, Data], number: int) -> list[Data]:
    order = list(rows)
    index = order.index(number)
    if index:
        order[index - 1], order[index] = order[index], order[index - 1]
    return [rows[number] for number in order]


def _mapping(rows: list[Data]) -> Data:
    found: Data = {}
    for row in rows:
        part = {key: value for key, value in row.items() if key != "@key"}
        key = row.get("@key", "")
        # Two rows of one key would be one entry of the mapping, and the other's text lost; the
        # fault beside it tells.
        while key in found:
            key += "_2"
        found[key] = part.get("@value", "") if _is_bare(part) else part
    return found


def _is_bare(part: Data) -> bool:
    return "@value" in part or not part.keys() - {"@"}


def _rule(_field: Field, posted: PostedForm, name: str, before: Any) -> Data | None:
    shown, kind = posted.text(f"{name}.@kind"), posted.text(f"{name}.kind")
    values = before if isinstance(before, dict) and before.get("kind") == shown else {}
    rule = _read_all(fields_of_kind(shown), posted, f"{name}.", values)
    # Another kind was chosen: the form still has the fields of the old one, of which some keys
    # fit both.
    if kind != shown:
        keys = {field.key for field in fields_of_kind(kind)}
        rule = {key: value for key, value in rule.items() if key in keys}
    if not kind:
        return None
    return {"kind": kind} | {key: value for key, value in rule.items() if key != "kind"}


_READERS: dict[str, Reader] = {
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


def cleaned(value: Any) -> Any:
    """Return a value as it is saved: without the marks of rows and without empty rows."""
    if isinstance(value, dict):
        parts = {key: cleaned(part) for key, part in value.items() if key != "@"}
        # A part that was empty from the start has a meaning: `treat: []`, `composite: {}`.
        return {
            key: part
            for key, part in parts.items()
            if part not in ({}, []) or value[key] in ({}, [])
        }
    if isinstance(value, list):
        return [part for part in map(cleaned, value) if part not in ({}, [], None)]
    return value
