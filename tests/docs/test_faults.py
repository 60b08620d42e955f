"""The page of faults is what the catalogue holds."""

from __future__ import annotations

from opendti.faults import CATALOGUE
from tests.docs.pages import text_of
from tools.list_faults import page


def test_the_page_lists_every_kind_of_fault() -> None:
    assert text_of("docs/faults.md") == page(), "run: python tools/list_faults.py"
    for code in CATALOGUE:
        assert f"| `{code}` |" in page()
