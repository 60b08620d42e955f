"""What every method of a composite index has: its stable name and its words."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from opendti.definitions import Text


class Method(ABC):
    """A method of one of the steps; each is a subclass in a module of its own."""

    name: ClassVar[str]
    """The stable name, as it is in a file."""
    title: ClassVar[Text]
    """What explanations and workbooks call it."""
    label: ClassVar[Text]
    """What an editor calls it among the other methods of its step."""
    compares_units: ClassVar[bool] = False
    """Whether a unit's number hangs on the other units of its block."""


AnyMethod = TypeVar("AnyMethod", bound=Method)


def by_name(*methods: AnyMethod) -> dict[str, AnyMethod]:
    """Return the methods of a step by their stable names."""
    return {method.name: method for method in methods}


@dataclass(frozen=True, slots=True)
class OneOf:
    """Metadata of a model's text: it must be the stable name of one of these methods."""

    names: tuple[str, ...]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.literal_schema([*self.names])
