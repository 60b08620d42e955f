"""The files of an edition: their names and rows say whether its figures were made up."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.submissions.enums import Stage
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition


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
