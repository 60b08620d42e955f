"""Crawls the site for its endpoints: every form of every page, and every name that a view reads."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

from opendti_site.api.v1.root import api
from tests.site.walls.addresses import TARGETS, routes, targets_of, url_of
from tests.site.walls.forms import form_of
from tests.site.walls.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from tests.site.walls.world import World

NOBODY = "anonymous"
PROGRAM = "program at ministry"
"""Asks by a token, and is alone in being answered by the API."""
ACTORS = (
    "coordinator at ministry",
    "reporter at own",
    "signatory at own",
    "appraiser at ministry",
    "council at own",
    "superuser",
    NOBODY,
)
"""The anonymous client comes last: a page is read as the first who may see it sees it."""
TARGETS_EACH = 6
PAGES_EACH = 2
"""Actors whose page is read, of those who may see it."""
TRIED_EACH = {True: TARGETS_EACH * len(ACTORS), False: 5}
"""Endpoints of a kind that are tried until one is accepted; more where no page says whose it is."""
PASSWORD = "Mot-mat-khau-dai"
NEW = "mat-khau-moi-va-rat-dai"
FILLED: dict[str, dict[str, Any]] = {
    "account_change_password": {
        "oldpassword": PASSWORD,
        "password1": NEW,
        "password2": NEW,
    },
    "account_login": {"login": "root", "password": PASSWORD},
    "account_reauthenticate": {"password": PASSWORD},
    "assessments:create_round": {"title": "Kỳ mới", "year": "2031"},
    "frameworks:new_draft": {
        "copy-version": "2030",
        "empty-code": "vn.test.moi",
        "empty-version": "2026",
        "empty-title_vi": "Bộ chỉ số mới",
    },
}
"""What a person would type into forms that the other walls do not fill in."""
CHANGED = frozenset({"submit_by", "due_at"})
"""Fields whose own value would change nothing."""
CSRF = "csrfmiddlewaretoken"
Kind = tuple[str, str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A request that a page offers: `fields` are a form's own values, `files` its file fields."""

    route: str
    url: str
    method: str
    actor: str
    fields: dict[str, list[str]] = field(default_factory=dict, hash=False)
    files: tuple[str, ...] = ()
    areas: frozenset[str] = frozenset()
    """The fields of several lines."""
    is_bare: bool = False
    """Whether no page has a form that leads there."""
    button: str = ""
    """The button that sends the form, where it has a name: other buttons, other acts."""

    @property
    def kind(self) -> Kind:
        """Tell endpoints apart: the rows of a table are one kind, the filters of a list another."""
        names = set() if self.method == "GET" else set(map(kind_of, self.fields))
        marks = {f"button {kind_of(self.button)}", f"bare {self.is_bare}", *self.files}
        return self.route, self.method, frozenset(names | marks)


def is_of_api(route: str) -> bool:
    """Tell whether an address is for programs, which have tokens and no session."""
    return route.startswith("api_v1:")


def sender_to(route: str) -> str:
    """Return who comes furthest at an address."""
    return PROGRAM if is_of_api(route) else "superuser"


