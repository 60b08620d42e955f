"""The language that a verb was asked to answer in; its faults are written in it too."""

from __future__ import annotations

from contextvars import ContextVar
from typing import cast

import typer

from opendti.errors import Fault
from opendti.faults.template import Language

_FAULTS_IN: ContextVar[Language] = ContextVar("faults_in", default="en")


def write_faults_in(language: str) -> None:
    """Set the language of the faults; verbs without `--language` leave them in English."""
    _FAULTS_IN.set(cast("Language", language))


def print_note(note: Fault) -> None:
    """Write what a verb has to say beside its result to stderr, in the language of the faults."""
    language = language_of_faults()
    word = "ghi chú" if language == "vi" else "note"
    typer.echo(f"{word}: {note.line_of_text(language)}", err=True)


def language_of_faults() -> Language:
    """Return the language that was set last."""
    return _FAULTS_IN.get()
