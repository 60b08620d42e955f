"""
The plan's frozen data.

Axes: items are the columns of answers, in the order of the criteria; nodes are
the columns of scores, in the order of the file with the root first and the views
last; blocks are rows of maxima. NaN in `maxima` says "no such criterion here".

What is compiled from a class of the framework has its name after `Plan`: `PlanItem` from `Item`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from opendti.definitions import Text
from opendti.errors import Fault, UsageError
from opendti.formula import Call, Tree
from opendti.formula.tree import walk
from opendti.plan.arrays import Array, Batch, Descendants, Indices
from opendti.plan.composite import CompositePlan

ItemType = Literal["count", "number", "share", "yes_no", "choice", "text"]
Policy = Literal["hold", "zero", "leave_out"]
Precedence = Literal["machine", "typed", "appraiser", "agree"]
ROOT = 0
"""The index of the root among the nodes."""


@dataclass(frozen=True, slots=True)
class PlanOption:
    """One answer of a choice."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class PlanBlock:
    """Units scored by the same maxima and ranked among themselves."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One column of answers; `id` is `CRITERION.item`."""

    id: str
    code: str
    criterion: int
    type: ItemType
    title: Text
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    options: tuple[PlanOption, ...] = ()
    guidance: Text | None = None


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """What must hold between a criterion's items; names are item ids."""

    tree: Tree
    message: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    A leaf: its items, its maxima and the formula tree of its points.

    `tree` names item ids and `max`; `absent_when` is a condition under which the
    criterion does not apply (a ratio over nothing, where the rule says so),
    `unmeasured_when` one under which it counts as not measured (too few
    respondents). `sign` is 0 on the scale; 1 for a bonus and -1 for a penalty,
    whose maxima are caps and belong to no node's maximum. A criterion that is only shown,
    or is a condition, has `gives_points` False. `precedence` decides between the values of
    a person and of a machine, which agree within `tolerance`; a machine's counts for
    `valid_for` days after its period.
    """

    code: str
    title: Text
    node: int
    items: tuple[int, ...]
    kind: str
    tree: Tree
    words: Text
    maxima: tuple[float, ...]
    absent_when: Tree | None = None
    unmeasured_when: Tree | None = None
    sign: Literal[-1, 0, 1] = 0
    gives_points: bool = True
    checks: tuple[PlanCheck, ...] = ()
    not_measured: Policy = "hold"
    may_not_apply: bool = False
    evidence_required: bool = False
    collected_from: str = "report"
    precedence: Precedence = "typed"
    tolerance: float = 0.0
    valid_for: int | None = None

    @property
    def default_state(self) -> Literal["blank", "not_measured"]:
        """
        Return the state of its items where nobody has answered them, by `State.code`.

        A unit cannot leave blank what it is not asked: what comes from a feed, a survey, a
        panel or a monitor is not measured.
        """
        return "blank" if self.collected_from == "report" else "not_measured"

    @property
    def compares(self) -> bool:
        """Return whether the points depend on the answers of the block's other units."""
        return any(
            isinstance(part, Call) and part.function == "BEST"
            for part in walk(self.tree)
        )


@dataclass(frozen=True, slots=True)
class PlanNode:
    """A node of the tree of scores; the root's code is `index`."""

    code: str
    level: str
    title: Text
    parent: int | None
    children: tuple[int, ...]
    criterion: int | None = None
    leaves: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanView:
    """A named set of nodes; `leaves` are the criteria below them, each once."""

    code: str
    title: Text
    nodes: tuple[int, ...]
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlanNeed:
    """At least `count` of the nodes have at least the band of this index in their table."""

    nodes: tuple[int, ...]
    band: int
    count: int


