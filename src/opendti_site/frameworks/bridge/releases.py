"""Releases in the engine: parsed, compiled once, described for pages."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from opendti import compile_plan, fingerprint, parse_framework
from opendti.definitions import Text
from opendti.errors import OpenDTIError
from opendti.framework.check_composite import counts
from opendti.framework.items import choices_of, items_of
from opendti.framework.model import (
    Framework,
    Item,
    Node,
    level_of,
    points_in,
    walk,
    weakest_status,
)
from opendti.framework.sources import LegalBasis, Source
from opendti.library import framework_ids, framework_path
from opendti.plan.model import Criterion, Plan
from opendti.rules import Option
from opendti_site.frameworks.sheets import (
    NO_WORDS,
    BlockSheet,
    CriterionSheet,
    FrameworkPage,
    ItemSheet,
    LegalSheet,
    NodeSheet,
    OptionSheet,
    SourceSheet,
    Words,
)

__all__ = [
    "Plan",
    "describe",
    "library_identities",
    "library_text",
    "plan_of",
    "read_release",
]

CACHE_SIZE = 64


class FrameworkSource(Protocol):
    """A row that has a framework: a release, a round."""

    @property
    def text(self) -> str:
        """The framework file's text, read only where it was not compiled before."""

    @property
    def framework_fingerprint(self) -> str:
        """The fingerprint that is the key of its compiled plan."""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What a release's row says of its text."""

    identity: str
    title: Words
    fingerprint: str
    status: str
    complete: bool


@dataclass(frozen=True, slots=True)
class _Compiled:
    plan: Plan
    page: FrameworkPage


_compiled: OrderedDict[str, _Compiled] = OrderedDict()


def library_identities() -> list[str]:
    """Return the identities of the frameworks that we ship."""
    return list(framework_ids())


def library_text(identity: str) -> str:
    """Return the file of a framework that we ship."""
    return framework_path(identity).read_text("utf-8")


def read_release(text: str, name: str = "") -> ReleaseFacts:
    """Read and check a framework file; raises the engine's error with all its faults."""
    framework = parse_framework(text, name or "framework.yaml")
    compile_plan(framework)
    return ReleaseFacts(
        identity=framework.identity,
        title=_words(framework.title),
        fingerprint=fingerprint(framework),
        status=weakest_status(framework),
        complete=framework.complete,
    )


def has_fingerprint(text: str, expected: str) -> bool:
    """Whether a text still is the framework that a fingerprint was taken of; nothing is kept of it."""
    try:
        return fingerprint(parse_framework(text)) == expected
    except OpenDTIError:
        return False


def plan_of(release_or_text: FrameworkSource | str) -> Plan:
    """Return the compiled plan, cached by fingerprint."""
    return _compiled_of(release_or_text).plan


def describe(release: FrameworkSource) -> FrameworkPage:
    """Return the framework as pages show it, cached by fingerprint."""
    return _compiled_of(release).page


def _compiled_of(source: FrameworkSource | str) -> _Compiled:
    key = source if isinstance(source, str) else source.framework_fingerprint
    known = _compiled.get(key)
    if known is None:
        text = source if isinstance(source, str) else source.text
        framework = parse_framework(text, key[:40])
        plan = compile_plan(framework)
        known = _Compiled(plan, _page(framework, plan))
        _compiled[key] = known
        while len(_compiled) > CACHE_SIZE:
            _compiled.popitem(last=False)
    return known


def _words(text: Text | None) -> Words:
    return Words(text.vi, text.en or "") if text else NO_WORDS


