"""One version beside another: its tree, and which of its nodes entries have named."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field

from opendti.definitions import Path
from opendti.errors import Fault
from opendti.framework.finding import FrameworkFinding
from opendti.framework.model import Framework, walk


@dataclass(slots=True)
class CrosswalkSide:
    """One version's tree, and which of its nodes have been named where."""

    framework: Framework
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leaves: list[str] = field(default_factory=list)
    named: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for position in walk(self.framework):
            upper = () if position.parent is None else (position.parent.code,)
            self.above[position.node.code] = (
                *upper,
                *(self.above[upper[0]] if upper else ()),
            )
            if not position.node.nodes:
                self.leaves.append(position.node.code)

    def name(self, code: str, path: Path) -> Iterator[FrameworkFinding]:
        """Note that an entry names a node."""
        params = {"code": code, "framework": self.framework.identity}
        if code not in self.above:
            close = difflib.get_close_matches(code, list(self.above), n=1, cutoff=0.5)
            hint = {"close": close[0]} if close else {}
            yield FrameworkFinding(path, Fault("no_node_in", {**params, **hint}))
        elif code in self.named:
            yield FrameworkFinding(path, Fault("node_named_twice", params))
        else:
            self.named[code] = path

    def unnamed(self) -> Iterator[FrameworkFinding]:
        """Find criteria that nothing names, and nodes that are named with one above."""
        identity = self.framework.identity
        for code, path in self.named.items():
            upper = next(
                (
                    code_above
                    for code_above in self.above[code]
                    if code_above in self.named
                ),
                None,
            )
            if upper is not None:
                covered = {"code": code, "framework": identity, "upper": upper}
                yield FrameworkFinding(path, Fault("node_covered", covered))
        for leaf in self.leaves:
            if not self.named.keys() & {leaf, *self.above[leaf]}:
                params = {"code": leaf, "framework": identity}
                yield FrameworkFinding(("entries",), Fault("node_not_named", params))

    def views_of(self, code: str) -> list[str]:
        """Return the views that hold a node, or something below it."""
        around = {code, *self.above[code], *self.below(code)}
        views = self.framework.views
        return [view.code for view in views if around & set(view.nodes)]

    def below(self, code: str) -> list[str]:
        """Return what lies below a node, in the order of the tree."""
        return [node for node, above in self.above.items() if code in above]
