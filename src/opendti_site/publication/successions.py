"""The links between units that an edition keeps, as the engine reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from opendti_site.results.bridge import InheritanceLink


def links_in(kept: list[dict[str, Any]]) -> Iterator[InheritanceLink]:
    """Yield the links from successors to predecessors that an edition keeps, each once a day."""
    seen: set[tuple[int, int, str]] = set()
    for family in kept:
        for old in family["predecessors"]:
            key = (family["unit"]["key"], old["key"], family["on"])
            if key not in seen:
                seen.add(key)
                on = dt.date.fromisoformat(family["on"])
                yield InheritanceLink(key[0], key[1], on, family["rule"])
