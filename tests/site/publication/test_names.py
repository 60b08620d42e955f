"""Units are named in the reader's language, and Vietnamese names on English pages say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.organisations.actions import edit_unit
from opendti_site.publication.actions import EditionFacts, publish_run
from tests.site.html import packed

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

ENGLISH = "E-commerce and Digital Economy Agency"
PAGES = ("/", "/ket-qua/kq/?khoi=services", "/tim/?q=cuc", "/ket-qua/kq/CucTMDT/")


def named_in_english(unit: Unit, by: User) -> None:
    edit_unit(unit=unit, version=unit.version, by=by, changes={"name_en": ENGLISH})


def test_an_english_page_shows_the_english_name_where_there_is_one(
    client: Client, run: Run, agency: Unit, department: Unit, coordinator: User
) -> None:
    named_in_english(agency, coordinator)
    publish_run(run, EditionFacts(title="Kết quả", slug="kq"), by=coordinator)
    vietnamese = {url: client.get(url).content.decode() for url in PAGES}
    english = {url: packed(client.get(f"/en{url}").content.decode()) for url in PAGES}

    for url in PAGES:
        assert agency.name in vietnamese[url]
        assert 'lang="vi">' + agency.name not in vietnamese[url]
        assert ENGLISH in english[url], url
        assert agency.name not in english[url], url
    other = f'<span lang="vi">{department.name}</span>'
    assert other in packed(client.get("/en/ket-qua/kq/").content.decode())


def test_the_leading_unit_is_named_in_english_too(
    client: Client, run: Run, department: Unit, coordinator: User
) -> None:
    named_in_english(department, coordinator)
    publish_run(run, EditionFacts(title="Kết quả", slug="kq"), by=coordinator)
    page = packed(client.get("/en/ket-qua/kq/").content.decode())
    assert f'<dd class="note">{ENGLISH}</dd>' in page
