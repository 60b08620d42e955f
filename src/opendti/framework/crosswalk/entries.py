"""A crosswalk as it is in its file: entries, and the nodes on both their sides."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from opendti.definitions import Definition, FormatNumber, Share
from opendti.errors import Fault, UnreadableError

EntryKind = Literal["same", "changed"]
PairKind = Literal["same", "changed", "new", "dropped"]
Portions = tuple[tuple[str, float], ...]
SIDES = ("from", "to")


class Portion(Definition):
    """One of several nodes, and how much of the other side it holds."""

    node: str
    weight: Share


def _portions(value: object) -> object:
    """Take a lone code for the whole."""
    if isinstance(value, str):
        return [{"node": value, "weight": 1.0}]
    if isinstance(value, (list, tuple)):
        return value
    raise UnreadableError(Fault("entry_nodes"))


Nodes = Annotated[tuple[Portion, ...], BeforeValidator(_portions), Field(min_length=1)]


class CrosswalkEntry(Definition):
    """One line: from and to, or dropped, or new."""

    source: Annotated[Nodes | None, Field(alias="from")] = None
    target: Annotated[Nodes | None, Field(alias="to")] = None
    kind: EntryKind | None = None
    dropped: str | None = None
    new: str | None = None
    confirm: bool = False
    note: str | None = None

    @property
    def before(self) -> Portions:
        """Return the nodes of the earlier version, with their weights."""
        return _portioned(self.source, self.dropped)

    @property
    def after(self) -> Portions:
        """Return the nodes of the later version, with their weights."""
        return _portioned(self.target, self.new)

    @property
    def is_simple(self) -> bool:
        """Recognise one node that stands for one node."""
        return len(self.before) == 1 == len(self.after)

    @property
    def pair_kind(self) -> PairKind:
        """Return what became of the nodes."""
        if self.dropped is not None:
            return "dropped"
        return "new" if self.new is not None else self.kind or "changed"


def _portioned(nodes: tuple[Portion, ...] | None, lone: str | None) -> Portions:
    if lone is not None:
        return ((lone, 1.0),)
    return tuple((portion.node, portion.weight) for portion in nodes or ())


class CrosswalkDefinition(Definition):
    """From one version of an index to another."""

    crosswalk: FormatNumber
    source: Annotated[str, Field(alias="from")]
    target: Annotated[str, Field(alias="to")]
    entries: Annotated[tuple[CrosswalkEntry, ...], Field(min_length=1)]
