"""Coordinators publish and correct from the page of a run; nobody else does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from opendti_site.publication.actions import (
    EditionFacts,
    publish_run,
)
from opendti_site.publication.models import Edition

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.results.models import Run
from tests.site.publication.test_views import page

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases


def test_coordinator_publishes_from_the_run(
    client: Client, run: Run, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    assert "Công bố kết quả" in page(client, url)
    form = {"title": "Kết quả", "slug": "kq"}

    shown = client.post(url, form).content.decode()
    for words in (
        "Kết quả của 2 đơn vị hiện cho mọi người",
        "Các đơn vị xếp hạng trong 2 khối",
        "9 tiêu chí của các đơn vị chưa có quyết định cuối cùng",
        "0,7333",  # the ranking itself
    ):
        assert words in shown
    wrong = client.post(url, form | {"publish": "1", "title_again": "Kết qủa"})
    assert "Tên gõ lại chưa giống" in wrong.content.decode()
    assert Edition.objects.count() == 0

    sure = {"publish": "1", "title_again": "Kết quả"}
    answer = client.post(url, form | sure)
    assert (answer.status_code, answer["Location"]) == (302, "/ket-qua/kq/")
    again = client.post(url, form | sure)
    assert again.status_code == 200  # a correction must say what changed
    assert Edition.objects.count() == 1


def test_coordinator_corrects_what_is_published(
    client: Client, edition: Edition, run: Run, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    form = {"title": "Đính chính", "slug": "dc", "change_note": "Sửa số liệu của Cục."}
    shown = client.post(url, form).content.decode()
    assert "Bản “Kết quả 2026” (/ket-qua/kq-2026/) mang dòng chữ" in shown

    client.post(url, form | {"publish": "1", "title_again": "Đính chính"})

    client.logout()
    for old in ("", "CucTMDT/", "CucTMDT/1.2/"):
        was = page(client, f"/ket-qua/kq-2026/{old}")
        assert "đã được thay bằng bản đính chính “Đính chính”" in was
        assert 'href="/ket-qua/dc/"' in was
    assert "Sửa số liệu của Cục." in page(client, "/ket-qua/dc/")
    assert json.loads(page(client, "/ket-qua/dc/ban-ke.json"))["corrects"] == "kq-2026"


def test_published_run_leads_to_its_edition(
    client: Client, run: Run, coordinator: User
) -> None:
    client.force_login(coordinator)
    pages = [run.get_absolute_url(), reverse("results:runs", args=[run.round_id])]
    assert all("Xem bản công bố" not in page(client, url) for url in pages)
    facts = EditionFacts(title="Kết quả", slug="kq")
    publish_run(run, facts, by=coordinator)
    assert all('href="/ket-qua/kq/"' in page(client, url) for url in pages)
    assert "Đính chính" in page(client, pages[0])


@pytest.mark.parametrize("who", ["reporter", "appraiser", "council", "viewer"])
def test_others_publish_nothing(
    client: Client, run: Run, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    assert client.post(url, {"title": "Kết quả", "slug": "kq"}).status_code == 403
    assert Edition.objects.count() == 0
