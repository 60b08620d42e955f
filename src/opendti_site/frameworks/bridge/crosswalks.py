"""The crosswalk of two versions: proposed, read from a form, checked, written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError

from opendti.errors import Fault
from opendti.framework import Framework
from opendti.framework.crosswalk import (
    CrosswalkDefinition,
    CrosswalkEntry,
    Portion,
    Portions,
    check_crosswalk,
    parse_crosswalk,
)
from opendti.framework.matching import nodes_by_code
from opendti.framework.model import walk
from opendti.framework.proposal import propose_crosswalk, write_crosswalk
from opendti_site.frameworks.bridge.comparing import titles_of
from opendti_site.frameworks.bridge.drafts import framework_of
from opendti_site.frameworks.drafting.faults import fault_words
from opendti_site.frameworks.drafting.numbers import shown_number, stored_number

PAIRS = ("same", "changed")


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """One line of the table: codes with weights on both sides, a note, whether it is confirmed."""

    kind: str
    before: str = ""
    after: str = ""
    is_confirmed: bool = False
    note: str = ""
    before_titles: tuple[str, ...] = ()
    after_titles: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrosswalkSheet:
    """A crosswalk as its page shows it; the text only where nothing is wrong."""

    rows: tuple[CrosswalkRow, ...]
    text: str = ""
    faults: tuple[str, ...] = ()

    @property
    def unconfirmed(self) -> int:
        """Return how many rows nobody has confirmed."""
        return sum(not row.is_confirmed for row in self.rows)

    @property
    def unconfirmed_same(self) -> int:
        """Return how many of them say that nothing changed."""
        return sum(not row.is_confirmed for row in self.rows if row.kind == "same")


def proposed_crosswalk(before: str, after: str) -> CrosswalkSheet:
    """Draft a crosswalk of two framework files, every row waiting for a person."""
    source, target = framework_of(before), framework_of(after)
    return _sheet(propose_crosswalk(source, target).entries, source, target)


def stored_crosswalk(text: str, before: str, after: str) -> CrosswalkSheet:
    """Show a crosswalk that was saved."""
    source, target = framework_of(before), framework_of(after)
    known = {source.identity: source, target.identity: target}
    crosswalk, _one, _two = parse_crosswalk(text, known.__getitem__)
    return _sheet(crosswalk.entries, source, target)


def typed_crosswalk(
    rows: Iterable[CrosswalkRow], before: str, after: str
) -> CrosswalkSheet:
    """Read the table back; criteria that no row names any more get rows of their own."""
    source, target = framework_of(before), framework_of(after)
    entries: list[CrosswalkEntry] = []
    unread: list[CrosswalkRow] = []
    for row in rows:
        try:
            entries += _entries(row)
        # A row that cannot be read comes back as it was typed, above the others.
        except (ValueError, ValidationError):
            words = fault_words(Fault("weights_unreadable"))
            unread.append(replace(row, faults=(words,)))
    sheet = _sheet(_completed(entries, source, target), source, target)
    if not unread:
        return sheet
    faults = tuple(words for row in unread for words in row.faults)
    return CrosswalkSheet((*unread, *sheet.rows), "", (*faults, *sheet.faults))


def _sheet(
    entries: Iterable[CrosswalkEntry], source: Framework, target: Framework
) -> CrosswalkSheet:
    entries = tuple(entries)
    # Without validation: the sheet shows what is wrong instead of raising.
    crosswalk = CrosswalkDefinition.model_construct(
        crosswalk=1, source=source.identity, target=target.identity, entries=entries
    )
    findings = check_crosswalk(crosswalk, source, target)
    titles = titles_of(source), titles_of(target)
    rows = [_row(entry, *titles) for entry in entries]
    general = []
    for finding in findings:
        words = fault_words(finding.fault)
        row = finding.path[1] if len(finding.path) > 1 else None
        if isinstance(row, int):
            rows[row] = replace(rows[row], faults=(*rows[row].faults, words))
        general.append(words)
    text = "" if findings or not entries else write_crosswalk(crosswalk, source, target)
    return CrosswalkSheet(tuple(rows), text, tuple(general))


def _row(
    entry: CrosswalkEntry, before: dict[str, str], after: dict[str, str]
) -> CrosswalkRow:
    return CrosswalkRow(
        entry.pair_kind,
        _portions_text(entry.before),
        _portions_text(entry.after),
        not entry.confirm,
        entry.note or "",
        tuple(before[code] for code, _weight in entry.before if code in before),
        tuple(after[code] for code, _weight in entry.after if code in after),
    )


def _portions_text(portions: Portions) -> str:
    if len(portions) < 2:  # noqa: PLR2004 -- one node is the whole
        return "".join(code for code, _weight in portions)
    return "; ".join(f"{code} = {shown_number(f'{w:.6g}')}" for code, w in portions)


def _entries(row: CrosswalkRow) -> Iterator[CrosswalkEntry]:
    """Read a row; a side that its kind leaves over becomes an entry of its own."""
    before, after = _portions(row.before), _portions(row.after)
    common = {"confirm": not row.is_confirmed, "note": row.note or None}
    # "Same" with an empty side is no pair: its nodes are new or dropped.
    if row.kind in PAIRS and before and after:
        yield CrosswalkEntry.model_validate({
            "source": before,
            "target": after,
            "kind": row.kind,
            **common,
        })
        return
    for portion in before:
        yield CrosswalkEntry.model_validate({"dropped": portion.node, **common})
    for portion in after:
        yield CrosswalkEntry.model_validate({"new": portion.node, **common})


def _portions(typed: str) -> tuple[Portion, ...]:
    """Read `1.3` or `1.3 = 0,6; 1.4 = 0,4`; codes without weights share alike."""
    if "=" not in typed:
        codes = [source for source in re.split(r"[;,\s]+", typed) if source]
        # The check of a crosswalk allows for the round-off of 1/3 three times.
        return tuple(Portion(node=code, weight=1 / len(codes)) for code in codes)
    pairs = [source.split("=") for source in typed.split(";") if source.strip()]
    return tuple(
        Portion.model_validate({"node": code, "weight": stored_number(weight)})
        for code, weight in pairs
    )


def _completed(
    entries: list[CrosswalkEntry], source: Framework, target: Framework
) -> Iterator[CrosswalkEntry]:
    """Drop lone rows of nodes that a pair names, and add rows for what nothing names."""
    sides = [
        {code for entry in entries if _is_pair(entry) for code, _w in portions(entry)}
        for portions in (_before, _after)
    ]
    kept = [
        entry
        for entry in entries
        if _is_pair(entry)
        or (entry.dropped not in sides[0] and entry.new not in sides[1])
    ]
    yield from kept
    for code in _unnamed(source, [code for entry in kept for code, _w in entry.before]):
        yield CrosswalkEntry(dropped=code, confirm=True)
    for code in _unnamed(target, [code for entry in kept for code, _w in entry.after]):
        yield CrosswalkEntry(new=code, confirm=True)


def _is_pair(entry: CrosswalkEntry) -> bool:
    return entry.dropped is None and entry.new is None


def _before(entry: CrosswalkEntry) -> Portions:
    return entry.before


def _after(entry: CrosswalkEntry) -> Portions:
    return entry.after


def _unnamed(framework: Framework, named: list[str]) -> list[str]:
    """Return the criteria that are neither in a row nor below one that is."""
    nodes = nodes_by_code(framework)
    below = {
        position.node.code
        for code in named
        if code in nodes
        for position in walk(framework.model_copy(update={"nodes": (nodes[code],)}))
    }
    return [
        code for code, node in nodes.items() if not node.nodes and code not in below
    ]
