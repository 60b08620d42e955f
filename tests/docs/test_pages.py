"""The pages agree with each other, and lead somewhere."""

from __future__ import annotations

import re
import tomllib
from urllib.parse import unquote

import pytest

from tests.docs.pages import ROOT, anchors_of, links_of, pages, text_of

DECISIONS = [page for page in pages() if page.startswith("docs/decisions/")]


@pytest.mark.parametrize("page", pages())
def test_every_link_leads_to_a_file_and_every_anchor_to_a_heading(page: str) -> None:
    dead = [link for link in links_of(page) if not leads_somewhere(page, link)]
    assert dead == []


def leads_somewhere(page: str, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or anchor in anchors_of(str(target.relative_to(ROOT)))


def test_decisions_are_numbered_once_each_and_say_their_number() -> None:
    numbers = [int(page.rpartition("/")[2][:4]) for page in DECISIONS]
    assert numbers == sorted(set(numbers))
    for page, number in zip(DECISIONS, numbers, strict=True):
        assert text_of(page).startswith(f"# {number}. "), page


@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
def test_the_readme_names_both_commands_and_shows_the_site(page: str) -> None:
    for text in ("    make demo ", "    make test ", "docs/images/ranking.png"):
        assert text in text_of(page)


def test_pictures_are_small() -> None:
    images = list((ROOT / "docs" / "images").glob("*"))
    assert images
    for image in images:
        assert image.stat().st_size < 300_000, image.name


def test_the_changelog_has_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert re.search(
        rf"^## {re.escape(project['version'])}\b", text_of("CHANGELOG.md"), re.MULTILINE
    )


def test_the_architecture_names_every_folder() -> None:
    text = text_of("ARCHITECTURE.md")
    folders = [
        path.name
        for package in ("opendti", "opendti_site")
        for path in (ROOT / "src" / package).iterdir()
        if (path / "__init__.py").exists()
    ]
    assert [name for name in folders if f"`{name}" not in text] == []
