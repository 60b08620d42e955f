"""Whatever text a stranger sends, wherever it is read: no fault of ours, no markup of theirs.

Endpoints are found by reading every page of the URL table and by noting what views ask of a
request, so a new address or field is tried without being named here.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve, reverse

from tests.opendti.untrusted.hostile_files import BOMBS
from tests.opendti.untrusted.hostile_files import FILES as HOSTILE_FILES
from tests.site.cast import FRAMEWORK
from tests.site.walls.addresses import routes, targets_of, url_of
from tests.site.walls.crawler import (
    CSRF,
    NOBODY,
    PROGRAM,
    Crawler,
    Endpoint,
    chosen,
    kind_of,
    rank_of,
    sender_to,
)
from tests.site.walls.findings import Findings
from tests.site.walls.hostile import (
    ALONE,
    BYTES,
    CLEANED,
    EVERY,
    FILE_NAMES,
    REFUSED,
    TOGETHER,
    TREES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.site.walls.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.tampered(reason="the world locks an account by its row"),
    pytest.mark.usefixtures("no_limits"),
]
CASES = Path(__file__).parents[2] / "data" / "cases"


@pytest.fixture(scope="module")
def crawler(world: World) -> Crawler:
    """A crawler that has read every page."""
    return Crawler(world)


@pytest.fixture
def findings(crawler: Crawler) -> Iterator[Findings]:
    """What the test finds; afterwards everybody is still signed in."""
    findings = Findings(crawler)
    yield findings
    findings.finish()
    for actor, client in crawler.clients.items():
        status = client.get(reverse("home:tasks")).status_code
        has_session = actor not in {NOBODY, PROGRAM}
        assert (actor, status) == (actor, 200 if has_session else 302)
    for endpoint in crawler.taken_forms().values():
        status = crawler.send(endpoint).status_code
        assert (endpoint.route, rank_of(endpoint, status)) == (endpoint.route, 0)


def names_of(crawler: Crawler, endpoint: Endpoint) -> list[str]:
    """Return the names to try at an endpoint: its own and those that its view reads, one a kind."""
    read = crawler.read.get((endpoint.route, endpoint.method), set())
    names = [*endpoint.fields, *sorted(read - endpoint.fields.keys() - {CSRF})]
    return list({kind_of(name): name for name in reversed(names)}.values())


def widest_endpoints(crawler: Crawler) -> list[Endpoint]:
    """Return the endpoints with the most fields, one for each route and button."""
    widest: dict[tuple[str, str, str], Endpoint] = {}
    for endpoint in crawler.endpoints.values():
        key = endpoint.route, endpoint.method, kind_of(endpoint.button)
        if key not in widest or len(widest[key].fields) < len(endpoint.fields):
            widest[key] = endpoint
    assert len(widest) > 80
    return list(widest.values())


def test_endpoints_are_found(crawler: Crawler):
    posts = {
        endpoint.route
        for endpoint in crawler.endpoints.values()
        if endpoint.method == "POST"
    }
    assert {
        "assessments:save_card",
        "assessments:appraise_unit",
        "frameworks:draft_node",
        "organisations:edit_unit",
        "accounts:grant",
        "publication:publish",
        "account_login",
    } <= posts
    assert "v:1.2.a" in crawler.read["assessments:save_card", "POST"]
    # Pages that are tried on SQLite alone rest on this: on either database each is opened here.
    pages = {
        endpoint.route
        for endpoint in crawler.endpoints.values()
        if endpoint.method == "GET" and crawler.ranks[endpoint.kind] == 0
    }
    assert set(routes()) - pages - posts - crawler.by_json == NEVER_SHOWN
    taken = {
        endpoint.route
        for kind, endpoint in crawler.endpoints.items()
        if not crawler.ranks[kind]
    }
    # Behind a refusal no text comes far.
    refused = posts - taken
    assert refused - REFUSED_FORMS - ANSWERED_AT_ONCE == set(), (
        "fill in these forms in FORMS of tests/site/walls/forms.py"
    )
    assert (REFUSED_FORMS | ANSWERED_AT_ONCE) - refused == set()


NEVER_SHOWN = {
    "accounts:link_identity",
    "assessments:discard_rehearsal",
    "assessments:readmit_unit",
    "assessments:start_step",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "openid_connect_callback",
    "operations:figures",
    "operations:ready",
    "socialaccount_login_cancelled",
}
"""They need a second factor, a provider, a worker or a unit that left: tests of their own, on both databases."""
REFUSED_FORMS = {
    "accounts:demo_sign_in",
    "accounts:unlink_identity",
    "openid_connect_login",
}
"""Only a demonstration has the first; the others need a provider, which tests of their own have."""
ANSWERED_AT_ONCE = {
    "accounts:rotate_service_token",
    "privacy:export_own",
    "privacy:export_person",
}
"""Taken, and answered by a download or by the page that shows a token once."""


@pytest.mark.sqlite  # the next test tries both databases
def test_texts_in_every_field(crawler: Crawler, findings: Findings):
    tried = set()
    for endpoint in crawler.endpoints.values():
        for name in names_of(crawler, endpoint):
            key = endpoint.route, endpoint.method, kind_of(name)
            if key in tried or name == CSRF:
                continue
            tried.add(key)
            texts = ALONE | (TREES if name in endpoint.areas else {})
            for what, text in texts.items():
                data = endpoint.fields | {name: [text]}
                findings.send(endpoint, f"{name}: {what}", data=data)
    assert len(tried) > 200


def test_texts_in_all_fields_at_once(crawler: Crawler, findings: Findings):
    endpoints = [
        endpoint
        for endpoint in widest_endpoints(crawler)
        if names_of(crawler, endpoint)
    ]
    assert len(endpoints) > 50
    for number, endpoint in enumerate(endpoints):
        names = names_of(crawler, endpoint)
        for what, text in (REFUSED | {"cleaned": CLEANED}).items():
            data = {name: [text] for name in names}
            status = findings.send(endpoint, f"everywhere: {what}", data=data)
            is_refused = status == 400
            assert (endpoint.route, is_refused) == (endpoint.route, what in REFUSED)
        for turn in range(TURNS):
            data = rotated(names, number + turn * len(TOGETHER) // TURNS)
            findings.send(endpoint, f"everywhere, turn {turn}", data=data)


TURNS = 3


def rotated(names: list[str], first: int) -> dict[str, list[str]]:
    """Give each field another text, from the one with this number on."""
    texts = list(TOGETHER.values())
    return {
        name: [texts[(first + number) % len(texts)]]
        for number, name in enumerate(names)
    }


@pytest.mark.sqlite
def test_texts_as_names_of_fields(crawler: Crawler, findings: Findings):
    """In the address's own encoding: Django refuses long names in a form of several parts."""
    odd = {text: ["1"] for text in EVERY.values() if text not in REFUSED.values()}
    for endpoint in widest_endpoints(crawler):
        names = {
            f"{name}{text}": ["1"]
            for name in endpoint.fields
            for text in ("\0", ".9" * 200)
        }
        status = send_encoded(
            findings, endpoint, "odd names", endpoint.fields | names | odd
        )
        assert (endpoint.route, status == 400) == (endpoint.route, False)
        for what, text in REFUSED.items():
            status = send_encoded(findings, endpoint, what, {text: ["1"]})
            assert (endpoint.route, what, status) == (endpoint.route, what, 400)


