"""Wall: every act leaves a line, by a verb that has words in both languages.

Acts are found by themselves: the public functions of every `actions` module that are told who
does them (`by`). Each must come to `record`, itself or through functions of its capability.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

import opendti_site
from opendti_site.audit.verbs import known_verbs, words_of

ROOT = Path(opendti_site.__file__).parent
MODULES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.stem in {"actions", "lines"} or path.parent.name == "actions"
)
PURE = {
    "preview_people": "writes a list to see what comes of it, and takes it back",
    "preview_units": "writes a list to see what comes of it, and takes it back",
    "unsaved_edition": "shows what would be published, and writes nothing",
    "writable": "reads a submission under its lock, and writes nothing",
}


def functions() -> dict[str, ast.FunctionDef]:
    """All functions and methods of the actions, by name; names are unique enough to follow calls."""
    return {
        node.name: node
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


FUNCTIONS = functions()
ACTS = sorted(
    name
    for name, node in FUNCTIONS.items()
    if not name.startswith("_")
    and "by" in {arg.arg for arg in node.args.kwonlyargs}
    and name not in {"record", *PURE}
)


def called_in(node: ast.FunctionDef) -> set[str]:
    """Return the names of whatever a function calls."""
    calls = (call.func for call in ast.walk(node) if isinstance(call, ast.Call))
    return {
        func.id if isinstance(func, ast.Name) else func.attr
        for func in calls
        if isinstance(func, (ast.Name, ast.Attribute))
    }


def comes_to_record(name: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function calls `record`, itself or through another of the actions."""
    if name == "record":
        return True
    if name in seen or name not in FUNCTIONS:
        return False
    below = called_in(FUNCTIONS[name])
    return any(comes_to_record(other, seen | {name}) for other in sorted(below))


def verbs_in_code() -> set[str]:
    """Return every verb that is written as a text in a call of `record`, anywhere in the site."""
    return {
        call.args[0].value
        for path in ROOT.rglob("*.py")
        if "record(" in (text := path.read_text("utf-8"))  # few files do
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "record"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


@pytest.mark.parametrize("act", ACTS)
def test_every_act_leaves_a_line(act):
    assert comes_to_record(act), (
        f"{act} writes without leaving an audit line: call `record`, or say in PURE of "
        "tests/site/walls/test_acts.py why it writes nothing"
    )


def test_acts_are_found():
    assert len(ACTS) > 40
    assert PURE.keys() <= FUNCTIONS.keys()


@pytest.mark.parametrize("verb", sorted(verbs_in_code()))
def test_every_verb_has_words_in_both_languages(verb):
    assert verb in dict(known_verbs()), (
        f"{verb} has no words: `audit.verbs.register` it in the app's verbs.py or apps.py"
    )
    with translation.override("vi"):
        vietnamese = words_of(verb)
    with translation.override("en"):
        english = words_of(verb)
    assert verb not in {vietnamese, english}
    assert vietnamese != english, (
        f"{verb} has no English: write it into the app's locale/en, "
        "then python tools/compile_messages.py"
    )
