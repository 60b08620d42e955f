"""Forms of the largest framework that provinces use: 306 criteria, sent whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from opendti.library import framework_ids
from opendti_site.frameworks.actions import adopt_text
from opendti_site.frameworks.bridge import library_text
from opendti_site.frameworks.models import Crosswalk
from tests.site.frameworks.test_comparing import rows_sent

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User

CRITERIA = 306
FIELDS_OF_OLD = 2000


def vast(version: str, group: str) -> str:
    """306 criteria with codes and titles of their own, for a version of its own."""

    def criterion(n: int) -> dict[str, object]:
        title = {"vi": f"Tiêu chí {group} số {n}", "en": f"{group} {n}"}
        points = {"points": 1, "rule": {"kind": "yes_no"}}
        return {"code": f"{group}{n // 50}.{n}", "title": title} | points

    title = {"vi": "Bộ lớn", "en": "Vast"}
    levels = [{"code": code, "title": title} for code in ("main", "criterion")]
    nodes = [
        {
            "code": f"{group}{main}",
            "title": title,
            "nodes": [criterion(n) for n in range(CRITERIA) if n // 50 == main],
        }
        for main in range(CRITERIA // 50 + 1)
    ]
    head = {"opendti": 1, "id": "vn.test.vast", "version": version, "title": title}
    rest = {"status": "illustrative", "levels": levels, "nodes": nodes}
    return json.dumps(head | rest, ensure_ascii=False)


def confirmed(form: dict[str, str]) -> dict[str, str]:
    ticks = {key[:-4] + "ok": "1" for key in form if key.endswith("kind")}
    return form | ticks | {"act": "save"}


@pytest.mark.sqlite
def test_a_crosswalk_of_versions_with_nothing_in_common_is_saved_whole(
    client: Client, coordinator: User
) -> None:
    for version, group in (("1", "A"), ("2", "B")):
        adopt_text(vast(version, group), by=coordinator)
    client.force_login(coordinator)
    url = "/bo-chi-so/doi-chieu/vn.test.vast@1/vn.test.vast@2/"

    proposed = rows_sent(client.get(url).content.decode())
    apart = {key: "dropped" for key in proposed if key.endswith("kind")}
    looked = client.post(url, proposed | apart | {"act": "look"})
    form = confirmed(rows_sent(looked.content.decode()))
    answer = client.post(url, form)

    assert len(form) > FIELDS_OF_OLD
    assert answer.status_code == 302
    text = Crosswalk.objects.get().text
    assert (text.count("dropped:"), text.count("new:")) == (CRITERIA, CRITERIA)


@pytest.fixture(scope="module")
def largest() -> tuple[str, str]:
    """The two shipped frameworks with the longest files."""
    first, second = sorted(framework_ids(), key=lambda name: -len(library_text(name)))[
        :2
    ]
    return first, second


@pytest.mark.sqlite
def test_the_largest_shipped_frameworks_are_crossed(
    client: Client, coordinator: User, largest: tuple[str, str]
) -> None:
    for name in largest:
        adopt_text(library_text(name), by=coordinator, name=name)
    client.force_login(coordinator)
    url = f"/bo-chi-so/doi-chieu/{largest[0]}/{largest[1]}/"

    answer = client.post(url, confirmed(rows_sent(client.get(url).content.decode())))

    assert answer.status_code == 302
    assert Crosswalk.objects.count() == 1
