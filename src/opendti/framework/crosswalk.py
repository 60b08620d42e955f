"""
A crosswalk: which nodes of one version stand for which nodes of the next.

    crosswalk: 1
    from: vn.moit.dti@2023
    to: vn.moit.dti@2024
    entries:
      - {from: "1.1", to: "1.1", kind: same}
      - {from: "1.2", to: [{node: "1.3", weight: 0.6}, {node: "1.4", weight: 0.4}]}
      - {dropped: "1.3"}
      - {new: "2.7"}

Every criterion of both versions is named once, by itself or by one node above it.
An entry that was drafted by machine carries `confirm: true` until a person takes it
away. Several nodes on one side count as `changed` unless `kind: same` is written.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError

from opendti.errors import CrosswalkError, Fault, UsageError
from opendti.framework.faults import named, placed, shape_faults
from opendti.framework.finding import Finding
from opendti.framework.model import Framework, walk
from opendti.framework.parts import Definition, Share
from opendti.framework.yaml import Document, Path, read_document

EntryKind = Literal["same", "changed"]
PairKind = Literal["same", "changed", "new", "dropped"]
Portions = tuple[tuple[str, float], ...]
SIDES = ("from", "to")
_WEIGHTS = 1e-6
_NODES = "expected a code, or a list of {node: ..., weight: ...}"


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
    raise ValueError(_NODES)


Nodes = Annotated[tuple[Portion, ...], BeforeValidator(_portions), Field(min_length=1)]


class Entry(Definition):
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
        """Tell one node that stands for one node."""
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
    return tuple((one.node, one.weight) for one in nodes or ())


def _format_number(value: object) -> object:
    return 1 if value == "1" else value


class Crosswalk(Definition):
    """From one version of an index to another."""

    crosswalk: Annotated[Literal[1], BeforeValidator(_format_number)]
    source: Annotated[str, Field(alias="from")]
    target: Annotated[str, Field(alias="to")]
    entries: Annotated[tuple[Entry, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Pair:
    """Nodes of the earlier version and what stands for them; a side may be empty."""

    kind: PairKind
    before: Portions = ()
    after: Portions = ()


def parse_crosswalk(
    text: str, find: Callable[[str], Framework], name: str = "crosswalk.yaml"
) -> tuple[Crosswalk, Framework, Framework]:
    """
    Read a crosswalk and the two frameworks it speaks of.

    Parameters
    ----------
    text
        YAML; the module shows its form.
    find
        Returns the framework of an identity; raises `UsageError` where there is none.
    name
        The file's name, for the faults.

    Raises
    ------
    CrosswalkError
        With every fault found, in the order of the lines.
    """
    document = read_document(text)
    if document.faults:
        raise CrosswalkError(named(document.faults, name))
    try:
        crosswalk = Crosswalk.model_validate(document.data)
    except ValidationError as error:
        faults = shape_faults(error.errors(), document)
        raise CrosswalkError(named(faults, name)) from None
    one, two = _both(crosswalk, find, document, name)
    findings = check_crosswalk(crosswalk, one, two)
    if findings:
        faults = [placed(finding, document) for finding in findings]
        raise CrosswalkError(named(faults, name))
    return crosswalk, one, two


def _both(
    crosswalk: Crosswalk,
    find: Callable[[str], Framework],
    document: Document,
    name: str,
) -> tuple[Framework, Framework]:
    found: list[Framework] = []
    faults: list[Fault] = []
    for key, identity in zip(SIDES, (crosswalk.source, crosswalk.target), strict=True):
        try:
            found.append(find(identity))
        except UsageError as error:
            line = document.mark((key,)).line
            faults.append(Fault(str(error), line=line))
    if faults:
        raise CrosswalkError(named(faults, name))
    return found[0], found[1]


def check_crosswalk(
    crosswalk: Crosswalk, before: Framework, after: Framework
) -> tuple[Finding, ...]:
    """Return everything that is wrong with a crosswalk between two frameworks."""
    sides = (_Side(before), _Side(after))
    findings: list[Finding] = []
    for place, entry in enumerate(crosswalk.entries):
        path: Path = ("entries", place)
        findings += _entry_findings(entry, path)
        for side, nodes in zip(sides, (entry.before, entry.after), strict=True):
            for code, _ in nodes:
                findings += side.name(code, path)
    for side in sides:
        findings += side.unnamed()
    if not findings:
        findings += _contradictions(crosswalk, *sides)
    return tuple(findings)


def _entry_findings(entry: Entry, path: Path) -> Iterator[Finding]:
    is_pair = entry.source is not None and entry.target is not None
    forms = [is_pair, entry.dropped is not None, entry.new is not None]
    half = (entry.source is None) != (entry.target is None)
    if forms.count(True) != 1 or half:
        yield Finding(path, "an entry is {from, to, kind}, {dropped} or {new}")
        return
    if is_pair and entry.is_simple and entry.kind is None:
        yield Finding(path, "`kind` is missing: same or changed")
    if not is_pair and entry.kind is not None:
        yield Finding(path, "only an entry of from and to has a kind")
    for key, nodes in zip(SIDES, (entry.before, entry.after), strict=True):
        total = math.fsum(weight for _, weight in nodes)
        if nodes and abs(total - 1) > _WEIGHTS:
            yield Finding(
                (*path, key), f"the weights add up to {total:.6g}, 1 was expected"
            )


def _contradictions(crosswalk: Crosswalk, one: _Side, two: _Side) -> Iterator[Finding]:
    """Find groups that are said to be the same and do not hold the same nodes."""
    for place, entry in enumerate(crosswalk.entries):
        if not entry.is_simple or entry.pair_kind != "same":
            continue
        old, new = entry.before[0][0], entry.after[0][0]
        for pair in _lone_pairs(one, two, old, new):
            side = one if pair.before else two
            lone = (pair.before or pair.after)[0][0]
            message = (
                f"{old} is said to be the same as {new}, but {lone} of "
                f"{side.framework.identity} has no counterpart; name what is below"
            )
            yield Finding(("entries", place), message)


def _lone_pairs(one: _Side, two: _Side, old: str, new: str) -> list[Pair]:
    pairs = _inner_pairs(one, two, old, new, "same")
    return [pair for pair in pairs if pair.kind != "same"]


@dataclass(slots=True)
class _Side:
    """One version's tree, and which of its nodes have been named where."""

    framework: Framework
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leaves: list[str] = field(default_factory=list)
    named: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for spot in walk(self.framework):
            upper = () if spot.parent is None else (spot.parent.code,)
            self.above[spot.node.code] = (
                *upper,
                *(self.above[upper[0]] if upper else ()),
            )
            if not spot.node.nodes:
                self.leaves.append(spot.node.code)

    def name(self, code: str, path: Path) -> Iterator[Finding]:
        """Note that an entry names a node."""
        if code not in self.above:
            close = difflib.get_close_matches(code, list(self.above), n=1, cutoff=0.5)
            meant = f"; did you mean {close[0]}?" if close else ""
            yield Finding(path, f"no node {code} in {self.framework.identity}{meant}")
        elif code in self.named:
            yield Finding(path, f"{code} of {self.framework.identity} is named twice")
        else:
            self.named[code] = path

    def unnamed(self) -> Iterator[Finding]:
        """Find criteria that nothing names, and nodes that are named with one above."""
        for code, path in self.named.items():
            upper = next((one for one in self.above[code] if one in self.named), None)
            if upper is not None:
                yield Finding(
                    path,
                    f"{code} of {self.framework.identity} is covered by {upper} too",
                )
        for leaf in self.leaves:
            if not self.named.keys() & {leaf, *self.above[leaf]}:
                message = f"{leaf} of {self.framework.identity} is not named"
                yield Finding(("entries",), message)

    def views_of(self, code: str) -> list[str]:
        """Return the views that hold a node, or something below it."""
        around = {code, *self.above[code], *self.below(code)}
        views = self.framework.views
        return [view.code for view in views if around & set(view.nodes)]

    def below(self, code: str) -> list[str]:
        """Return what lies below a node, in the order of the tree."""
        return [one for one, above in self.above.items() if code in above]


