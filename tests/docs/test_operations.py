"""The commands of the pages on operations exist, with the options that they are given."""

from __future__ import annotations

import re
import shlex
from typing import Any

import django
import pytest
from django.core.management import BaseCommand, get_commands, load_command_class

from tests.docs.pages import pages, sections_of, text_of

django.setup()  # commands are found through the apps
PAGES = [page for page in pages() if page.startswith("docs/operations/")]
COMMAND = re.compile(
    r"(?:^ {4,}|`)(?:/opt/opendti/bin/)?opendti site ([^`\n]+)", re.MULTILINE
)
NO_SHELL = re.compile(r"#.*$|…")
OPTION = re.compile(r"--[a-z][a-z-]+")
INTERNAL = {"prepare_serving", "web"}
"""What `opendti serve` alone runs."""
DJANGOS = {"changepassword", "createsuperuser", "migrate"}
"""Django's own, which we change: the page names them together."""


def commands() -> list[tuple[str, str]]:
    return [(page, line) for page in PAGES for line in COMMAND.findall(text_of(page))]


def test_pages_have_commands() -> None:
    assert len(PAGES) == 14
    assert len(commands()) > 60


@pytest.mark.parametrize(("page", "line"), commands())
def test_command_takes_the_options_that_a_page_gives_it(page: str, line: str) -> None:
    name, *words = shlex.split(NO_SHELL.sub("", line))
    known: Any = get_commands()
    assert name in known, page
    parser = load_command_class(known[name], name).create_parser("opendti site", name)
    options = set(parser._option_string_actions)  # noqa: SLF001 -- argparse tells them nowhere else
    assert {word for word in words if word.startswith("-")} <= options, line


def test_the_page_on_the_command_line_lists_our_commands_with_their_options() -> None:
    section = dict(sections_of("docs/command-line.md"))["opendti site"]
    rows = re.findall(r"^\| `(([a-z_]+)[^`]*)` \|", section, re.MULTILINE)
    listed = {name: set(OPTION.findall(synopsis)) for synopsis, name in rows}
    known = get_commands()
    ours = {name for name, app in known.items() if app.startswith("opendti_site")}
    assert listed == {name: own_options(name) for name in ours - INTERNAL - DJANGOS}


def own_options(name: str) -> set[str]:
    """The long options of a command without those that every command has."""
    known: Any = get_commands()
    parsers = [
        command.create_parser("opendti site", name)
        for command in (load_command_class(known[name], name), BaseCommand())
    ]
    own, inherited = (set(parser._option_string_actions) for parser in parsers)  # noqa: SLF001 -- as above
    return {option for option in own - inherited if option.startswith("--")}
