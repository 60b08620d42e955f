"""What the pages say of the demonstration is what it has."""

from __future__ import annotations

import re

import django

django.setup()  # the demonstration's people are rows of the site

import pytest  # noqa: E402 -- after the set-up
from django.conf import settings  # noqa: E402 -- after the set-up

from opendti_site.home.seeding import STAGES  # noqa: E402 -- after the set-up
from opendti_site.home.seeding.people import ADMINISTRATOR, CAST, PROVINCE_CAST  # noqa: E402 -- after the set-up
from tests.docs.pages import text_of  # noqa: E402 -- after the set-up


@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
def test_the_readme_names_the_people_and_stages_of_the_demo(page: str) -> None:
    text = text_of(page)
    rows = {
        name: cells
        for line in re.findall(r"^\| `[a-z].*\|$", text, flags=re.MULTILINE)
        for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
        for name in re.findall(r"`([a-z]+)`", cells[0])
    }
    assert set(rows) == {
        ADMINISTRATOR[0],
        *(name for name, *_ in (*CAST, *PROVINCE_CAST)),
    }
    assert {cells[2].strip("`") for cells in rows.values()} - set(STAGES) <= {
        "any",
        "bất kỳ",
    }
    assert f"`{settings.DEMO_PASSWORD}`" in text
