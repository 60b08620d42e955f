"""Every verb and every option is in the page on the command line, and nothing else is."""

from __future__ import annotations

import re

import pytest
import typer.main

from opendti.cli import app
from opendti.cli.verbs import DONE, FAULTS, WRONG_USE
from opendti.tables.words import STAGES, STATES
from tests.docs.pages import sections_of, text_of

PAGE = "docs/command-line.md"
GROUP = typer.main.get_command(app)
VERBS = {
    name: {
        option
        for parameter in verb.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-")
    }
    for name, verb in getattr(GROUP, "commands", {}).items()
}
SECTIONS = {
    heading.removeprefix("opendti "): text
    for heading, text in sections_of(PAGE)
    if heading.startswith("opendti ")
}
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def test_every_verb_has_its_section_and_its_line_above() -> None:
    assert set(VERBS) - set(SECTIONS) == set(), (
        "give these verbs a section and a line in docs/command-line.md"
    )
    assert set(SECTIONS) - set(VERBS) == set()
    listed = re.findall(r"^\| \[`([a-z-]+)`\]", text_of(PAGE), re.MULTILINE)
    assert listed == list(SECTIONS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_of_a_verb_is_named_and_no_other(verb: str) -> None:
    # Inside fences other verbs may speak; the site's commands are Django's.
    text = re.sub(r"```.*?```", "", SECTIONS[verb], flags=re.DOTALL)
    named = set(
        OPTION.findall(" ".join(re.findall(r"`[^`]+`|^    .*", text, re.MULTILINE)))
    )
    shared = {"-l"} if "-l" in VERBS[verb] else set()
    assert named | shared >= VERBS[verb]
    others = set() if verb == "site" else named - VERBS[verb]
    assert others == set()


def test_exit_codes_and_words_of_tables_are_the_ones_in_force() -> None:
    text = text_of(PAGE)
    assert f"{DONE}: done. {FAULTS}: the data are at fault" in text
    assert f"{WRONG_USE}: wrong" in text
    for code in {state.code for state in STATES.values()}:
        assert f"`{code}` (" in text
    assert {"self", "appraised", "final"} < set(STAGES)
    for stage in ("self", "appraised", "final"):
        assert f"`{stage}`" in text
