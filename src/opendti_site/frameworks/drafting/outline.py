"""The tree beside the form: every node with what is wrong or doubtful about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from opendti_site.frameworks.drafting.faults import DraftFault
from opendti_site.frameworks.drafting.head_fields import PAGES, page_of
from opendti_site.frameworks.drafting.tree import (
    Data,
    Place,
    children_of,
    write_place,
)
from opendti_site.frameworks.drafting.values import plain_text
from opendti_site.frameworks.enums import SURE
from opendti_site.frameworks.sheets import Words

NO_TITLE = Words("…")


@dataclass(frozen=True, slots=True)
class Twig:
    """A node in the tree beside the form."""

    address: str
    code: str
    title: Words
    faults: int
    doubts: int
    is_current: bool
    is_open: bool
    children: tuple[Twig, ...]


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A page of the head beside the form."""

    page: str
    title: str | Promise
    faults: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What stands at the left of every page of the editor."""

    heads: tuple[HeadLink, ...]
    twigs: tuple[Twig, ...]
    faults: int

    def doubtful(self) -> list[Twig]:
        """Return the nodes about which something must be looked at."""
        return [one for one in _spread(self.twigs) if one.doubts]

    def next_doubtful(self, address: str) -> Twig | None:
        """Return the doubtful node that follows one, from the top again at the end."""
        order = [one.address for one in _spread(self.twigs)]
        here = order.index(address) if address in order else -1
        found = self.doubtful()
        after = (one for one in found if order.index(one.address) > here)
        return next(after, found[0] if found else None)


def _spread(twigs: tuple[Twig, ...]) -> Iterator[Twig]:
    for one in twigs:
        yield one
        yield from _spread(one.children)


def outline_of(
    document: Data,
    faults: Sequence[DraftFault],
    notices: list[dict[str, Any]],
    *,
    place: Place = (),
    page: str = "",
) -> Outline:
    """Return the tree and the pages of the head, the present one marked."""
    at_nodes = Counter(one.place for one in faults if one.place)
    at_heads = Counter(
        page_of(one.name.split(".")[0]) for one in faults if not one.place
    )
    doubts = Counter(
        str(one["code"]) for one in notices if one["code"] and one["level"] != SURE
    )
    heads = tuple(
        HeadLink(key, title, at_heads[key], key == page)
        for key, (title, _sections) in PAGES.items()
    )
    twigs = _twigs(document, (), _Marks(at_nodes, doubts, place))
    return Outline(heads, twigs, len(faults))


@dataclass(frozen=True, slots=True)
class _Marks:
    faults: Counter[Place]
    doubts: Counter[str]
    current: Place


def _twigs(data: Data, above: Place, marks: _Marks) -> tuple[Twig, ...]:
    found = []
    for part, node in enumerate(children_of(data)):
        place = (*above, part)
        children = _twigs(node, place, marks)
        code = plain_text(node.get("code"))
        found.append(
            Twig(
                write_place(place),
                code,
                title_of(node),
                marks.faults[place],
                marks.doubts[code],
                place == marks.current,
                marks.current[: len(place)] == place,
                children,
            )
        )
    return tuple(found)


def title_of(part: Data) -> Words:
    """Return the title of a part of the document."""
    held = part.get("title")
    words = held if isinstance(held, dict) else {"vi": held}
    found = Words(plain_text(words.get("vi")), plain_text(words.get("en")))
    return found or NO_TITLE
