"""
Numbers to a tree: 1, 1.1, 1.1.1; I, II; A, B; a), b); TC-01.

Numbers of one look are siblings; a new look opens a storey under the last row.
Dotted numbers name their parent themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from opendti.annex.idioms.awards import find_awards
from opendti.annex.letters import fold_letters
from opendti.annex.notice import Certainty, Notice
from opendti.annex.table.columns import RULE
from opendti.annex.table.entries import AnnexEntry
from opendti.annex.table.numbering import (
    OPAQUE,
    UNREAD,
    Reading,
    bare_number,
    follows,
    next_number,
    ordinal,
    readings_of,
)
from opendti.definitions import Text
from opendti.framework.model import ROOT

FOLDED_LOOKS = ("a", "i")
"""Looks whose rows, where they have no points, define the items of the row above."""


@dataclass(slots=True)
class Branch:
    """An entry in its place in the tree."""

    entry: AnnexEntry
    code: str = ""
    printed: str = ""
    reading: Reading = UNREAD
    children: list[Branch] = field(default_factory=list)

    def walk(self) -> Iterator[Branch]:
        """Yield this branch and all below, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_tree(entries: list[AnnexEntry]) -> tuple[list[Branch], list[Notice]]:
    """Return the tree of the entries, and notices of what is odd about their numbers."""
    builder = _BranchTreeBuilder()
    for entry in entries:
        builder.add(entry)
    _name(builder.root)
    notices = [replace(notice, code=branch.code) for branch, notice in builder.notices]
    return builder.root.children, notices


