"""
Numbers to a tree: 1, 1.1, 1.1.1; I, II; A, B; a), b); TC-01.

Numbers of one style are siblings; a new style opens a level under the last row.
Dotted numbers name their parent themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from opendti.annex.folding import fold_letters
from opendti.annex.idioms.awards import find_awards
from opendti.annex.notice import Certainty, Notice
from opendti.annex.table.columns import RULE
from opendti.annex.table.entries import AnnexEntry
from opendti.annex.table.numbering import (
    OPAQUE,
    UNNUMBERED,
    Numbering,
    bare_number,
    follows,
    next_number,
    numberings_of,
    ordinal,
)
from opendti.definitions import Text
from opendti.naming import ROOT_CODE

FOLDED_STYLES = ("a", "i")
"""Styles whose rows, where they have no points, define the items of the row above."""


@dataclass(slots=True)
class AnnexNode:
    """A node of the tree: an entry with its children."""

    entry: AnnexEntry
    code: str = ""
    printed: str = ""
    numbering: Numbering = UNNUMBERED
    children: list[AnnexNode] = field(default_factory=list)

    def walk(self) -> Iterator[AnnexNode]:
        """Yield this branch and all below, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_tree(entries: list[AnnexEntry]) -> tuple[list[AnnexNode], list[Notice]]:
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
        self.root = AnnexNode(AnnexEntry(0, "", ""))
        self.path: list[AnnexNode] = [self.root]
        self.notices: list[tuple[AnnexNode, Notice]] = []
        self.last: dict[str, int] = {}
        self.unnumbered = 0

    def add(self, entry: AnnexEntry) -> None:
        branch = AnnexNode(entry, printed=bare_number(entry.code))
        candidates = numberings_of(branch.printed)
        if not candidates and branch.printed:
            # A code of its own kind, such as 1-5: a sibling of the like, in any order.
            candidates = [Numbering(OPAQUE, self.last.get(OPAQUE, 0) + 1)]
        if not candidates:
            self._unnumbered(branch)
            return
        branch.numbering = self._chosen(candidates)
        if branch.numbering.dotted:
            self._mend_decimal(branch)
        parent = self._parent(branch)
        self._check(branch, parent)
        self.last[branch.numbering.style] = branch.numbering.value
        del self.path[self.path.index(parent) + 1 :]
        parent.children.append(branch)
        self.path.append(branch)

    def _chosen(self, candidates: list[Numbering]) -> Numbering:
        """Take the candidate that goes on with a style in use, else one that starts."""
        for branch in reversed(self.path[1:]):
            for candidate in candidates:
                last = branch.numbering
                is_same = candidate.style == last.style
                if is_same and follows(candidate.value, last.value, last.style):
                    return candidate
        starting = [candidate for candidate in candidates if candidate.value == 1]
        in_use = {branch.numbering.style for branch in self.path}
        used = [candidate for candidate in candidates if candidate.style in in_use]
        return (starting or used or candidates)[0]

    def _parent(self, branch: AnnexNode) -> AnnexNode:
        numbering = branch.numbering
        if numbering.dotted:
            return self._dotted_parent(branch)
        for depth, ancestor in enumerate(self.path[1:], start=1):
            if ancestor.numbering.style == numbering.style:
                return self.path[depth - 1]
        if numbering.style not in FOLDED_STYLES and _is_criterion(self.path[-1].entry):
            return self.path[-2]
        # A new style opens a level under the last row.
        return self.path[-1]

    def _dotted_parent(self, branch: AnnexNode) -> AnnexNode:
        wanted = branch.numbering.dotted.rpartition(".")[0]
        is_single = "." not in wanted
        for ancestor in reversed(self.path[1:]):
            is_same = is_single and not ancestor.numbering.dotted
            if ancestor.printed == wanted or (
                is_same and ancestor.numbering.value == ordinal(wanted)
            ):
                return ancestor
        for depth, ancestor in enumerate(self.path[1:], start=1):
            if ancestor.numbering.style == branch.numbering.style:
                if ancestor.numbering.dotted.rpartition(".")[0] != wanted:
                    self._orphan(branch, wanted)
                return self.path[depth - 1]
        if len(self.path) > 1:
            self._orphan(branch, wanted)
        return self._last_shallower(branch)

    def _last_shallower(self, branch: AnnexNode) -> AnnexNode:
        depth = branch.numbering.dotted.count(".")
        for ancestor in reversed(self.path[1:]):
            if ancestor.numbering.dotted.count(".") < depth:
                return ancestor
        return self.root

    def _orphan(self, branch: AnnexNode, wanted: str) -> None:
        self._add_notice(
            branch,
            f"không có dòng {wanted} cho mục {branch.printed}",
            f"there is no row {wanted} above {branch.printed}",
        )

    def _unnumbered(self, branch: AnnexNode) -> None:
        """Let a section without a number open a level, anything else join its siblings."""
        entry = branch.entry
        is_scored = any(read.value is not None for read in entry.points)
        is_section = entry.bold or entry.title.isupper()
        if is_section or not is_scored or len(self.path) == 1:
            sections = [
                ancestor
                for ancestor in self.path[1:]
                if ancestor.numbering.style == "section"
            ]
            parent = (
                self.path[self.path.index(sections[-1]) - 1] if sections else self.root
            )
            self.unnumbered += 1
            branch.numbering = Numbering("section", self.unnumbered)
            branch.printed = f"N{self.unnumbered}"
        else:
            last = self.path[-1]
            parent = self.path[-2]
            branch.numbering = Numbering(
                last.numbering.style,
                last.numbering.value + 1,
                next_number(last.numbering.dotted),
            )
            branch.printed = next_number(last.printed)
        del self.path[self.path.index(parent) + 1 :]
        parent.children.append(branch)
        self.path.append(branch)
        self.last[branch.numbering.style] = branch.numbering.value
        self._add_notice(
            branch,
            f"dòng không có số thứ tự; tạm đặt mã {branch.printed}",
            f"a row without a number; called {branch.printed} for now",
            "guess",
        )

    def _mend_decimal(self, branch: AnnexNode) -> None:
        """Read the number 1.1 after 1.9 as 1.10, which a spreadsheet writes so."""
        numbering = branch.numbering
        if not branch.entry.is_number or numbering.value >= 10:  # noqa: PLR2004 -- one digit
            return
        head = numbering.dotted.rpartition(".")[0]
        for ancestor in self.path[1:]:
            same = ancestor.numbering.style == numbering.style
            if same and ancestor.numbering.dotted.rpartition(".")[0] == head:
                if ancestor.numbering.value + 1 == numbering.value * 10:
                    printed = f"{head}.{numbering.value * 10}"
                    branch.printed = printed
                    branch.numbering = Numbering(
                        numbering.style, numbering.value * 10, printed
                    )
                    self._add_notice(
                        branch,
                        f"ô số {numbering.dotted} đứng sau {ancestor.printed}: hiểu là {printed}",
                        f"the number {numbering.dotted} after {ancestor.printed}: read as {printed}",
                        "guess",
                    )
                return

    def _check(self, branch: AnnexNode, parent: AnnexNode) -> None:
        value, style = branch.numbering.value, branch.numbering.style
        siblings = [
            sibling for sibling in parent.children if sibling.numbering.style == style
        ]
        if any(sibling.printed == branch.printed for sibling in siblings):
            self._add_notice(
                branch,
                f"số thứ tự {branch.printed} đã có ở trên",
                f"the number {branch.printed} stands above already",
            )
            return
        last = siblings[-1].numbering.value if siblings else 0
        if style == OPAQUE:
            return
        goes_on = not siblings and self.last.get(style, 0) + 1 == value
        if (
            follows(value, last, style)
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
        self, branch: AnnexNode, vi: str, en: str, level: Certainty = "fault"
    ) -> None:
        notice = Notice(level, branch.entry.row, "code", Text(vi=vi, en=en))
        self.notices.append((branch, notice))


def _is_criterion(entry: AnnexEntry) -> bool:
    """Recognise a row that says itself how its points come about."""
    return bool(find_awards(fold_letters(entry.texts.get(RULE, ""))))


def _name(root: AnnexNode) -> None:
    """Give codes: as printed, with the parent's where numbers begin anew under each."""
    # A number twice under one parent is a slip, not a style of numbering.
    begun = Counter(
        printed
        for node in root.walk()
        for printed in {child.printed for child in node.children}
    )
    styles = {
        node.numbering.style
        for node in root.walk()
        if begun[node.printed] > 1 and not node.numbering.dotted
    }
    taken: set[str] = set()

    def name(branch: AnnexNode, above: str) -> None:
        code = re.sub(r"[^\w.\-]", "-", branch.printed).strip("-.") or "N"
        if above and branch.numbering.style in styles.union(FOLDED_STYLES):
            code = f"{above}.{code}"
        if code == ROOT_CODE:
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
