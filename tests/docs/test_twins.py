"""A page and its Vietnamese twin say the same: headings, tables, code, commands, links."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest

from tests.docs.pages import (
    BLOCK,
    HEADING,
    ROOT,
    anchor_of_heading,
    blocks_of,
    links_of,
    pages,
    text_of,
)

TWINS = [page for page in pages() if page.endswith(".vi.md")]
INDENTED = re.compile(r"^ {4,}(.+)$", re.MULTILINE)
IN_LINE = re.compile(r"`([^`\n]+)`")
COMMENT = re.compile(r"\s+# .*$")
LANGUAGE = re.compile(r" (?:-l|--language) (?:en|vi)\b")
WORD = re.compile(r"[^\W]+(?:[.-]\w+)*")
ENGLISH = {
    "ban-nhap.yaml": "draft.yaml",
    "BẢN_NHÁP.yaml": "DRAFT.yaml",
    "cac-tinh.xlsx": "provinces.xlsx",
    "ĐIỂM_A": "SCORES_A",
    "ĐIỂM_B": "SCORES_B",
    "LƯU Ý": "NOTE",
    "phu-luc.docx": "annex.docx",
    "SAI": "WRONG",
    "tinh-lai.csv": "recomputed.csv",
    "TÊN": "NAME",
    "TỆP": "FILE",
    "khối của mình": "own block",
    "khối": "block",
    "giá trị của mình": "own value",
    "giá trị": "value",
}
"""What stands in code and is for people: placeholders, names of files that an example writes."""
TRANSLATED = re.compile(
    "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in ENGLISH)
)


def in_english(code: str) -> str:
    """Return code without what a language may have of its own."""
    code = TRANSLATED.sub(lambda found: ENGLISH[found[0]], code)
    return LANGUAGE.sub("", COMMENT.sub("", code))


def english_of(page: str) -> str:
    return page.replace(".vi.md", ".md")


def without_blocks(page: str) -> str:
    return BLOCK.sub("", text_of(page))


def code_in_lines(page: str) -> set[str]:
    return {in_english(code) for code in IN_LINE.findall(without_blocks(page))}


def indented_code(page: str) -> list[str]:
    return [in_english(line) for line in INDENTED.findall(without_blocks(page))]


def commands_of(page: str) -> list[str]:
    texts = [block.text for block in blocks_of(page) if block.info == "bash run"]
    return [in_english(line) for text in texts for line in text.splitlines()]


def headings_of(page: str) -> list[str]:
    return [anchor_of_heading(text) for text in HEADING.findall(without_blocks(page))]


def targets_of(page: str) -> Counter[tuple[str, int | None]]:
    """The links of a page but that to its twin: the English page, and the heading by its number."""
    own = {page, english_of(page), english_of(page).replace(".md", ".vi.md")}
    found: Counter[tuple[str, int | None]] = Counter()
    for link in links_of(page):
        path, _, anchor = unquote(link).partition("#")
        folder = (ROOT / page).parent
        target = (folder / path).resolve().relative_to(ROOT) if path else None
        name = str(target) if target else page
        if target and not anchor and name in own:
            continue
        number = headings_of(name).index(anchor) if anchor else None
        found[english_of(name), number] += 1
    return found


@pytest.mark.parametrize("page", TWINS)
def test_a_page_and_its_twin_name_each_other_and_have_the_same_shape(page: str) -> None:
    twin = english_of(page)
    assert PurePosixPath(twin).name in links_of(page)
    assert PurePosixPath(page).name in links_of(twin)
    assert shape_of(page) == shape_of(twin)


def shape_of(page: str) -> list[list[str]]:
    """The ranks of headings, the fenced blocks, the rows of tables and the items of lists."""
    text = text_of(page)
    return [
        re.findall(r"^#+(?= )", text, flags=re.MULTILINE),
        [block.info for block in blocks_of(page)],
        re.findall(r"^\|", text, flags=re.MULTILINE),
        re.findall(r"^(?:-|\d+\.)(?= )", text, flags=re.MULTILINE),
    ]


@pytest.mark.parametrize("page", TWINS)
def test_a_page_and_its_twin_have_the_same_code_and_commands(page: str) -> None:
    twin = english_of(page)
    assert indented_code(page) == indented_code(twin)
    assert commands_of(page) == commands_of(twin)
    assert code_in_lines(page) == code_in_lines(twin)


@pytest.mark.parametrize("page", TWINS)
def test_a_page_and_its_twin_lead_to_the_same_pages_each_in_its_language(
    page: str,
) -> None:
    twin = english_of(page)
    assert targets_of(page) == targets_of(twin)
    paths = {unquote(link).partition("#")[0] for link in links_of(page)}
    others = paths - {"", PurePosixPath(twin).name}
    english = {path for path in others if not path.endswith(".vi.md")}
    folder = (ROOT / page).parent
    translated = {
        path for path in english if (folder / path).with_suffix(".vi.md").exists()
    }
    assert translated == set()


@pytest.mark.parametrize("page", TWINS)
def test_a_twin_writes_decimals_with_a_comma(page: str) -> None:
    """Versions, amounts of code and numbers of sections may have a point; measured figures may not."""
    prose = IN_LINE.sub("", without_blocks(page))
    assert not re.findall(r"\d\.\d+ ?(?:%|giây|phút|GB|MB|điểm)", prose)


@pytest.mark.parametrize(
    "folder", ["docs/operations/", "docs/settings"], ids=["operations", "settings"]
)
def test_what_runs_a_site_is_there_in_both_languages(folder: str) -> None:
    ours = {page for page in pages() if page.startswith(folder)}
    english = {page for page in ours if not page.endswith(".vi.md")}
    assert english
    assert ours == english | {page.replace(".md", ".vi.md") for page in english}
