"""`opendti library`: what is shipped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opendti.cli.screen import screen, table
from opendti.cli.sources import LanguageOption, known_language

if TYPE_CHECKING:
    from rich.table import Table

TABLES = ("answers", "published", "successions")


def library(
    *,
    data: Annotated[
        bool, typer.Option("--data", help="List the data sets instead.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: LanguageOption = "vi",
) -> None:
    """List the frameworks that are shipped: id, title, counts, points, status."""
    from opendti.library import dataset_ids, framework_ids

    known_language(language)
    describe, ids = (_facts, dataset_ids()) if data else (_card, framework_ids())
    cards = [describe(identity) for identity in ids]
    if as_json:
        typer.echo(json.dumps(cards, ensure_ascii=False, indent=2))
    else:
        show = _data_table if data else _framework_table
        screen().print(show(cards, language))


def _facts(identity: str) -> dict[str, Any]:
    """Describe one data set: where it comes from, and where its tables lie."""
    from opendti.library import load_dataset

    facts = load_dataset(identity)
    tables = {name: getattr(facts, name) for name in TABLES}
    return {
        "id": identity,
        "title": {"vi": facts.title.vi, "en": facts.title.in_language("en")},
        "framework": facts.framework,
        "source": {"vi": facts.source.vi, "en": facts.source.in_language("en")},
        "source_url": facts.source_url,
        "published_on": facts.published_on,
        "mark": facts.mark,
        "tables": {name: str(path) for name, path in tables.items() if path},
    }


def _data_table(cards: list[dict[str, Any]], language: str) -> Table:
    shelf = table(
        ("id", "left"),
        ("title", "left"),
        ("framework", "left"),
        ("tables", "left"),
        ("source", "left"),
        ("mark", "left"),
    )
    for card in cards:
        shelf.add_row(
            card["id"],
            card["title"][language],
            card["framework"] or "",
            ", ".join(card["tables"]),
            f"{card['source'][language]} {card['source_url']}",
            card["mark"],
        )
    return shelf


def _framework_table(cards: list[dict[str, Any]], language: str) -> Table:
    shelf = table(
        ("id", "left"),
        ("title", "left"),
        ("block", "left"),
        ("counts", "left"),
        ("points", "right"),
        ("status", "left"),
    )
    for card in cards:
        _add(shelf, card, language)
    return shelf


def _card(identity: str) -> dict[str, Any]:
    """Describe one framework in words and numbers."""
    import numpy as np

    from opendti.cli.sources import find_framework
    from opendti.framework.counts import count_nodes
    from opendti.plan import compile_plan

    framework = find_framework(identity)
    plan = compile_plan(framework)
    counted = (one for one in framework.declared if one.count is not None)
    declared = {one.level or framework.levels[-1].code for one in counted}
    return {
        "id": identity,
        "title": {"vi": plan.title.vi, "en": plan.title.in_language("en")},
        "status": plan.status,
        "complete": framework.complete,
        "blocks": [
            {
                "code": block.code,
                "title": {"vi": block.title.vi, "en": block.title.in_language("en")},
                "criteria": int((~np.isnan(maxima)).sum()),
                "points": float(np.nansum(maxima)),
            }
            for block, maxima in zip(plan.blocks, plan.maxima, strict=True)
        ],
        "levels": [
            {
                "code": level.code,
                "title": {"vi": level.title.vi, "en": level.title.in_language("en")},
                "counts": {
                    block: count_nodes(framework, level.code, block)
                    for block in framework.block_codes
                },
            }
            for level in framework.levels
            if level.code in declared or not declared
        ],
    }


def _add(shelf: Table, card: dict[str, Any], language: str) -> None:
    from opendti.numeric.text import format_number

    status = card["status"] if card["complete"] else f"{card['status']}, incomplete"
    for number, block in enumerate(card["blocks"]):
        shelf.add_row(
            card["id"] if number == 0 else "",
            card["title"][language] if number == 0 else "",
            block["title"][language],
            _counts(card["levels"], block["code"], language),
            format_number(block["points"], 2, language, trim=True),
            status if number == 0 else "",
        )


def _counts(levels: list[dict[str, Any]], block: str, language: str) -> str:
    """Write the counts from the top down; a level of one is the whole."""
    pieces = (
        (level["counts"][block], level["title"][language].lower())
        for level in levels
        if level["counts"][block] > 1
    )
    # Vietnamese has no plural; English would need one.
    form = "{0} {1}" if language == "vi" else "{1}: {0}"
    return " · ".join(form.format(count, title) for count, title in pieces)
