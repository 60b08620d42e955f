"""`opendti library`: what is shipped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opendti.cli.screen import screen, table
from opendti.cli.sources import LanguageOption, known_language

if TYPE_CHECKING:
    from rich.table import Table


def library(
    identity: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Show one framework or data set."),
    ] = None,
    *,
    data: Annotated[
        bool, typer.Option("--data", help="List the data sets instead.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: LanguageOption = "vi",
) -> None:
    """List the frameworks that are shipped, or show one data set with its numbers."""
    from opendti.cli.datasets import data_table, describe_dataset, show_dataset
    from opendti.library import dataset_ids

    known_language(language)
    if data and identity is not None:
        show_dataset(identity, language, as_json=as_json)
        return
    if data:
        cards = [describe_dataset(name) for name in dataset_ids()]
    else:
        cards = [_card(name) for name in ([identity] if identity else _identities())]
    if as_json:
        typer.echo(json.dumps(cards, ensure_ascii=False, indent=2))
    else:
        show = data_table if data else _framework_table
        screen().print(show(cards, language))


def _identities() -> list[str]:
    """Return the identities in use and the old ones, in alphabetical order."""
    from opendti.library import ALIASES, framework_ids

    return sorted((*framework_ids(), *ALIASES))


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
        if card["alias_of"]:
            shelf.add_row(card["id"], f"= {card['alias_of']}", "", "", "", "alias")
        else:
            _add(shelf, card, language)
    return shelf


def _card(identity: str) -> dict[str, Any]:
    """Return what is kept of a framework, by its identity or an old one."""
    from opendti.library import alias_of, framework_path, stored_cards

    kept = stored_cards()[framework_path(identity).stem]
    return {"id": identity, "alias_of": alias_of(identity), **kept}


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
