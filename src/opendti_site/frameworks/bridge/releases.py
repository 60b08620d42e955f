"""Releases in the engine: parsed, compiled once, described for pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Protocol

from cachetools import LRUCache, cached

from opendti import compile_plan, parse_framework
from opendti.definitions import Text
from opendti.framework.check_composite import counts
from opendti.framework.model import Framework, Node
from opendti.library import framework_ids, framework_path
from opendti.plan.model import Criterion, Plan
from opendti_site.frameworks.sheets import (
    CriterionSheet,
    FrameworkPage,
    NodeSheet,
    points_at,
)

__all__ = [
    "LibraryEntry",
    "Plan",
    "describe",
    "library_entries",
    "library_identities",
    "library_text",
    "plan_of",
    "read_release",
]

CACHE_SIZE = 64  # compiled frameworks that one process keeps


class FrameworkSource(Protocol):
    """A row that has a framework: a release, a round."""

    @property
    def text(self) -> str:
        """The framework file's text, read only where it was not compiled before."""

    @property
    def framework_fingerprint(self) -> str:
        """The fingerprint that is the key of its compiled plan."""


_PAGES: LRUCache[str, FrameworkPage] = LRUCache(CACHE_SIZE)


def library_identities() -> list[str]:
    """Return the identities of the frameworks that we ship."""
    return list(framework_ids())


def library_text(identity: str) -> str:
    """Return the file of a framework that we ship."""
    return framework_path(identity).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A framework that we ship, as the list to choose from names it."""

    title: Text
    version: str
    is_scorable: bool


@cache
def library_entries() -> dict[str, LibraryEntry]:
    """Return the frameworks that we ship by their identities; they last as long as the program."""
    # These are in the files alone; reading all of them takes too long for each page.
    pages = {name: read_release(library_text(name), name) for name in framework_ids()}
    return {
        name: LibraryEntry(page.title, page.framework.version, page.is_scorable)
        for name, page in pages.items()
    }


def read_release(text: str, name: str = "") -> FrameworkPage:
    """Read and check a framework file; raises the engine's error with all its faults."""
    return _page_of(parse_framework(text, name or "framework.yaml"))


def plan_of(release_or_text: FrameworkSource | str) -> Plan:
    """Return the compiled plan, cached by fingerprint."""
    return describe(release_or_text).plan


def _key_of(source: FrameworkSource | str) -> str:
    # By fingerprint, which is kept in the row: a cached plan needs no read of the long text.
    return source if isinstance(source, str) else source.framework_fingerprint


@cached(_PAGES, key=_key_of, lock=Lock())
def describe(source: FrameworkSource | str) -> FrameworkPage:
    """Return the framework as pages show it, cached by fingerprint."""
    text = source if isinstance(source, str) else source.text
    return _page_of(parse_framework(text, _key_of(source)[:40]))


def _page_of(framework: Framework) -> FrameworkPage:
    return _PageBuilder(framework, compile_plan(framework)).page()


class _PageBuilder:
    """Builds the page of one framework from it and its plan."""

    def __init__(self, framework: Framework, plan: Plan) -> None:
        self.framework = framework
        self.plan = plan
        self.indices = {node.code: index for index, node in enumerate(plan.nodes)}

    def page(self) -> FrameworkPage:
        """Return the whole."""
        mains = tuple(self.node(node) for node in self.framework.nodes)
        return FrameworkPage(self.framework, self.plan, mains)

    def node(self, node: Node) -> NodeSheet:
        """Return a node with everything below it."""
        index = self.indices[node.code]
        criterion = self.plan.nodes[index].criterion
        return NodeSheet(
            node,
            points_at(self.plan, index),
            tuple(self.node(child) for child in node.nodes),
            None
            if criterion is None
            else self.criterion(node, self.plan.criteria[criterion]),
            self.weight(node),
        )

    def weight(self, node: Node) -> float | None:
        """Return the weight of a node of a composite index; None where it does not count."""
        if self.framework.composite is None or not counts(node):
            return None
        return 1.0 if node.weight is None else node.weight

    def criterion(self, node: Node, criterion: Criterion) -> CriterionSheet:
        """Return a criterion."""
        return CriterionSheet(
            node,
            criterion,
            tuple(self.plan.items[item] for item in criterion.items),
            node.status or self.framework.status,
            self.framework.sources.get(node.source or self.framework.source or ""),
            self.weight(node),
        )
