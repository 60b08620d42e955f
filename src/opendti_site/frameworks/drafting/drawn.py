"""What a template draws: fields, rows, sections, with their faults."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from opendti_site.frameworks.drafting.fields import Choices, Field, Label
from opendti_site.frameworks.drafting.tree import Data
from opendti_site.frameworks.drafting.values import rows_of, vietnamese


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the index that it had in the file when it was opened."""

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
    switch: Label = ""
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
        """
        Return what a choice may name: levels, blocks, sources of the framework.

        After the list's name may stand what else can be named, the `index`.
        """
        of, _space, other = of.partition(" ")
        held = self.document.get(of)
        if isinstance(held, dict):
            found = [(key, key) for key in held]
        else:
            found = [
                (str(one.get("code", "")), vietnamese(one.get("title")))
                for one in rows_of(held)
            ]
        none: Choices = (("", _("– không ghi –")),)
        more: Choices = ((other, _("Cả chỉ số")),) if other else ()
        return (*none, *((code, f"{title or code}") for code, title in found), *more)
