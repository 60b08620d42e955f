"""The files of an edition: their names and rows say whether its figures were made up."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.submissions.enums import Stage
from opendti_site.publication.actions import (
    EditionFacts,
    publish_correction,
    publish_run,
)
from opendti_site.results.actions import compute_run, start_run
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition
    from opendti_site.results.models import Run


pytestmark = pytest.mark.sqlite

FILES = [
    ("{slug}.csv", "{stem}.csv"),
    ("{slug}.xlsx", "{stem}.xlsx"),
    ("{slug}/so-lieu.csv", "{stem}-so-lieu.csv"),
    ("{slug}/bo-chi-so.yaml", "{stem}-bo-chi-so.yaml"),
    ("{slug}/ban-ke.json", "{stem}.json"),
]


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def _publish(round_: Round, by: User) -> None:
    answered(round_, by)
    run = compute_run(start_run(round_, Stage.FINAL, by=by))
    publish_run(run, EditionFacts(title="Thử", slug="thu"), by=by)


@pytest.mark.parametrize(("url", "name"), FILES)
def test_files_of_an_illustrative_edition_say_so_in_their_names(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
    url: str,
    name: str,
) -> None:
    _publish(
        opened(framework_text, ministry, coordinator, illustrative=True), coordinator
    )
    answer = client.get("/ket-qua/" + url.format(slug="thu"))
    expected = name.format(stem="thu-minh-hoa")
    assert answer["Content-Disposition"] == f'attachment; filename="{expected}"'
    assert expected in _text(client, "/du-lieu-mo/")


@pytest.mark.parametrize("url", ["/ket-qua/thu.csv", "/ket-qua/thu/so-lieu.csv"])
def test_every_row_of_an_illustrative_edition_says_so(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
    url: str,
) -> None:
    _publish(
        opened(framework_text, ministry, coordinator, illustrative=True), coordinator
    )
    sheet = _text(client, url).removeprefix("\ufeff")
    assert {row["figures"] for row in csv.DictReader(io.StringIO(sheet))} == {"illustrative"}  # fmt: skip


@pytest.mark.parametrize(("url", "name"), FILES)
def test_files_of_a_real_edition_have_its_plain_name(
    client: Client, edition: Edition, url: str, name: str
) -> None:
    answer = client.get("/ket-qua/" + url.format(slug="kq-2026"))
    expected = name.format(stem="kq-2026")
    assert answer["Content-Disposition"] == f'attachment; filename="{expected}"'


MARK = {"vi": "đã được thay bằng bản đính chính", "en": "replaced by a correction"}
FACTS = EditionFacts(title="Kết quả 2026, đính chính", slug="kq-2026-dc")


@pytest.fixture
def corrected(edition: Edition, run: Run, coordinator: User) -> Edition:
    return publish_correction(edition, run, FACTS, change_note="Sửa.", by=coordinator)


@pytest.mark.parametrize(("url", "name"), FILES[:-1])
def test_file_of_a_replaced_edition_has_the_same_bytes_and_says_so_in_its_name(
    client: Client, edition: Edition, run: Run, coordinator: User, url: str, name: str
) -> None:
    address = "/ket-qua/" + url.format(slug="kq-2026")
    before = client.get(address)
    publish_correction(edition, run, FACTS, change_note="Sửa.", by=coordinator)
    after = client.get(address)
    expected = name.format(stem="kq-2026-da-thay")
    assert after["Content-Disposition"] == f'attachment; filename="{expected}"'
    assert after.content == before.content
    newer = client.get("/ket-qua/" + url.format(slug="kq-2026-dc"))
    assert name.format(stem="kq-2026-dc") in newer["Content-Disposition"]


def test_manifest_names_the_edition_that_replaced_it(
    client: Client, corrected: Edition
) -> None:
    found = {
        slug: json.loads(_text(client, f"/ket-qua/{slug}/ban-ke.json"))["superseded_by"]
        for slug in ("kq-2026", "kq-2026-dc")
    }
    assert found == {"kq-2026": "kq-2026-dc", "kq-2026-dc": None}


@pytest.mark.parametrize("language", MARK)
@pytest.mark.parametrize("url", ["/ket-qua/{slug}/", "/ket-qua/{slug}/CucTMDT/"])
def test_links_to_the_files_of_a_replaced_edition_say_so(
    client: Client, corrected: Edition, url: str, language: str
) -> None:
    address = url if language == "vi" else f"/en{url}"
    assert MARK[language] in _text(client, address.format(slug="kq-2026"))
    assert MARK[language] not in _text(client, address.format(slug="kq-2026-dc"))


def test_list_of_files_shows_what_replaced_an_edition(
    client: Client, corrected: Edition
) -> None:
    page = _text(client, "/du-lieu-mo/")
    newer, old = page.split('<section class="pb-4"')[1:3]
    assert 'id="kq-2026-dc"' in newer
    assert "đã được thay" not in newer
    assert 'id="kq-2026"' in old
    assert "Bản này đã được thay bằng bản đính chính:" in old
    assert 'href="/ket-qua/kq-2026-dc/"' in old
