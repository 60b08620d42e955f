"""
The frameworks and the published tables that we ship.

One YAML file a framework version, named by its identity; under `datasets/` one
CSV of answers, one of published scores and one YAML of provenance a data set.
This package locates the files; it must not score.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opendti.definitions import Text
from opendti.errors import Fault, UsageError

__all__ = [
    "ALIASES",
    "Dataset",
    "alias_of",
    "dataset_at",
    "dataset_ids",
    "framework_ids",
    "framework_path",
    "load_dataset",
    "stored_cards",
]

SHELF = Path(__file__).parent
DATASETS = SHELF / "datasets"
CARDS = SHELF / "cards.json"
"""What a list of the frameworks says of each; written by `tools/library_cards.py`."""
ALIASES = {"vn.dbi.large@2021": "vn.dbi.large@2025"}
"""Old identities that other files may still name, and their successors."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """
    Tables of one publication: real inputs, published results, successions, or figures.

    `answers` is a table as `opendti score` reads it, None where results alone were
    published. `published` has the columns `unit,node,points,value,place,mark`, where
    `mark` is `exact` for a figure as printed and `derived` for one that follows from
    printed ones; a `block` or a `year` stands last where the table has several.
    `successions` has `predecessor,successor,predecessors`, the last one the number of
    units that became one. `figures` holds single numbers of reports, which no framework
    scores, as `unit,figure_vi,figure_en,value,of,year,mark,source,note`. `framework` is
    None where no shipped framework scores it; `frameworks` then names the one behind each year,
    as far as it is known.
    """

    id: str
    title: Text
    framework: str | None
    answers: Path | None
    published: Path | None
    successions: Path | None
    figures: Path | None
    source: Text
    source_url: str
    published_on: str | None
    mark: str
    licence: Text
    derived: Text
    frameworks: dict[int, str]

    def framework_of(self, year: int | None) -> str | None:
        """Return what the values of a year were scored by, None where that is unknown."""
        return self.framework or (
            self.frameworks.get(year) if year is not None else None
        )


def framework_ids() -> tuple[str, ...]:
    """
    Return the identities of the shipped frameworks, in alphabetical order.

    Examples
    --------
    >>> "vn.dti.province@2024" in framework_ids()
    True
    """
    return tuple(sorted(path.stem for path in SHELF.glob("*@*.yaml")))


def framework_path(identity: str) -> Path:
    """
    Return the file of a shipped framework, by its identity or an alias of it.

    Raises
    ------
    UsageError
        When the library has no framework of this identity.
    """
    identity = ALIASES.get(identity, identity)
    _refuse_unknown(identity, framework_ids(), "library_framework")
    return SHELF / f"{identity}.yaml"


def stored_cards() -> dict[str, dict[str, Any]]:
    """
    Return titles, counts and points of each shipped framework, by identity.

    Examples
    --------
    >>> stored_cards()["vn.dti.province@2024"]["status"]
    'adapted'
    """
    cards: dict[str, dict[str, Any]] = json.loads(CARDS.read_text("utf-8"))
    return cards


def alias_of(identity: str) -> str | None:
    """
    Return the identity that replaces an old one, None for an identity in use.

    Examples
    --------
    >>> alias_of("vn.dbi.large@2021")
    'vn.dbi.large@2025'
    """
    return ALIASES.get(identity)


def dataset_ids() -> tuple[str, ...]:
    """Return the ids of the shipped data sets, in alphabetical order."""
    return tuple(sorted(path.stem for path in DATASETS.glob("*.yaml")))


def load_dataset(identity: str) -> Dataset:
    """
    Return a shipped data set: where its tables lie and where they come from.

    Raises
    ------
    UsageError
        When the library has no data set of this id.
    """
    _refuse_unknown(identity, dataset_ids(), "library_dataset")
    import yaml  # noqa: PLC0415 -- a list of frameworks needs none

    card = yaml.safe_load((DATASETS / f"{identity}.yaml").read_text("utf-8"))
    return Dataset(
        id=identity,
        title=Text(**card["title"]),
        framework=card.get("framework"),
        answers=_table(f"{identity}.csv"),
        published=_table(f"{identity}.published.csv"),
        successions=_table(f"{identity}.successions.csv"),
        figures=_table(f"{identity}.figures.csv"),
        source=Text(**card["source"]),
        source_url=card["source_url"],
        published_on=card.get("published"),
        mark=card["mark"],
        licence=Text(**card["licence"]),
        derived=Text(**card["derived"]),
        frameworks=card.get("frameworks", {}),
    )


def dataset_at(path: Path) -> Dataset | None:
    """Return the data set that a table on the shelf belongs to, None for another file."""
    table = path.resolve()
    if table.parent != DATASETS.resolve():
        return None
    owners = (name for name in dataset_ids() if table.name.startswith(f"{name}."))
    # vn.dti.province.2024.63 begins with vn.dti.province.2024.
    longest = max(owners, key=len, default=None)
    return load_dataset(longest) if longest else None


def _table(name: str) -> Path | None:
    path = DATASETS / name
    return path if path.is_file() else None


def _refuse_unknown(identity: str, known: tuple[str, ...], code: str) -> None:
    if identity not in known:
        raise UsageError(Fault(code, {"identity": identity, "known": known}))
