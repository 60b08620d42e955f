"""Where text gets in: every form of every page, and every name that a view reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

from tests.site.walls.addresses import routes, targets_of, url_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.site.walls.addresses import Target
    from tests.site.walls.world import World

ACTORS = (
    "coordinator at ministry",
    "reporter at own",
    "signatory at own",
    "appraiser at ministry",
    "council at ministry",
    "superuser",
    "nobody at all",
)
TARGETS_EACH = 6
PAGES_EACH = 2
"""Actors whose page is read, of those who may see it."""


@dataclass(frozen=True, slots=True)
class Door:
    """A request that gets in: `fields` are a form's own values, `files` its file fields."""

    route: str
    url: str
    method: str
    actor: str
    fields: dict[str, list[str]] = field(default_factory=dict, hash=False)
    files: tuple[str, ...] = ()

    @property
    def kind(self) -> tuple[str, str, frozenset[str]]:
        """Tell doors apart: the rows of a table are one kind."""
        return self.route, self.method, frozenset(map(kind_of, self.fields))


def kind_of(name: str) -> str:
    """Write a field's name without its numbers, so that one row stands for all."""
    return re.sub(r"\d+", "#", name)


class Building:
    """All doors of the site, and the names that its views read, by route."""

    def __init__(self, world: World) -> None:
        self.clients = {name: Client() for name in ACTORS}
        for name, client in self.clients.items():
            if name in world.people:
                person = world.people[name]
                person.set_password("Mot-mat-khau-dai")
                person.save()
                client.force_login(person)
        self.doors: dict[tuple[str, str, frozenset[str]], Door] = {}
        self.read: dict[str, set[str]] = {}
        for route in routes():
            for target in chosen(targets_of(world, route)):
                self._visit(route, url_of(route, target))
        for door in list(self.doors.values()):
            self._try(door)

    def send(self, door: Door, **changes: Any) -> HttpResponse:
        """Go through a door, and undo what was done there."""
        client = self.clients[door.actor]
        ask = client.get if door.method == "GET" else client.post
        url, data = changes.pop("url", door.url), changes.pop("data", door.fields)
        with transaction.atomic():
            try:
                with recorded(self.read.setdefault(door.route, set())):
                    answer = ask(url, data, **changes)
                if answer.streaming:
                    answer.getvalue()
                return answer
            finally:
                transaction.set_rollback(True)

    def _visit(self, route: str, url: str) -> None:
        """Read a page as those see it who may, and keep its forms."""
        pages = 0
        for actor in ACTORS:
            door = Door(route, url, "GET", actor)
            answer = self.send(door)
            if answer.status_code in {200, 405}:
                self.doors.setdefault(door.kind, door)
            if answer.status_code == 405:
                # Only a form leads there; here it is tried without one.
                door = Door(route, url, "POST", actor)
                self.doors.setdefault(door.kind, door)
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                pages += 1
                for found in forms_of(answer.content, url, actor):
                    self.doors.setdefault(found.kind, found)
            if pages == PAGES_EACH:
                return

    def _try(self, door: Door) -> None:
        """Send a form as it stands; what comes back may hold other forms."""
        answer = self.send(door)
        if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
            for found in forms_of(answer.content, door.url, door.actor):
                self.doors.setdefault(found.kind, found)


def chosen(targets: list[Target]) -> list[Target]:
    """Return a few targets that differ in state, of the unit that the cast belongs to."""
    near = [one for one in targets if not one.mixed and _is_near(one)]
    by_state: dict[str, Target] = {}
    for target in near or targets[:1]:
        by_state.setdefault(
            target.label.removeprefix("shared").removeprefix("CucA in"), target
        )
    return list(by_state.values())[:TARGETS_EACH]


def _is_near(target: Target) -> bool:
    return (
        target.label.startswith(("shared", "CucA in shared", "own")) or not target.label
    )


def forms_of(content: bytes, url: str, actor: str) -> Iterator[Door]:
    """Read the forms of a page, and what htmx sends from it."""
    page = lxml.html.fromstring(content.decode())
    for form in page.forms:
        action = form.get("hx-post") or form.get("action") or url
        method = "POST" if form.get("hx-post") else form.get("method", "get").upper()
        yield from _door(form, urljoin(url, action), method, actor)
    for element in page.xpath("//*[@hx-post and not(self::form)]"):
        yield from _door(element, urljoin(url, element.get("hx-post")), "POST", actor)
    for link in page.xpath("//a[contains(@href, '?')]/@href"):
        parts = urlsplit(urljoin(url, link))
        fields = {name: list(values) for name, values in QueryDict(parts.query).lists()}
        yield from _known(parts.path, "GET", actor, fields, ())


def _door(element: Any, url: str, method: str, actor: str) -> Iterator[Door]:
    fields: dict[str, list[str]] = {}
    files = []
    for one in element.xpath(
        ".//*[@name][self::input or self::select or self::textarea or self::button]"
    ):
        name, kind = one.get("name"), one.get("type", "")
        if kind == "file":
            files.append(name)
        elif (
            kind in {"checkbox", "radio"}
            and name in fields
            and "checked" not in one.attrib
        ):
            continue
        elif kind not in {"submit", "button"} or name not in fields:
            value = (
                one.value if one.tag in {"select", "textarea"} else one.get("value", "")
            )
            fields[name] = [str(value if value is not None else "")]
    path, _mark, query = url.partition("?")
    del query
    yield from _known(path, method, actor, fields, tuple(files))


def _known(
    path: str,
    method: str,
    actor: str,
    fields: dict[str, list[str]],
    files: tuple[str, ...],
) -> Iterator[Door]:
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return
    yield Door(match.view_name, urlsplit(path).path, method, actor, fields, files)


@contextmanager
def recorded(names: set[str]) -> Iterator[None]:
    """Note every name that is asked of a request's fields."""
    kept = {
        name: MultiValueDict.__dict__[name]
        for name in ("__getitem__", "getlist", "get")
    }
    contains = dict.__contains__

    def noting(method: Any) -> Any:
        def wrapped(self: Any, key: Any, *rest: Any, **more: Any) -> Any:
            if isinstance(self, QueryDict) and isinstance(key, str):
                names.add(key)
            return method(self, key, *rest, **more)

        return wrapped

    for name, method in kept.items():
        setattr(MultiValueDict, name, noting(method))
    MultiValueDict.__contains__ = noting(contains)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for name, method in kept.items():
            setattr(MultiValueDict, name, method)
        del MultiValueDict.__contains__  # type: ignore[misc]