@dataclass(frozen=True, slots=True)
class PlanBand:
    """A named range from its lower bound up; its index in the table counts from 0."""

    code: str
    title: Text
    start: float
    is_closed: bool
    needs: tuple[PlanNeed, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanBandTable:
    """Bands in ascending order for some nodes, by their value or their points."""

    nodes: tuple[int, ...]
    measure: Literal["value", "points"]
    bands: tuple[PlanBand, ...]


@dataclass(frozen=True, slots=True)
class PlanRounding:
    """Decimals of values, of points as shown, of criteria before adding (or None)."""

    value: int
    points: int
    criterion: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Flags:
    """
    Properties of the criteria as arrays of length C, for the kernels.

    `starts` is each one's first item; `holds` and `leaves_out` are the policies for
    what was not measured (neither: it scores 0); `signs` as in `Criterion`.
    """

    starts: Indices
    may_not_apply: NDArray[np.bool_]
    holds: NDArray[np.bool_]
    leaves_out: NDArray[np.bool_]
    signs: NDArray[np.int8]

    @classmethod
    def of(cls, criteria: tuple[Criterion, ...]) -> Flags:
        """Gather the flags of C criteria, each as an array (C,)."""
        return cls(
            # Items are numbered criterion by criterion, so that the first one of each is enough
            # for `np.add.reduceat` and its like: no item belongs to two criteria.
            np.array([criterion.items[0] for criterion in criteria], dtype=np.intp),
            np.array([criterion.may_not_apply for criterion in criteria]),
            np.array([criterion.not_measured == "hold" for criterion in criteria]),
            np.array([criterion.not_measured == "leave_out" for criterion in criteria]),
            np.array([criterion.sign for criterion in criteria], dtype=np.int8),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """
    All that scoring, ranking and explaining need; made by `compile_plan`.

    `marked_title` is the title with what the whole may claim, for whatever prints it.
    """

    framework: str
    fingerprint: str
    title: Text
    marked_title: Text
    status: str
    blocks: tuple[PlanBlock, ...]
    levels: dict[str, Text]
    items: tuple[PlanItem, ...]
    criteria: tuple[Criterion, ...]
    nodes: tuple[PlanNode, ...]
    views: tuple[PlanView, ...]
    bands: tuple[PlanBandTable, ...]
    rounding: PlanRounding
    # Derived from the definitions above, once: kernels work on whole columns and look up no object.
    maxima: Array
    node_maxima: Array
    descendants: Descendants
    flags: Flags
    batches: tuple[Batch, ...]
    absences: tuple[Batch, ...]
    unmeasured: tuple[Batch, ...]
    bests: tuple[Tree, ...]
    addresses: dict[str, int] = field(repr=False)
    composite: CompositePlan | None = None
    ranks_exactly: bool = False

    @property
    def item_ids(self) -> tuple[str, ...]:
        """Return the ids of the columns of answers."""
        return tuple(item.id for item in self.items)

    @property
    def node_codes(self) -> tuple[str, ...]:
        """Return the codes of the columns of scores: nodes, then views."""
        return tuple(entry.code for entry in self.entries)

    @property
    def entries(self) -> tuple[PlanNode | PlanView, ...]:
        """Return the columns of scores: nodes, then views."""
        return (*self.nodes, *self.views)

    def item_index(self, address: str) -> int:
        """
        Return the column of an item.

        Parameters
        ----------
        address
            `1.2.a`, or the criterion's code where it has one item; its case counts only
            where two addresses differ in nothing else.

        Raises
        ------
        UsageError
            Where there is no such item; the message names the nearest.
        """
        # Codes may differ in case alone (`a` and `A`), so the exact address comes first.
        if address in self.addresses:
            return self.addresses[address]
        # Typed or capitalised by a spreadsheet: `1.2.A`.
        wanted = address.lower()
        found = {i for name, i in self.addresses.items() if name.lower() == wanted}
        if len(found) == 1:
            return found.pop()
        hint = _nearest(address, self.addresses)
        raise UsageError(Fault("no_item", {"code": address, **hint}))

    def item(self, address: str) -> PlanItem:
        """Return an item; raises `UsageError` where there is none."""
        return self.items[self.item_index(address)]

    def block_index(self, code: str) -> int:
        """Return the index of a block; raises `UsageError` where there is none."""
        for index, block in enumerate(self.blocks):
            if block.code == code:
                return index
        listed = ", ".join(block.code for block in self.blocks)
        raise UsageError(Fault("no_block", {"block": code, "expected": listed}))

    def node_index(self, code: str) -> int:
        """Return the column of a node or view; raises `UsageError` where there is none."""
        codes = {known: index for index, known in enumerate(self.node_codes)}
        if code in codes:
            return codes[code]
        raise UsageError(Fault("no_node", {"code": code, **_nearest(code, codes)}))


def _nearest(word: str, known: dict[str, int]) -> dict[str, str]:
    close = difflib.get_close_matches(word, list(known), n=1)
    return {"close": close[0]} if close else {}