class _PageBuilder:
    """Builds the page of one framework from it and its plan."""

    def __init__(self, framework: Framework, plan: Plan) -> None:
        self.framework = framework
        self.criteria = {criterion.code: criterion for criterion in plan.criteria}
        self.levels = {level.code: _words(level.title) for level in framework.levels}
        self.level_codes = {
            position.node.code: level_of(framework, position)
            for position in walk(framework)
        }
        self.blocks = framework.block_codes

    def node(self, node: Node, depth: int) -> NodeSheet:
        """Return a node with everything below it."""
        children = tuple(self.node(child, depth + 1) for child in node.nodes)
        criterion = None if node.nodes else self.criterion(node)
        leaves = (
            (criterion,)
            if criterion
            else tuple(c for child in children for c in child.criteria())
        )
        return NodeSheet(
            code=node.code,
            depth=depth,
            level=self.levels[self.level_codes[node.code]],
            title=_words(node.title),
            points=_sums(leaves, len(self.blocks)),
            counts=_counts(leaves, len(self.blocks)),
            children=children,
            criterion=criterion,
            weight=self.weight(node),
        )

    def weight(self, node: Node) -> float | None:
        """Return the weight of a node of a composite index; None where it does not count."""
        if self.framework.composite is None or not counts(node):
            return None
        return 1.0 if node.weight is None else node.weight

    def criterion(self, node: Node) -> CriterionSheet:
        """Return a criterion."""
        choices = choices_of(node)
        return CriterionSheet(
            code=node.code,
            title=_words(node.title),
            points=tuple(points_in(node, block) for block in self.blocks),
            rule=_rule(self.criteria[node.code]),
            items=tuple(
                _item(node.code, item, self._options(choices, item))
                for item in items_of(node)
            ),
            evidence_required=bool(node.evidence and node.evidence.required),
            evidence=_words(node.evidence.text) if node.evidence else NO_WORDS,
            guidance=_words(node.guidance),
            verified_by=_words(node.verified_by),
            collected_from=node.collected_from,
            may_not_apply=node.may_not_apply,
            compares=self.criteria[node.code].compares,
            status=node.status or self.framework.status,
            source=self.source(node.source or self.framework.source),
            note=_words(node.note),
            weight=self.weight(node),
        )

    def source(self, key: str | None) -> SourceSheet | None:
        """Return a source by its key; None where there is none."""
        found = self.framework.sources.get(key or "")
        return _source(found) if found else None

    @staticmethod
    def _options(
        choices: dict[str, tuple[Option, ...]], item: Item
    ) -> tuple[OptionSheet, ...]:
        options = choices.get(item.code, ())
        return tuple(
            OptionSheet(option.code, _words(option.title)) for option in options
        )


def _rule(criterion: Criterion) -> Words:
    return Words(criterion.words.vi, criterion.words.en)


def _item(criterion: str, item: Item, options: tuple[OptionSheet, ...]) -> ItemSheet:
    return ItemSheet(
        id=f"{criterion}.{item.code}",
        code=item.code,
        type=item.type or "number",
        title=_words(item.title),
        unit=_words(item.unit),
        minimum=item.min,
        maximum=item.max,
        options=options,
        guidance=_words(item.guidance),
    )


def _source(source: Source) -> SourceSheet:
    return SourceSheet(
        _words(source.title), source.url or "", source.mark, _words(source.note)
    )


def _legal(basis: LegalBasis) -> LegalSheet:
    return LegalSheet(
        document=basis.document,
        date="/".join(reversed((basis.date or "").split("-"))),
        issuer=_words(basis.issuer),
        title=_words(basis.title),
        note=_words(basis.note),
    )


def _sums(leaves: tuple[CriterionSheet, ...], blocks: int) -> tuple[float, ...]:
    return tuple(
        sum(leaf.points[block] or 0 for leaf in leaves) for block in range(blocks)
    )


def _counts(leaves: tuple[CriterionSheet, ...], blocks: int) -> tuple[int, ...]:
    return tuple(
        sum(leaf.points[block] is not None for leaf in leaves)
        for block in range(blocks)
    )


def _page(framework: Framework, plan: Plan) -> FrameworkPage:
    builder = _PageBuilder(framework, plan)
    mains = tuple(builder.node(node, 0) for node in framework.nodes)
    leaves = tuple(leaf for main in mains for leaf in main.criteria())
    return FrameworkPage(
        identity=framework.identity,
        title=_words(framework.title),
        description=_words(framework.description),
        status=weakest_status(framework),
        complete=framework.complete,
        missing=_words(framework.missing),
        blocks=tuple(
            BlockSheet(block.code, Words(block.title.vi, block.title.en or ""))
            for block in plan.blocks
        ),
        mains=mains,
        points=_sums(leaves, len(plan.blocks)),
        counts=_counts(leaves, len(plan.blocks)),
        legal=tuple(_legal(basis) for basis in framework.legal),
        sources=tuple(_source(source) for source in framework.sources.values()),
        value_decimals=framework.rounding.value,
        points_decimals=framework.rounding.points,
        is_composite=framework.composite is not None,
    )
