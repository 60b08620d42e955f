"""
What the fields of a posted form are called on its page.

The labels of Django forms are found by the field's name, first among the forms of the
capability that the address belongs to. Fields that a page draws by itself are named by
`register_field_words`; a name such as `v:1.1.a` is the registered `v` and what follows.
A capability whose names are made from data gives a function by `register_field_namer`.
A field without words is one that a page hides, and no person has typed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.forms import BooleanField, ChoiceField, Field
from django.forms.forms import BaseForm
from django.forms.models import BaseModelForm, ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext as _

from opendti_site.ui.translatable import StrOrPromise

SEPARATORS = (":", "-", ".")
_words: dict[str, StrOrPromise] = {}
_namers: dict[str, Callable[[str], str]] = {}


def register_field_words(words: Mapping[str, StrOrPromise]) -> None:
    """Name the fields that a capability's pages draw without a form."""
    _words.update(words)


def register_field_namer(package: str, namer: Callable[[str], str]) -> None:
    """Name the fields of a capability by a function; it returns nothing for a hidden one."""
    _namers[package] = namer


def typed_lines(
    request: HttpRequest, fields: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the label and the value, as the page showed them, of what a person typed.

    A page that sends along what a field held before (`w:` beside `v:`) lists what differs.
    """
    package = _package(getattr(request.resolver_match, "func", None))
    before = {f"v:{name[2:]}": value for name, value in fields if name.startswith("w:")}
    lines = []
    for name, value in fields:
        known = _form_field(name, package)
        if value in {"", before.get(name)} or (known and known.widget.is_hidden):
            continue
        # Several forms of a capability may have a `reason`: a registered word holds for all.
        is_own = known is not None and name not in _words
        label = str(known.label) if known and is_own else words_of(name, package)
        if label:
            lines.append((label, _value_text(known, value)))
    return lines


def words_of(name: str, package: str = "") -> str:
    """Return the words of a field that belongs to no form; nothing for one that is hidden."""
    if name in _words:
        return str(_words[name])
    if package in _namers:
        return _namers[package](name)
    for separator in SEPARATORS:
        head, _separator, rest = name.partition(separator)
        if rest and head in _words:
            return f"{_words[head]} {rest}"
    return ""


def _form_field(name: str, package: str) -> Field | None:
    """Return the form field of this name, of the capability's own forms where they have it."""
    found = [form for form in _forms(BaseForm) if _has(form, name)]
    # The form of a row calls its columns as the row does; another may ask for "the new name".
    found.sort(key=lambda form: (_package(form) != package, not _is_of_a_row(form)))
    return found[0].base_fields[name] if found else None


def _is_of_a_row(form: Any) -> bool:
    return issubclass(form, BaseModelForm)


def _has(form: Any, name: str) -> bool:
    field = getattr(form, "base_fields", {}).get(name)
    return field is not None and bool(field.label)


def _forms(above: type[BaseForm]) -> Iterator[Any]:
    for form in above.__subclasses__():
        yield form
        yield from _forms(form)


def _package(thing: Any) -> str:
    return ".".join(getattr(thing, "__module__", "").split(".")[:2])


def _value_text(field: Field | None, value: str) -> str:
    """Return a choice by its words; rows of the database are not named to a stranger."""
    if isinstance(field, ModelChoiceField):
        return _("đã chọn")
    if isinstance(field, BooleanField):
        return _("có")
    if isinstance(field, ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # flat choices
    return value
