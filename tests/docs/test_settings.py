"""Every setting that the code reads is on the page, and every setting on the page is read."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT, text_of

NAME = re.compile(r"\bOPENDTI_[A-Z_]*[A-Z]\b")
ROW = re.compile(r"^\| `OPENDTI_\w+` \|.*\|$", re.MULTILINE)


def test_the_page_names_the_settings_that_the_code_reads() -> None:
    read = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in NAME.findall(path.read_text("utf-8"))
    }
    rows = re.findall(
        r"^\| `(OPENDTI_\w+)` \|", text_of("docs/settings.md"), re.MULTILINE
    )
    assert sorted(rows) == sorted(read)


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    known = set(NAME.findall(text_of("docs/settings.md")))
    rows = re.findall(
        r"^\| `(OPENDTI_\w+)` \|", text_of("docs/settings.md"), re.MULTILINE
    )
    assert known == set(rows)
    for page in ("README.md", "README.vi.md", "CONTRIBUTING.md", "Makefile"):
        assert set(NAME.findall(text_of(page))) <= known, page


def test_the_defaults_on_the_page_are_those_of_the_settings() -> None:
    page = text_of("docs/settings.md")
    settings = (ROOT / "src/opendti_site/config/settings.py").read_text("utf-8")
    (limit,) = re.findall(r'"OPENDTI_UPLOAD_LIMIT_MB", default=(\d+)', settings)
    assert f"| `OPENDTI_UPLOAD_LIMIT_MB` | `{limit}` |" in page
    (hosts,) = re.findall(r'"OPENDTI_HOSTS", default=\(([^)]*)\)', settings)
    written = ",".join(re.findall(r'"([^"]+)"', hosts))
    assert f"| `OPENDTI_HOSTS` | `{written}` |" in page
    (folder,) = re.findall(r'"OPENDTI_DATA_DIR"\) or "(\w+)"', settings)
    assert f"| `OPENDTI_DATA_DIR` | `{folder}` |" in page


def test_both_pages_give_each_setting_the_same_values() -> None:
    """The code of each cell is the same: names, defaults, examples."""
    english, vietnamese = (
        [code_of_cells(row) for row in ROW.findall(text_of(f"docs/settings{kind}.md"))]
        for kind in ("", ".vi")
    )
    assert english
    assert vietnamese == english


def code_of_cells(row: str) -> list[list[str]]:
    """The code in the cells of a row, sorted: a language has an order of words of its own."""
    return [sorted(re.findall(r"`([^`]*)`", cell)) for cell in row.split(" | ")]
