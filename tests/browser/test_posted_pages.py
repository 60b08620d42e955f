"""Pages that only a form leads to, pages of faults, and pages as each role sees them: accessible, and within the screen."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment
from tests.browser.test_pages import (
    AXE,
    COLOURS,
    ON_A_DESK,
    ON_A_PHONE,
    TURNED,
    asked_of,
)
from tests.browser.windows import DESK, PHONE
from tests.site.walls.addresses import targets_of, url_of
from tests.site.walls.forms import form_of
from tests.site.walls.rules import OK, RULES, Rights
from tests.site.walls.world import build_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from opendti_site.accounts.models import User
    from tests.browser.windows import Windows
    from tests.site.walls.targets import Target
    from tests.site.walls.world import World

FAULTS = (
    400,
    403,
    404,
    429,
    500,
    "csrf",
    "duplicate",
    "large",
    "making",
    "text",
    "upgrading",
)
LISTS = {
    "/nguoi-dung/nhap/": "Tên đăng nhập,Họ và tên,Vai trò,Đơn vị\nlan.ngo,Ngô Lan,viewer,{code}\n",
    "/don-vi/nhap/": "ma,ten,ma_cap_tren\nVPM,Văn phòng,{code}\n",
}
OF_A_ROUND = (
    "assessments:round_page",
    "assessments:form_page",
    "assessments:hand_in",
    "assessments:appraise_unit",
)
OWN = ("/viec-cua-toi/", "/ky/", "/tai-khoan/", "/don-vi/")
NEVER_SHOWN = {"accounts:token", "account_logout", "accounts:use_link"}
Pages = dict[str, str]


@pytest.mark.django_db(transaction=True)
def test_pages_behind_forms_and_of_each_role_are_accessible(windows: Windows) -> None:
    # The icon of a page that has none of its own; a day that a wall typed into the browser's own field.
    windows.expected = ("status of 404", "does not conform")
    world = build_world()
    pages = posted_pages(world) | role_pages(world) | fault_pages()
    page = windows.open(reduced_motion="reduce")
    page.goto("/healthz")  # no page of the site, so that nothing of it stays
    faults = [
        f"{name} {fault}"
        for name, text in pages.items()
        for fault in faults_in(page, text)
    ]
    assert len(pages) > 60
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def faults_in(page: Page, text: str) -> list[str]:
    """Put a page's text into the window once; look at it on a desk by day and by night, and on a phone."""
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    page.set_content(text)
    page.evaluate(TURNED, "light")
    page.evaluate(AXE.read_text("utf-8"))
    found = [f"desk: {fault}" for fault in asked_of(page, ON_A_DESK)]
    page.emulate_media(color_scheme="dark")
    page.evaluate(TURNED, "dark")
    found += [f"desk at night: {fault}" for fault in asked_of(page, COLOURS)]
    page.set_viewport_size(PHONE)
    found += [f"phone at night: {fault}" for fault in asked_of(page, ON_A_PHONE)]
    return found


def fault_pages() -> Pages:
    """Return the page of every fault."""
    return {
        f"fault {status}": render_to_string(
            "ui/failure.html", {"status": status, "field": "Tên", "megabytes": 20}
        )
        for status in FAULTS
    }


def posted_pages(world: World) -> Pages:
    """Return what a superuser is shown after posting: an empty form, a filled one, a list."""
    client = Client()
    client.force_login(world.superuser)
    found: Pages = {}
    for name in RULES.keys() - NEVER_SHOWN:
        target = first_target(world, name, RULES[name].post, world.superuser)
        if target is not None:
            url = url_of(name, target)
            found[f"{name} empty"] = posted(client, url, {})
            found[f"{name} filled"] = posted(client, url, form_of(world, name, target))
    code = world.unit("own").code
    for url, text in LISTS.items():
        file = SimpleUploadedFile("ds.csv", text.format(code=code).encode())
        found[f"{url} preview"] = posted(client, url, {"file": file})
    return {name: text for name, text in sorted(found.items()) if text}


def first_target(
    world: World, name: str, rule: Callable[[Rights, Target], str], person: User
) -> Target | None:
    """Return the first object of an address that a rule opens to a person."""
    rights = Rights(person)
    targets = (target for target in targets_of(world, name) if not target.mixed)
    return next((target for target in targets if rule(rights, target) == OK), None)


def posted(client: Client, url: str, form: dict[str, object]) -> str:
    """Post a form, take back what it wrote, and return the page that answers; nothing where none does."""
    client.raise_request_exception = False
    with transaction.atomic():
        answer = client.post(url, form)
        transaction.set_rollback(True)
    kind = answer.headers.get("Content-Type", "")
    is_page = kind.startswith("text/html") and answer.status_code != HTTPStatus.FOUND
    text = answer.content.decode() if is_page and not answer.streaming else ""
    return text if "<html" in text else ""


def role_pages(world: World) -> Pages:
    """Return the first pages of somebody of each role, and each's own view of a round."""
    found: Pages = {}
    for role, person in people_of(world):
        client = Client()
        client.force_login(person)
        targets = {
            name: first_target(world, name, RULES[name].get, person)
            for name in OF_A_ROUND
        }
        urls = [url_of(name, target) for name, target in targets.items() if target]
        for url in (*OWN, *urls):
            answer = client.get(url)
            if answer.status_code == HTTPStatus.OK:
                found[f"{role} {url}"] = answer.content.decode()
    return found


def people_of(world: World) -> Iterator[tuple[str, User]]:
    """Yield one person of each role."""
    for role in Role:
        held = RoleAssignment.objects.filter(role=role).select_related("user").first()
        if held is not None:
            yield role.value, held.user