def pairs_of(
    crosswalk: Crosswalk, before: Framework, after: Framework
) -> tuple[Pair, ...]:
    """
    Return which nodes stand for which, for every node, view and the index.

    Parameters
    ----------
    crosswalk
        Without faults between these two frameworks.
    before, after
        The earlier and the later version.

    Notes
    -----
    What is below two groups that stand for each other is matched by its numbering.
    Nodes above the entries, views and the index are matched by code, and are the same
    where all below them is.
    """
    one, two = _Side(before), _Side(after)
    pairs: list[Pair] = []
    for place, entry in enumerate(crosswalk.entries):
        one.named |= dict.fromkeys(dict(entry.before), ("entries", place))
        two.named |= dict.fromkeys(dict(entry.after), ("entries", place))
        pairs.append(Pair(entry.pair_kind, entry.before, entry.after))
        pairs += _covered(entry, one, two)
    inside = _Contents(crosswalk, one, two)
    return (*inside.pairs(), *pairs)


def _covered(entry: Entry, one: _Side, two: _Side) -> Iterator[Pair]:
    """Yield what an entry between or about groups says of the nodes below them."""
    if entry.is_simple and entry.dropped is None and entry.new is None:
        old, new = entry.before[0][0], entry.after[0][0]
        yield from _inner_pairs(one, two, old, new, entry.pair_kind)
    elif entry.dropped is not None:
        for code in one.below(entry.dropped):
            yield Pair("dropped", ((code, 1.0),))
    elif entry.new is not None:
        for code in two.below(entry.new):
            yield Pair("new", (), ((code, 1.0),))


