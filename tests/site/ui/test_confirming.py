"""What cannot be undone is confirmed by typing a name, and its button says that it destroys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from opendti_site.ui.confirming import TypedNameForm

PAGES = sorted(Path("src/opendti_site").glob("*/templates/**/*.html"))
BUTTON = re.compile(r"<button[^>]*>\s*\{% icon \"trash\" %\}")
DESTROYING = {
    "erase.html",
    "discard_round.html",
    "discard_rehearsal.html",
    "discard_draft.html",
    "delete_node.html",
}


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("Kỳ 2026", True),
        ("  Kỳ   2026 ", True),
        ("Ky\u0300\u0309 2026", False),
        ("Ky 2026", False),
        ("", False),
        ("kỳ 2026", False),
    ],
)
def test_the_name_is_typed_as_it_stands(typed: str, fits: bool):  # noqa: FBT001 -- a table
    assert TypedNameForm({"typed": typed}, name="Kỳ 2026").is_valid() is fits


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("ky danh gia 2026", True), ("KỲ  ĐÁNH GIÁ 2026 ", True), ("ky danh gia", False)],
)
def test_a_step_is_confirmed_without_diacritics(typed: str, fits: bool):  # noqa: FBT001 -- a table
    form = TypedNameForm({"typed": typed}, name="Kỳ đánh giá 2026", as_it_stands=False)
    assert form.is_valid() is fits


def test_every_button_that_destroys_is_one_of_danger():
    buttons = {
        page.name: found[0]
        for page in PAGES
        if (found := BUTTON.findall(page.read_text("utf-8")))
    }
    assert set(buttons) >= DESTROYING
    assert {name: "btn-danger" in buttons[name] for name in buttons} == dict.fromkeys(
        buttons, True
    )


@pytest.mark.parametrize("name", sorted(DESTROYING - {"delete_node.html"}))
def test_what_takes_a_whole_record_is_typed(name: str):
    page = next(page for page in PAGES if page.name == name)
    assert "{% field form.typed %}" in page.read_text("utf-8")