def queries_of(route: str, url: str) -> dict[str, list[str]]:
    """Return the parameters of an address of the API as its description has them."""
    if not is_of_api(route):
        return {}
    for template, methods in api.get_openapi_schema()["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), url):
            return {
                parameter["name"]: [str(parameter["schema"].get("default", ""))]
                for parameter in methods.get("get", {}).get("parameters", ())
                if parameter["in"] == "query"
            }
    return {}


def kind_of(name: str) -> str:
    """Write a field's name without its numbers, so that one row stands for all."""
    return re.sub(r"\d+", "#", name)


class Crawler:
    """All endpoints of the site, and the names that its views read, by route and method."""

    def __init__(self, world: World, actors: tuple[str, ...] = ACTORS) -> None:
        self.world, self.actors = world, actors
        self.clients = {name: Client() for name in actors}
        for name in actors[:-1]:
            person = world.people[name]
            person.set_password(PASSWORD)
            person.save()
            self.clients[name].force_login(person)
        token = world.branches["ministry"].token_text
        self.clients[PROGRAM] = Client(HTTP_AUTHORIZATION=f"Bearer {token}")
        self.found: dict[Kind, list[Endpoint]] = {}
        self.endpoints: dict[Kind, Endpoint] = {}
        self.ranks: dict[Kind, int] = {}
        self.read: dict[tuple[str, str], set[str]] = {}
        self.by_json: set[str] = set()
        """Addresses of the API that take JSON: what test_api.py tries."""
        self.is_built = False
        for route in routes():
            for target in chosen(targets_of(world, route)):
                self._visit(route, target)
        for kind in list(self.found):
            self._open(kind)
        self._drop_bare_endpoints()
        self.is_built = True

    def send(self, endpoint: Endpoint, **changes: Any) -> HttpResponse:
        """Send a request to an endpoint and roll back what it wrote."""
        client = self.clients[endpoint.actor]
        ask = client.get if endpoint.method == "GET" else client.post
        url, data = (
            changes.pop("url", endpoint.url),
            changes.pop("data", endpoint.fields),
        )
        cookies = dict(client.cookies)
        with transaction.atomic():
            try:
                with recorded(self._names_of(endpoint)):
                    answer = ask(url, data, **changes)
                if answer.streaming:
                    answer.getvalue()
                return answer
            finally:
                transaction.set_rollback(True)
                # Signing out would leave all further requests to an anonymous client.
                client.cookies.clear()
                client.cookies.update(cookies)

    def _names_of(self, endpoint: Endpoint) -> set[str]:
        """Return where to note names; those that the tests themselves send are none of a view."""
        if self.is_built:
            return set()
        return self.read.setdefault((endpoint.route, endpoint.method), set())

    def taken_forms(self) -> dict[str, Endpoint]:
        """Return a form of each actor that the site takes as it is."""
        return {
            endpoint.actor: endpoint
            for kind, endpoint in self.endpoints.items()
            if endpoint.method == "POST" and self.ranks[kind] == 0
        }

    def _visit(self, route: str, target: Target) -> None:
        """Read a page as those see it who may, and keep its forms."""
        pages, url = 0, url_of(route, target)
        for actor in (PROGRAM,) if is_of_api(route) else self.actors:
            endpoint = Endpoint(route, url, "GET", actor, queries_of(route, url))
            answer = self.send(endpoint)
            if answer.status_code == 405 and is_of_api(route):
                self.by_json.add(route)
                return
            if answer.status_code == 405:
                # Only a form leads there; it is tried as the other walls fill it in.
                for sender in self.actors:
                    self._keep(Endpoint(route, url, "POST", sender, is_bare=True))
                return
            if answer.status_code == 200:
                self.endpoints.setdefault(endpoint.kind, endpoint)
                self.ranks.setdefault(endpoint.kind, 0)
                pages += self._read(answer, endpoint)
            if pages == PAGES_EACH:
                return

    def _read(self, answer: HttpResponse, endpoint: Endpoint) -> bool:
        """Keep the forms of an answer; tell whether it was a page."""
        is_page = answer.status_code == 200 and "html" in answer.get("Content-Type", "")
        if is_page:
            for found in forms_of(answer.content, endpoint.url, endpoint.actor):
                self._keep(found)
        return is_page

    def _keep(self, endpoint: Endpoint) -> None:
        """Keep an endpoint to be tried, unless a page of its kind was seen."""
        endpoints = self.found.setdefault(endpoint.kind, [])
        if len(endpoints) < TRIED_EACH[endpoint.is_bare]:
            endpoints.append(endpoint)

    def _open(self, kind: Kind) -> None:
        """Send forms of a kind until one is taken; what comes back may have other forms."""
        for found in self.found[kind] if kind not in self.endpoints else ():
            endpoint = self._filled(found)
            answer = self.send(endpoint)
            rank = rank_of(endpoint, answer.status_code)
            if kind not in self.endpoints or rank < self.ranks[kind]:
                self.endpoints[kind], self.ranks[kind] = endpoint, rank
            before = set(self.found)
            self._read(answer, endpoint)
            for other in set(self.found) - before:
                self._open(other)
            if rank == 0:
                return

    def _drop_bare_endpoints(self) -> None:
        """Leave out what was tried without a form where a form of a page came as far."""
        formed: dict[str, int] = {}
        for kind, endpoint in self.endpoints.items():
            if endpoint.method == "POST" and not endpoint.is_bare:
                lowest = formed.get(endpoint.route, self.ranks[kind])
                formed[endpoint.route] = min(lowest, self.ranks[kind])
        self.endpoints = {
            kind: endpoint
            for kind, endpoint in self.endpoints.items()
            if not endpoint.is_bare or formed.get(endpoint.route, 4) > self.ranks[kind]
        }

    def _filled(self, endpoint: Endpoint) -> Endpoint:
        """Fill in what a page leaves to the person, and all of a form that is on no page."""
        if endpoint.method == "GET" or endpoint.route not in TARGETS:
            return endpoint
        arguments = resolve(endpoint.url).kwargs
        target = next(
            (
                target
                for target in targets_of(self.world, endpoint.route)
                if _texts(target.arguments) == _texts(arguments)
            ),
            None,
        )
        if target is None:
            return endpoint
        known = form_of(self.world, endpoint.route, target) | FILLED.get(
            endpoint.route, {}
        )
        texts = {
            name: [
                str(text) for text in (value if isinstance(value, list) else [value])
            ]
            for name, value in known.items()
            if name in CHANGED or not any(endpoint.fields.get(name, ()))
        }
        return replace(endpoint, fields=endpoint.fields | texts)


def rank_of(endpoint: Endpoint, status: int) -> int:
    """Tell how far a request came: 0 done or shown, 1 or 2 refused in words, 3 turned away."""
    if status in {401, 403, 404, 405}:
        return 3
    if status >= 400:
        return 2
    return int(endpoint.method == "POST" and status == 200)


def _texts(arguments: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in arguments.items()}


def chosen(targets: list[Target]) -> list[Target]:
    """Return a few targets that differ in state, of the unit that the cast belongs to."""
    near = [target for target in targets if not target.mixed and _is_near(target)]
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


def forms_of(content: bytes, url: str, actor: str) -> Iterator[Endpoint]:
    """Read the forms of a page, and what htmx sends from it."""
    page = lxml.html.fromstring(content.decode())
    for form in page.forms:
        action = form.get("hx-post") or form.get("action") or url
        method = "POST" if form.get("hx-post") else form.get("method", "get").upper()
        yield from _endpoints(form, urljoin(url, action), method, actor)
    for element in page.xpath("//*[@hx-post and not(self::form)]"):
        yield from _endpoints(
            element, urljoin(url, element.get("hx-post")), "POST", actor
        )
    for link in page.xpath("//a[contains(@href, '?')]/@href"):
        parts = urlsplit(urljoin(url, link))
        fields = {name: list(values) for name, values in QueryDict(parts.query).lists()}
        yield from _known(Endpoint("", parts.path, "GET", actor, fields))


FIELDS = ".//*[@name][self::input or self::select or self::textarea]"
BUTTONS = ".//button[@name]|.//input[@name][@type='submit']"


def _endpoints(element: Any, url: str, method: str, actor: str) -> Iterator[Endpoint]:
    """Yield a form once for each button that it can be sent with."""
    fields: dict[str, list[str]] = {}
    files, areas = [], set()
    for control in element.xpath(FIELDS):
        name, kind = control.get("name"), control.get("type", "")
        is_choice = kind in {"checkbox", "radio"}
        if kind == "file":
            files.append(name)
        elif kind == "submit" or (
            is_choice and name in fields and "checked" not in control.attrib
        ):
            continue
        else:
            fields[name] = [_value_of(control)]
            areas |= {name} if control.tag == "textarea" else set()
    form = Endpoint("", url, method, actor, fields, tuple(files), frozenset(areas))
    buttons = [
        (button.get("name"), button.get("value", ""))
        for button in element.xpath(BUTTONS)
    ]
    if element.tag == "button" and element.get("name"):
        buttons.append((element.get("name"), element.get("value", "")))
    for name, value in buttons:
        pressed = {name: [value]}
        yield from _known(
            replace(form, fields=fields | pressed, button=f"{name}={value}")
        )
    if not buttons:
        yield from _known(form)


def _value_of(control: Any) -> str:
    """Return what a browser would send for an input, a choice or a text of several lines."""
    if control.tag == "textarea":
        return str(control.value or "").removeprefix("\n")
    return str(
        (control.value if control.tag == "select" else control.get("value")) or ""
    )


def _known(endpoint: Endpoint) -> Iterator[Endpoint]:
    """Yield an endpoint with the route of its address, if the site has one."""
    path = urlsplit(endpoint.url).path
    try:
        match = resolve(path)
    except Resolver404:
        return
    yield replace(endpoint, route=match.view_name, url=path)


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
