"""Fields, rows and sections with their values and faults, as templates render them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from opendti_site.frameworks.drafting.fields import Choices, Field, Label
from opendti_site.frameworks.drafting.tree import Data
from opendti_site.frameworks.drafting.values import rows_of, vietnamese


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A row of a table, with the index that it had in the file when it was opened."""

    name: str
    number: int
    origin: str
    cells: tuple[BoundField, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field with its value and faults."""

    name: str
    spec: Field
    value: str = ""
    vi: str = ""
    en: str = ""
    is_on: bool = False
    choices: Choices = ()
    cells: tuple[BoundField, ...] = ()
    rows: tuple[BoundRow, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def dom_id(self) -> str:
        """Return the field's id in the page."""
        return "f-" + self.name.replace(".", "-").replace("@", "")


@dataclass(frozen=True, slots=True)
class BoundSection:
    """A heading with its bound fields."""

    title: Label
    fields: tuple[BoundField, ...]
    folds: bool
    is_open: bool
    note: Label


@dataclass(slots=True)
class FormContext:
    """The document that a form belongs to, its faults by path, and which of them a field has shown."""

    document: Data
    faults: dict[str, list[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def faults_at(self, name: str, *, below: bool = False) -> tuple[str, ...]:
        """Return the faults of a field, with `below` also of everything inside it, and mark them shown."""
        found = [
            path
            for path in self.faults
            if path == name or (below and path.startswith(f"{name}."))
        ]
        self.shown.update(found)
        return tuple(words for path in found for words in self.faults[path])

    def unshown(self) -> list[tuple[str, str]]:
        """Return (path, message) of the faults that no field has shown."""
        return [
            (name, message)
            for name, messages in self.faults.items()
            if name not in self.shown
            for message in messages
        ]

    def names(self, of: str) -> Choices:
        """
        Return the options of a choice: the levels, blocks or sources of the framework.

        `of` is the name of the list, optionally followed by a further option, the `index`.
        """
        of, _space, other = of.partition(" ")
        part = self.document.get(of)
        if isinstance(part, dict):
            found = [(key, key) for key in part]
        else:
            found = [
                (str(entry.get("code", "")), vietnamese(entry.get("title")))
                for entry in rows_of(part)
            ]
        none: Choices = (("", _("– không ghi –")),)
        more: Choices = ((other, _("Cả chỉ số")),) if other else ()
        return (*none, *((code, f"{title or code}") for code, title in found), *more)
