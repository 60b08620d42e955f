"""What browsers and proxies may keep of the public pages, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.publication.actions import EditionFacts, publish_correction
from opendti_site.publication.caching import FILE, OWN, PAGE
from tests.site.publication.addresses import public_addresses

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.publication.models import Edition

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases


@pytest.fixture
def addresses(edition: Edition) -> list[str]:
    return public_addresses()


def test_every_public_answer_is_kept_and_then_asked_about(
    client: Client, addresses: list[str]
) -> None:
    assert len(addresses) > 5
    for url in addresses:
        answer = client.get(url)
        is_file = "Content-Disposition" in answer.headers
        assert answer.headers["Cache-Control"] == (FILE if is_file else PAGE), url
        assert "Cookie" in answer.headers["Vary"], url
        again = client.get(url, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), url


def test_a_correction_is_seen_at_once_by_who_asks_again(
    client: Client, edition: Edition, coordinator: User
) -> None:
    url = edition.get_absolute_url()
    tag = client.get(url).headers["ETag"]
    publish_correction(
        edition,
        edition.run,
        EditionFacts("Kết quả 2026, đính chính", "dc-2026"),
        change_note="Sửa tên nguồn.",
        by=coordinator,
    )
    again = client.get(url, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "dc-2026" in again.content.decode()


def test_a_tag_is_of_one_language_and_one_address(
    client: Client, edition: Edition
) -> None:
    url = edition.get_absolute_url()
    tags = [
        client.get(url).headers["ETag"],
        client.get(f"{url}?theo=1").headers["ETag"],
    ]
    tags.append(client.get(f"/en{url}").headers["ETag"])
    assert len(set(tags)) == 3


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_who_brings_a_session_or_a_message_gets_an_answer_of_their_own(
    client: Client, edition: Edition, cookie: str
) -> None:
    url = edition.get_absolute_url()
    tag = client.get(url).headers["ETag"]
    client.cookies[cookie] = "x"
    answer = client.get(url, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, OWN)


def test_a_signed_in_reader_of_a_public_page_keeps_nothing(
    client: Client, edition: Edition, coordinator: User
) -> None:
    client.force_login(coordinator)
    answer = client.get(edition.get_absolute_url())
    assert answer.headers["Cache-Control"] == OWN


def test_what_is_not_there_is_not_kept(client: Client, edition: Edition) -> None:
    answer = client.get(f"{edition.get_absolute_url()}khong-co/")
    assert answer.status_code == 404
    assert "Cache-Control" not in answer.headers
