"""What the checker of templates refuses, and what it lets through."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

CHECKER = Path(__file__).resolve().parents[2] / "tools" / "check_pages.py"
faults_in = runpy.run_path(str(CHECKER))["faults_in"]


@pytest.mark.parametrize(
    "breach",
    [
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<button onclick="go()">',
        '<div hx-on:click="go()">',
        "{% blocktranslate %}chữ{% endblocktranslate %}",
        '{% trans "chữ" %}',
        '<p class="alert">',
        '<div class="scroll-x">',
        "{{ words|safe }}",
        '<textarea name="a"> {{ typed }}</textarea>',
        "<p>" + "ă" * 118,
    ],
)
def test_a_breach_is_named_with_its_line(breach: str) -> None:
    assert [line for line, _advice in faults_in(f"<p>\n{breach}\n")] == [2]


def test_a_line_is_measured_in_characters() -> None:
    assert list(faults_in("<p>" + "ă" * 117 + "\n")) == []


def test_what_the_pages_use_is_let_through() -> None:
    page = (
        '<script type="module" src="{% static \'ui/theme.js\' %}"></script>\n'
        '<div class="scroll-x" {% scrolls %}>\n'
        '<p class="message is-warn">\n'
        "  {% blocktranslate trimmed %}\n    Chữ.\n  {% endblocktranslate %}\n</p>\n"
    )
    assert list(faults_in(page)) == []