def send_encoded(
    findings: Findings, endpoint: Endpoint, what: str, data: dict[str, list[str]] | str
) -> int:
    """Send fields as an address or a short form has them; a text is encoded already."""
    query = data if isinstance(data, str) else urlencode(data, doseq=True)
    if endpoint.method == "GET":
        return findings.send(endpoint, what, url=f"{endpoint.url}?{query}", data={})
    return findings.send(endpoint, what, data=query, content_type=FORM)


FORM = "application/x-www-form-urlencoded"


@pytest.mark.sqlite  # refused before any row is asked for
def test_bytes_of_another_encoding_are_refused_by_the_fields_name(
    crawler: Crawler, findings: Findings
):
    endpoints = widest_endpoints(crawler)
    assert len(endpoints) > 50
    for endpoint in endpoints:
        name = next(iter(names_of(crawler, endpoint)), "q")
        for what, raw in BYTES.items():
            query = f"{quote(name)}={quote_from_bytes(raw)}"
            status = send_encoded(findings, endpoint, what, query)
            assert (what, endpoint.route, status) == (what, endpoint.route, 400)


def addresses(world: World) -> Iterator[tuple[str, str, str]]:
    """Yield each route with each of its arguments replaced: route, path, what it is.

    Of the addresses that the URL table does not have, one for each text.
    """
    unknown = set()
    for route, argument, url in plain_addresses(world):
        for what, text in EVERY.items():
            path = f"{url}/".replace(f"/{argument}/", f"/{text[:3000]}/")
            path = path if url.endswith("/") else path.removesuffix("/")
            is_new = is_known(path) or what not in unknown
            if not is_known(path):
                unknown.add(what)
            if is_new:
                yield route, quote(path, safe="/"), f"{argument} → {what}"


def plain_addresses(world: World) -> Iterator[tuple[str, str, str]]:
    """Yield each route with each of its arguments, and the path with all of them."""
    for route in routes():
        target = chosen(targets_of(world, route))[0]
        for argument in map(str, target.arguments.values()):
            yield route, argument, url_of(route, target)


def is_known(path: str) -> bool:
    """Tell whether the URL table has a path."""
    try:
        resolve(path)
    except (Resolver404, ValueError):
        return False
    return True


