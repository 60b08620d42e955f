"""
The frameworks and the published tables that we ship.

One YAML file a framework version, named by its identity; under `datasets/` one
CSV of answers, one of published scores and one YAML of provenance a data set.
This package knows where they lie, not what they mean: it must not score.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from opendti.errors import UsageError
from opendti.plan.model import Text

__all__ = [
    "Dataset",
    "dataset_ids",
    "framework_ids",
    "framework_path",
    "load_dataset",
]

SHELF = Path(__file__).parent
DATASETS = SHELF / "datasets"


@dataclass(frozen=True, slots=True)
class Dataset:
    """
    Tables of one publication: real inputs, published results, or successions.

    `answers` is a table as `opendti score` reads it, None where results alone were
    published. `published` has the columns `unit,node,points,value,place,mark`, where
    `mark` is `exact` for a figure as printed and `derived` for one that follows from
    printed ones; a `block` or a `year` stands last where the table has several.
    `successions` has `predecessor,successor,predecessors`, the last one the number of
    units that became one. `framework` is None where no shipped framework scores it.
    """

    id: str
    title: Text
    framework: str | None
    answers: Path | None
    published: Path | None
    successions: Path | None
    source: Text
    source_url: str
    published_on: str | None
    mark: str
    licence: Text
    derived: Text


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
    Return the file of a shipped framework.

    Raises
    ------
    UsageError
        When the library has no framework of this identity.
    """
    _refuse_unknown(identity, framework_ids(), "framework")
    return SHELF / f"{identity}.yaml"


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
    _refuse_unknown(identity, dataset_ids(), "data set")
    card = yaml.safe_load((DATASETS / f"{identity}.yaml").read_text("utf-8"))
    return Dataset(
        id=identity,
        title=Text(**card["title"]),
        framework=card.get("framework"),
        answers=_table(f"{identity}.csv"),
        published=_table(f"{identity}.published.csv"),
        successions=_table(f"{identity}.successions.csv"),
        source=Text(**card["source"]),
        source_url=card["source_url"],
        published_on=card.get("published"),
        mark=card["mark"],
        licence=Text(**card["licence"]),
        derived=Text(**card["derived"]),
    )


def _table(name: str) -> Path | None:
    path = DATASETS / name
    return path if path.is_file() else None


def _refuse_unknown(identity: str, known: tuple[str, ...], what: str) -> None:
    if identity not in known:
        message = f"no {what} {identity} in the library; there are {', '.join(known)}"
        raise UsageError(message)