def _inner_pairs(
    one: _Side, two: _Side, old: str, new: str, kind: PairKind
) -> Iterator[Pair]:
    """Match what is below two groups by its numbering: 6.1 below 6 is 7.1 below 7."""
    later = two.below(new)
    for code in one.below(old):
        wanted = new + code[len(old) :] if code.startswith(old) else code
        if wanted in later:
            later.remove(wanted)
            yield Pair(kind, ((code, 1.0),), ((wanted, 1.0),))
        else:
            yield Pair("dropped", ((code, 1.0),))
    for code in later:
        yield Pair("new", (), ((code, 1.0),))


class _Contents:
    """Which entries lie below the nodes that no entry names."""

    def __init__(self, crosswalk: Crosswalk, one: _Side, two: _Side) -> None:
        self.kinds = [entry.pair_kind for entry in crosswalk.entries]
        self.sides = (
            self._side([entry.before for entry in crosswalk.entries], one),
            self._side([entry.after for entry in crosswalk.entries], two),
        )

    @staticmethod
    def _side(parts: list[Portions], side: _Side) -> dict[str, set[int]]:
        contents: dict[str, set[int]] = {"index": set()}
        for code, above in side.above.items():
            if not side.named.keys() & {code, *above}:
                contents[code] = set()
        for view in side.framework.views:
            contents[view.code] = set()
        for place, part in enumerate(parts):
            for code, _ in part:
                for upper in ("index", *side.above[code], *side.views_of(code)):
                    contents[upper].add(place)
        return contents

    def pairs(self) -> Iterator[Pair]:
        """Match by code; the same only where the same entries lie below, all the same."""
        earlier, later = self.sides
        for code, inside in later.items():
            if code not in earlier:
                yield Pair("new", (), ((code, 1.0),))
                continue
            both = inside | earlier[code]
            is_same = inside == earlier[code] and all(
                self.kinds[place] == "same" for place in both
            )
            kind: PairKind = "same" if is_same else "changed"
            yield Pair(kind, ((code, 1.0),), ((code, 1.0),))
        for code in earlier:
            if code not in later:
                yield Pair("dropped", ((code, 1.0),))