class _BranchTreeBuilder:
    """Keeps the path from the root to the last entry."""

    def __init__(self) -> None:
        self.root = Branch(AnnexEntry(0, "", ""))
        self.path: list[Branch] = [self.root]
        self.notices: list[tuple[Branch, Notice]] = []
        self.last: dict[str, int] = {}
        self.unnumbered = 0

    def add(self, entry: AnnexEntry) -> None:
        branch = Branch(entry, printed=bare_number(entry.code))
        ways = readings_of(branch.printed)
        if not ways and branch.printed:
            # A code of its own kind, such as 1-5: a sibling of the like, in any order.
            ways = [Reading(OPAQUE, self.last.get(OPAQUE, 0) + 1)]
        if not ways:
            self._unnumbered(branch)
            return
        branch.reading = self._chosen(ways)
        if branch.reading.dotted:
            self._mend_decimal(branch)
        parent = self._parent(branch)
        self._check(branch, parent)
        self.last[branch.reading.look] = branch.reading.value
        del self.path[self.path.index(parent) + 1 :]
        parent.children.append(branch)
        self.path.append(branch)

    def _chosen(self, ways: list[Reading]) -> Reading:
        """Take the reading that goes on with a look in use, else one that starts."""
        for branch in reversed(self.path[1:]):
            for way in ways:
                last = branch.reading
                if way.look == last.look and follows(way.value, last.value, way.look):
                    return way
        starting = [way for way in ways if way.value == 1]
        used = [
            way for way in ways if any(b.reading.look == way.look for b in self.path)
        ]
        return (starting or used or ways)[0]

    def _parent(self, branch: Branch) -> Branch:
        reading = branch.reading
        if reading.dotted:
            return self._dotted_parent(branch)
        for depth, ancestor in enumerate(self.path[1:], start=1):
            if ancestor.reading.look == reading.look:
                return self.path[depth - 1]
        if reading.look not in FOLDED_LOOKS and _is_criterion(self.path[-1].entry):
            return self.path[-2]
        # A new look opens a storey under the last row.
        return self.path[-1]

    def _dotted_parent(self, branch: Branch) -> Branch:
        wanted = branch.reading.dotted.rpartition(".")[0]
        is_single = "." not in wanted
        for ancestor in reversed(self.path[1:]):
            is_same = is_single and not ancestor.reading.dotted
            if ancestor.printed == wanted or (
                is_same and ancestor.reading.value == ordinal(wanted)
            ):
                return ancestor
        for depth, ancestor in enumerate(self.path[1:], start=1):
            if ancestor.reading.look == branch.reading.look:
                if ancestor.reading.dotted.rpartition(".")[0] != wanted:
                    self._orphan(branch, wanted)
                return self.path[depth - 1]
        if len(self.path) > 1:
            self._orphan(branch, wanted)
        return self._last_shallower(branch)

    def _last_shallower(self, branch: Branch) -> Branch:
        depth = branch.reading.dotted.count(".")
        for ancestor in reversed(self.path[1:]):
            if ancestor.reading.dotted.count(".") < depth:
                return ancestor
        return self.root

    def _orphan(self, branch: Branch, wanted: str) -> None:
        self._add_notice(
            branch,
            f"không có dòng {wanted} cho mục {branch.printed}",
            f"there is no row {wanted} above {branch.printed}",
        )

    def _unnumbered(self, branch: Branch) -> None:
        """Let a section without a number open a storey, anything else join its siblings."""
        entry = branch.entry
        is_scored = any(read.value is not None for read in entry.points)
        is_section = entry.bold or entry.title.isupper()
        if is_section or not is_scored or len(self.path) == 1:
            sections = [
                ancestor
                for ancestor in self.path[1:]
                if ancestor.reading.look == "section"
            ]
            parent = (
                self.path[self.path.index(sections[-1]) - 1] if sections else self.root
            )
            self.unnumbered += 1
            branch.reading = Reading("section", self.unnumbered)
            branch.printed = f"N{self.unnumbered}"
        else:
            last = self.path[-1]
            parent = self.path[-2]
            branch.reading = Reading(
                last.reading.look,
                last.reading.value + 1,
                next_number(last.reading.dotted),
            )
            branch.printed = next_number(last.printed)
        del self.path[self.path.index(parent) + 1 :]
        parent.children.append(branch)
        self.path.append(branch)
        self.last[branch.reading.look] = branch.reading.value
        self._add_notice(
            branch,
            f"dòng không có số thứ tự; tạm đặt mã {branch.printed}",
            f"a row without a number; called {branch.printed} for now",
            "guess",
        )

    def _mend_decimal(self, branch: Branch) -> None:
        """Read the number 1.1 after 1.9 as 1.10, which a spreadsheet writes so."""
        reading = branch.reading
        if not branch.entry.is_number or reading.value >= 10:  # noqa: PLR2004 -- one digit
            return
        head = reading.dotted.rpartition(".")[0]
        for ancestor in self.path[1:]:
            same = ancestor.reading.look == reading.look
            if same and ancestor.reading.dotted.rpartition(".")[0] == head:
                if ancestor.reading.value + 1 == reading.value * 10:
                    printed = f"{head}.{reading.value * 10}"
                    branch.printed = printed
                    branch.reading = Reading(reading.look, reading.value * 10, printed)
                    self._add_notice(
                        branch,
                        f"ô số {reading.dotted} đứng sau {ancestor.printed}: hiểu là {printed}",
                        f"the number {reading.dotted} after {ancestor.printed}: read as {printed}",
                        "guess",
                    )
                return

    def _check(self, branch: Branch, parent: Branch) -> None:
        value, look = branch.reading.value, branch.reading.look
        siblings = [
            sibling for sibling in parent.children if sibling.reading.look == look
        ]
        if any(sibling.printed == branch.printed for sibling in siblings):
            self._add_notice(
                branch,
                f"số thứ tự {branch.printed} đã có ở trên",
                f"the number {branch.printed} stands above already",
            )
            return
        last = siblings[-1].reading.value if siblings else 0
        if look == OPAQUE:
            return
        goes_on = not siblings and self.last.get(look, 0) + 1 == value
        if (
            follows(value, last, look)
            or goes_on
            or (not siblings and parent is self.root and value == 1)
        ):
            return
        before = siblings[-1].printed if siblings else parent.printed or "đầu bảng"
        self._add_notice(
            branch,
            f"số thứ tự {branch.printed} không nối tiếp {before}",
            f"the number {branch.printed} does not follow {before}",
        )

    def _add_notice(
        self, branch: Branch, vi: str, en: str, level: Certainty = "fault"
    ) -> None:
        notice = Notice(level, branch.entry.row, "code", Text(vi=vi, en=en))
        self.notices.append((branch, notice))


def _is_criterion(entry: AnnexEntry) -> bool:
    """Recognise a row that says itself how its points come about."""
    return bool(find_awards(fold_letters(entry.texts.get(RULE, ""))))


def _name(root: Branch) -> None:
    """Give codes: as printed, with the parent's where numbers begin anew under each."""
    # A number twice under one parent is a slip, not a way of numbering.
    begun = Counter(
        printed
        for node in root.walk()
        for printed in {child.printed for child in node.children}
    )
    looks = {
        node.reading.look
        for node in root.walk()
        if begun[node.printed] > 1 and not node.reading.dotted
    }
    taken: set[str] = set()

    def name(branch: Branch, above: str) -> None:
        code = re.sub(r"[^\w.\-]", "-", branch.printed).strip("-.") or "N"
        if above and branch.reading.look in looks.union(FOLDED_LOOKS):
            code = f"{above}.{code}"
        if code == ROOT:
            code = f"{code}-1"
        unique, again = code, 2
        while unique in taken:
            unique, again = f"{code}-{again}", again + 1
        taken.add(unique)
        branch.code = unique
        for child in branch.children:
            name(child, unique)

    for child in root.children:
        name(child, "")
