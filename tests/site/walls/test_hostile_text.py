"""Whatever text a stranger sends, wherever it is read: no fault of ours, no markup of theirs.

Doors are found by reading every page of the URL table and by noting what views ask of a
request, so a new address or field is tried without being named here.
"""

from __future__ import annotations

import traceback
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.site.walls.addresses import routes, targets_of, url_of
from tests.site.walls.doors import Building, Door, chosen, kind_of
from tests.site.walls.hostile import (
    BYTES,
    EVERYWHERE,
    FILE_NAMES,
    REFUSED_AT_THE_DOOR,
    TEXTS,
    UNESCAPED,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.site.walls.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.tampered(reason="the world locks an account by its row"),
]


@pytest.fixture(scope="module")
def building(world: World) -> Building:
    """Every door of the site."""
    return Building(world)


class Findings:
    """Gathers what went wrong, one line for each place in the source."""

    def __init__(self, building: Building) -> None:
        self.building = building
        self.found: dict[str, str] = {}
        self.sent = 0

    def send(self, door: Door, what: str, **changes: Any) -> int:
        """Go through a door; note a fault of ours, and markup that came back as it went."""
        self.sent += 1
        where = f"{door.method} {door.route} {what}"
        try:
            answer = self.building.send(door, **changes)
        except Exception as error:  # noqa: BLE001 -- whatever it is, a page would have said 500
            frame = next(
                one
                for one in reversed(traceback.extract_tb(error.__traceback__))
                if "opendti" in one.filename or "tests" in one.filename
            )
            place = f"{frame.filename.rpartition('/src/')[2]}:{frame.lineno}"
            self.found.setdefault(
                f"{type(error).__name__} at {place}", f"{where}: {str(error)[:200]}"
            )
            return 500
        if answer.status_code >= 500:
            self.found.setdefault(f"{where}: {answer.status_code}", "")
        is_page = "html" in answer.get("Content-Type", "")
        if is_page and UNESCAPED in answer.content:
            self.found.setdefault(f"markup in {door.route}", where)
        return answer.status_code

    def finish(self) -> None:
        lines = [f"{place}\n    {where}" for place, where in sorted(self.found.items())]
        assert not lines, "\n".join([f"{self.sent} requests", *lines])


@pytest.fixture
def findings(building: Building) -> Iterator[Findings]:
    gathered = Findings(building)
    yield gathered
    gathered.finish()


def names_of(building: Building, door: Door) -> list[str]:
    """Return the names to try at a door: its own and those that its view reads, one a kind."""
    read = building.read.get(door.route, set())
    names = [*door.fields, *sorted(read - door.fields.keys())]
    return list({kind_of(name): name for name in reversed(names)}.values())


def test_doors_are_found(building: Building):
    posts = {door.route for door in building.doors.values() if door.method == "POST"}
    assert {
        "assessments:save_card",
        "assessments:judge",
        "frameworks:draft_node",
        "organisations:edit_unit",
        "accounts:grant",
        "publication:publish",
        "account_login",
    } <= posts
    assert "v:1.2.a" in building.read["assessments:save_card"]


def test_texts_in_every_field(building: Building, findings: Findings):
    tried = set()
    assert building.doors
    for door in building.doors.values():
        for name in names_of(building, door):
            if (door.route, door.method, kind_of(name)) in tried:
                continue
            tried.add((door.route, door.method, kind_of(name)))
            for what, text in TEXTS.items():
                data = door.fields | {name: [text]}
                findings.send(door, f"{name}: {what}", data=data)


def test_texts_in_all_fields_at_once(building: Building, findings: Findings):
    assert building.doors
    for door in building.doors.values():
        for what, text in (REFUSED_AT_THE_DOOR | EVERYWHERE).items():
            data = {name: [text] for name in names_of(building, door)}
            findings.send(door, f"everywhere: {what}", data=data)


def test_texts_as_names_of_fields(building: Building, findings: Findings):
    assert building.doors
    for door in building.doors.values():
        names = {
            f"{name}{text}": ["1"]
            for name in door.fields
            for text in ("\0", ".9" * 200)
        }
        texts = [*REFUSED_AT_THE_DOOR.values(), *TEXTS.values()]
        odd = {text: ["1"] for text in texts}
        findings.send(door, "names", data=door.fields | names)
        findings.send(door, "odd names", data=door.fields | odd)


def test_bytes_of_another_encoding_are_refused_by_the_fields_name(
    building: Building, findings: Findings
):
    statuses: dict[str, set[int]] = {what: set() for what in BYTES}
    for door in building.doors.values():
        name = next(iter(names_of(building, door)), "q")
        for what, raw in BYTES.items():
            query = f"{quote(name)}={quote_from_bytes(raw)}"
            if door.method == "GET":
                status = findings.send(door, what, url=f"{door.url}?{query}", data={})
            else:
                form = "application/x-www-form-urlencoded"
                status = findings.send(door, what, data=query, content_type=form)
            statuses[what].add(status)
    for what in ("no UTF-8", "half a pair", "overlong"):
        assert (what, statuses[what]) == (what, {400})


def addresses(world: World) -> Iterator[tuple[str, str, str]]:
    """Yield each route with each of its arguments replaced: route, path, what it is."""
    texts = REFUSED_AT_THE_DOOR | TEXTS | EVERYWHERE
    for route in routes():
        target = chosen(targets_of(world, route))[0]
        url = url_of(route, target)
        values = map(str, target.arguments.values())
        for value, (what, text) in product(values, texts.items()):
            hostile = f"/{quote(text[:3000], safe='')}/"
            yield route, url.replace(f"/{quote(value)}/", hostile), f"{value} → {what}"


def test_texts_in_addresses(world: World, findings: Findings):
    listed = list(addresses(world))
    assert listed
    for route, url, what in listed:
        if findings.send(Door(route, url, "GET", "superuser"), what) == 405:
            findings.send(Door(route, url, "POST", "superuser"), what)


CONTENTS = (b"", b"%PDF-1.4\n", b"PK\x03\x04\0", b"\0" * 100, b"\xff\xfea,b")


def test_names_and_contents_of_files(building: Building, findings: Findings):
    doors = [(door, name) for door in building.doors.values() for name in door.files]
    assert doors
    for (door, name), file_name, content in product(doors, FILE_NAMES, CONTENTS):
        upload = SimpleUploadedFile("x", content)
        upload._name = file_name  # noqa: SLF001 -- as a client sends it, not as Django cleans it
        what = f"{name}: {file_name[:20]!r}"
        findings.send(door, what, data=door.fields | {name: upload})


def test_cookies_and_headers(building: Building, findings: Findings):
    door = Door("home:tasks", "/viec-cua-toi/", "GET", "nobody at all")
    for cookie in (
        'sessionid="a\\000b"',
        "sessionid=" + "9" * 5000,
        'csrftoken="\\000"',
        "django_language=\x01",
    ):
        findings.send(door, f"cookie {cookie[:20]}", headers={"cookie": cookie})
    for name in (
        "referer",
        "hx-current-url",
        "user-agent",
        "accept-language",
        "x-forwarded-for",
        "host",
    ):
        for what, text in TEXTS.items():
            if text.isascii():
                findings.send(door, f"{name}: {what}", headers={name: text})
