"""Merged and split units of an edition: by what their values of the year before are theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from opendti_site.ui.language import local_name


@dataclass(frozen=True, slots=True)
class InheritedPast:
    """A unit that took the place of others, as an edition keeps it.

    `past` is how it came by its earlier values, by the engine's words; "" for a unit that was
    itself replaced before the edition.
    """

    unit: int
    name: str
    predecessors: tuple[str, ...]
    unknown: tuple[str, ...]
    on: dt.date
    document: str
    past: str

    @property
    def predecessor_names(self) -> str:
        """The names of the predecessors in one line."""
        return ", ".join(self.predecessors)

    @property
    def unknown_names(self) -> str:
        """The names of those without a result in the earlier edition."""
        return ", ".join(self.unknown)


def inherited_pasts(kept: list[dict[str, Any]]) -> list[InheritedPast]:
    """Return the families that an edition keeps, with names in the reader's language."""
    return [
        InheritedPast(
            unit=family["unit"]["key"],
            name=_name(family["unit"]),
            predecessors=tuple(
                _name(old)
                for old in family["predecessors"]
                if old["key"] != family["unit"]["key"]
            ),
            unknown=tuple(map(_name, family["unknown"])),
            on=dt.date.fromisoformat(family["on"]),
            document=family["document"],
            past=family["past"],
        )
        for family in kept
    ]


def _name(unit: dict[str, str]) -> str:
    return local_name(unit["name"], unit["name_en"])
