"""A crosswalk file to the matches that a comparison asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from opendti.errors import CrosswalkError
from opendti.framework.crosswalk import CrosswalkDefinition, pairs_of, parse_crosswalk
from opendti.framework.model import Framework
from opendti.ranking.matches import Match
from opendti.untrusted import read_untrusted


def read_crosswalk(
    path: str | Path, find: Callable[[str], Framework]
) -> tuple[CrosswalkDefinition, Framework, Framework]:
    """
    Read a crosswalk file and the two frameworks that it names.

    Parameters
    ----------
    path
        A YAML file in UTF-8.
    find
        Returns the framework of an identity, or of a file's name.

    Raises
    ------
    CrosswalkError
        With every fault found, in the order of the lines.
    UsageError
        When there is no such file.
    """
    file = Path(path)
    with read_untrusted(
        "document", file, file.name, refusal=CrosswalkError, kind="crosswalk"
    ) as answer:
        return parse_crosswalk(answer.data["text"], find, file.name)


def matches_of(
    crosswalk: CrosswalkDefinition, before: Framework, after: Framework
) -> tuple[Match, ...]:
    """Return the matches of every node, for `opendti.ranking.comparison.compare`."""
    pairs = pairs_of(crosswalk, before, after)
    return tuple(Match(pair.kind, pair.before, pair.after) for pair in pairs)