def test_no_text_in_an_address_breaks_a_page(world: World, findings: Findings):
    listed = list(addresses(world))
    assert listed
    for route, url, what in listed:
        endpoint = Endpoint(route, url, "GET", sender_to(route))
        if findings.send(endpoint, what) == 405:
            findings.send(replace(endpoint, method="POST"), what)


@pytest.mark.sqlite
def test_no_cookie_or_header_breaks_a_page(crawler: Crawler, findings: Findings):
    endpoint = Endpoint("home:tasks", reverse("home:tasks"), "GET", NOBODY)
    for cookie in (
        'sessionid="a\\000b"',
        "sessionid=" + "9" * 5000,
        'csrftoken="\\000"',
    ):
        findings.send(endpoint, f"cookie {cookie[:20]}", headers={"cookie": cookie})
    for name in (
        "referer",
        "hx-current-url",
        "user-agent",
        "accept-language",
        "x-forwarded-for",
        "host",
    ):
        for what, text in EVERY.items():
            if text.isascii():
                findings.send(endpoint, f"{name}: {what}", headers={name: text})


def upload_endpoints(crawler: Crawler) -> list[tuple[Endpoint, str]]:
    """Return the endpoints that take files, one for each route and field, with the field."""
    endpoints = {
        (endpoint.route, name): (endpoint, name)
        for endpoint in crawler.endpoints.values()
        for name in endpoint.files
    }
    assert set(endpoints) == {
        ("assessments:attach_signed_sheet", "upload"),
        ("assessments:evidence", "upload"),
        ("assessments:import_sheet", "file"),
        ("assessments:correct_document", "upload"),
        ("accounts:import_people", "file"),
        ("frameworks:new_draft", "file-file"),
        ("organisations:import_list", "file"),
    }
    return list(endpoints.values())


CONTENTS = (b"", b"PK\x03\x04\0")


@pytest.mark.sqlite
def test_no_name_of_a_file_breaks_a_form(crawler: Crawler, findings: Findings):
    assert FILE_NAMES
    for endpoint, name in upload_endpoints(crawler):
        for file_name in FILE_NAMES:
            for content in CONTENTS:
                upload = SimpleUploadedFile("x", content)
                upload._name = file_name  # noqa: SLF001 -- as sent, not as Django cleans it
                what = f"{name}: {file_name[:20]!r}"
                findings.send(endpoint, what, data=endpoint.fields | {name: upload})


def upload(crawler: Crawler, findings: Findings, route: str, path: Path) -> int:
    """Send a file of the cases to the endpoint of a route."""
    endpoint, name = next(
        endpoint for endpoint in upload_endpoints(crawler) if endpoint[0].route == route
    )
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return findings.send(endpoint, path.name, data=endpoint.fields | {name: file})


@pytest.mark.sqlite
def test_good_files_get_through(crawler: Crawler, findings: Findings, tmp_path: Path):
    """Refusals of hostile files would prove nothing where every file is refused."""
    framework = tmp_path / "good.yaml"
    framework.write_text(FRAMEWORK.replace("vn.test.small", "vn.test.sent"), "utf-8")
    units = tmp_path / "units.csv"
    units.write_text("ma,ten,ma_cap_tren\nmoi,Mới,CucA\n", "utf-8")
    for route, path in (
        ("frameworks:new_draft", framework),
        ("assessments:evidence", CASES / "leading_bytes.pdf"),
    ):
        assert (route, upload(crawler, findings, route, path)) == (route, 302)


SECONDS = 60.0  # of the clock, for one file on a busy machine
PROCESSOR = 4.0  # seconds that the site's own process may work on one file
GROWTH = 150  # megabytes that it may grow by meanwhile


def memory(row: str) -> int:
    """Return a row of the kernel's account of this process, in megabytes."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition(f"{row}:")[2].split()[0]) // 1024


@pytest.mark.sqlite
def test_hostile_files_at_every_upload(crawler: Crawler, findings: Findings):
    """What the reading child may take is measured where the readers are."""
    far = (CASES / "far_cell.xlsx").read_bytes
    files = HOSTILE_FILES | {"far_cell.xlsx": far}
    assert len(files) > 50
    for file_name, make in files.items():
        content = make()
        for endpoint, name in upload_endpoints(crawler):
            data = endpoint.fields | {name: SimpleUploadedFile(file_name, content)}
            Path("/proc/self/clear_refs").write_text(
                "5", "ascii"
            )  # the peak begins anew
            before, worked, started = (
                memory("VmRSS"),
                time.process_time(),
                time.monotonic(),
            )
            status = findings.send(endpoint, f"{name}: {file_name}", data=data)
            what = endpoint.route, file_name
            assert time.monotonic() - started < SECONDS, what
            assert time.process_time() - worked < PROCESSOR, what
            assert memory("VmHWM") - before < GROWTH, what
            is_bomb = file_name in {*BOMBS, "far_cell.xlsx"} and name != "upload"
            assert not (is_bomb and status in {301, 302}), what
