"""The site's menus: each capability registers its own entries when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse

from opendti_site.ui.translatable import StrOrPromise

Area = Literal["staff", "public"]
Shown = Callable[[Any], bool]
Counted = Callable[[Any], int]


def everyone(_user: Any) -> bool:
    """Show an entry to whoever sees the menu."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """One line of a menu: `order` sorts it, `shown_to` and `count` ask about the user."""

    label: StrOrPromise
    page: str
    icon: str
    order: int
    area: Area = "staff"
    shown_to: Shown = everyone
    count: Counted | None = None


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry as it is on a page."""

    label: str
    url: str
    icon: str
    count: int
    current: bool


_ENTRIES: dict[tuple[str, str], MenuEntry] = {}


def add_entry(entry: MenuEntry) -> None:
    """Put an entry into its menu; called once, from AppConfig.ready."""
    _ENTRIES[entry.area, entry.page] = entry


def menu_of(request: HttpRequest, area: Area) -> list[MenuLink]:
    """List what this person sees in a menu, with the entry of this page marked."""
    user = getattr(request, "user", None)
    shown = sorted(
        (e for e in _ENTRIES.values() if e.area == area and e.shown_to(user)),
        key=lambda entry: entry.order,
    )
    urls = [reverse(entry.page) for entry in shown]
    here = _nearest(urls, request.path)
    return [
        MenuLink(
            label=str(entry.label),
            url=url,
            icon=entry.icon,
            count=entry.count(user) if entry.count else 0,
            current=url == here,
        )
        for entry, url in zip(shown, urls, strict=True)
    ]


def _nearest(urls: list[str], path: str) -> str | None:
    above = [
        url for url in urls if url == path or (url != "/" and path.startswith(url))
    ]
    return max(above, key=len, default=None)
