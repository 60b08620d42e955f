"""The commands of the pages on operations exist, with the options that they are given."""

from __future__ import annotations

import re
import shlex
from typing import Any

import django
import pytest
from django.core.management import get_commands, load_command_class

from tests.docs.pages import pages, text_of

django.setup()  # commands are found through the apps
PAGES = [page for page in pages() if page.startswith("docs/operations/")]
COMMAND = re.compile(
    r"(?:^ {4,}|`)(?:/opt/opendti/bin/)?opendti site ([^`\n]+)", re.MULTILINE
)
NO_SHELL = re.compile(r"#.*$|…")


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
