"""`opendti diff`: what changed from one version of a framework to the next."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opendti.cli.sources import LanguageOption, known_language

if TYPE_CHECKING:
    from opendti.framework import Framework, Text
    from opendti.framework.diff import Change

NOTHING = {"vi": "Không có thay đổi.", "en": "Nothing changed."}
NONE = {"vi": "(không có)", "en": "(none)"}


def diff(
    framework_a: Annotated[
        str, typer.Argument(metavar="FRAMEWORK_A", help="The earlier version.")
    ],
    framework_b: Annotated[
        str, typer.Argument(metavar="FRAMEWORK_B", help="The later version.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    draft: Annotated[
        Path | None,
        typer.Option("--crosswalk", help="Write the draft of a crosswalk there."),
    ] = None,
    language: LanguageOption = "vi",
) -> None:
    """List what changed: nodes, points, rules in words, texts, items, evidence."""
    from opendti.cli.sources import find_framework
    from opendti.framework.diff import diff as diff_frameworks

    known_language(language)
    earlier, later = find_framework(framework_a), find_framework(framework_b)
    changes = diff_frameworks(earlier, later)
    if draft is not None:
        _write_draft(earlier, later, draft)
    if as_json:
        typer.echo(
            json.dumps(
                [_plain(change) for change in changes], ensure_ascii=False, indent=2
            )
        )
        return
    typer.echo(f"{earlier.identity} → {later.identity}")
    for line in _lines(changes, earlier, later, language):
        typer.echo(line)


def _write_draft(earlier: Framework, later: Framework, path: Path) -> None:
    from opendti.errors import Fault, UsageError
    from opendti.framework.proposal import propose_crosswalk, write_crosswalk
    from opendti.tables.replacing import replacing

    # The draft may have been corrected by hand since: it is not overwritten.
    if path.exists():
        raise UsageError(Fault("file_there", file=str(path)))
    text = write_crosswalk(propose_crosswalk(earlier, later), earlier, later)
    with replacing(path) as part:
        part.write_text(text, "utf-8")


def _plain(change: Change) -> dict[str, object]:
    texts = {
        side: text.model_dump() if text else None
        for side, text in (("before", change.before), ("after", change.after))
    }
    return asdict(change) | texts


def _lines(
    changes: tuple[Change, ...], earlier: Framework, later: Framework, language: str
) -> list[str]:
    """Write one block of lines a node."""
    from opendti.framework.matching import nodes_by_code

    if not changes:
        return [NOTHING[language]]
    # A node that is gone has its title in the earlier version alone.
    sides = {True: nodes_by_code(earlier), False: nodes_by_code(later)}
    lines: list[str] = []
    for (code, is_gone), group in groupby(changes, key=_head):
        if code is not None:
            title = sides[is_gone][code].title.in_language(language)
            lines.append(f"{code}  {' '.join(title.split())}")
        lines += [_line(change, language) for change in group]
    return lines


def _head(change: Change) -> tuple[str | None, bool]:
    return change.node, change.kind == "removed"


def _line(change: Change, language: str) -> str:
    from opendti.framework.labels import CHANGE_WORDS

    kind = CHANGE_WORDS[change.kind].in_language(language)
    if change.kind in {"added", "removed"}:
        return f"  {kind}"
    what = "" if change.what == change.kind else _what(change, language)
    head = f"{kind}, {what}" if what else kind
    if change.before is None and change.after is None:
        return f"  {head}"
    sides = (_text(text, language) for text in (change.before, change.after))
    return f"  {head}: {' → '.join(sides)}"


def _what(change: Change, language: str) -> str:
    """Name what changed: a field in words, a block, an item or an entry by its code."""
    from opendti.framework.model import EVERY_BLOCK

    if change.kind == "points":
        return "" if change.what == EVERY_BLOCK else change.what
    head, _dot, rest = change.what.partition(".")
    if change.kind == "items" and head != "order":
        return f"{head} {_field(rest, language)}".rstrip()
    return f"{_field(head, language)} {rest}".rstrip()


def _field(name: str, language: str) -> str:
    """Return a field in words; what no table names keeps its code."""
    from opendti.framework.labels import FIELD_WORDS

    key = name.removesuffix(" (order)")
    words = FIELD_WORDS[key].in_language(language) if key in FIELD_WORDS else key
    order = FIELD_WORDS["order"].in_language(language)
    return words if key == name else f"{words} ({order})"


def _text(text: Text | None, language: str) -> str:
    return (
        NONE[language] if text is None else " ".join(text.in_language(language).split())
    )
