"""The data sets of the library: a list of them, and one with every number it holds."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from opendti.cli.screen import screen, table

if TYPE_CHECKING:
    from rich.table import Table

TABLES = ("answers", "published", "successions", "figures")
FACTS = {
    "vi": {"source": "Nguồn", "published_on": "Công bố", "mark": "Mức chắc chắn", "derived": "Phần suy ra", "licence": "Sử dụng"},
    "en": {"source": "Source", "published_on": "Published", "mark": "Mark", "derived": "Derived", "licence": "Licence"},
}  # fmt: skip


def describe_dataset(identity: str) -> dict[str, Any]:
    """Describe one data set: where it comes from, and where its tables are."""
    from opendti.library import load_dataset

    dataset = load_dataset(identity)
    texts = ("title", "source", "derived", "licence")
    tables = {name: getattr(dataset, name) for name in TABLES}
    return {
        "id": identity,
        "framework": dataset.framework,
        "source_url": dataset.source_url,
        "published_on": dataset.published_on,
        "mark": dataset.mark,
        "tables": {name: str(path) for name, path in tables.items() if path},
        **{
            name: {"vi": text.vi, "en": text.in_language("en")}
            for name, text in ((name, getattr(dataset, name)) for name in texts)
        },
    }


def data_table(cards: list[dict[str, Any]], language: str) -> Table:
    """Return the list of data sets as a table for the screen."""
    columns = ("id", "title", "framework", "tables", "source", "mark")
    shelf = table(*((column, "left") for column in columns))
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


def show_dataset(identity: str, language: str, *, as_json: bool) -> None:
    """Print the description of a data set, then every row of its tables."""
    from pathlib import Path

    card = describe_dataset(identity)
    rows = {name: _rows(Path(path)) for name, path in card["tables"].items()}
    if as_json:
        typer.echo(json.dumps(card | {"rows": rows}, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{identity}: {card['title'][language]}")
    for name, word in FACTS[language].items():
        fact = card[name]
        text = fact[language] if isinstance(fact, dict) else fact
        address = f" {card['source_url']}" if name == "source" else ""
        if text:
            typer.echo(f"{word}: {text}{address}")
    for name, found in rows.items():
        typer.echo(f"\n{name} ({len(found)})")
        screen().print(_row_table(found))


def _rows(path: Path) -> list[dict[str, str]]:
    """Read a table of the library: every cell as it is written there."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _row_table(rows: list[dict[str, str]]) -> Table:
    shown = table(*((column, "left") for column in rows[0]))
    for row in rows:
        shown.add_row(*row.values())
    return shown
