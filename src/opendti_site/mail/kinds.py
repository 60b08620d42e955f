"""The kinds of letter: each capability registers its own, with its template and what fills it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from opendti_site.ui.translatable import StrOrPromise

Context = Callable[[dict[str, Any]], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of letter.

    The first line of the template's text is the subject. `context` turns the details of a queued
    letter into what the template shows, or into None where nobody needs the letter any more.
    """

    name: str
    label: StrOrPromise
    template: str
    context: Context = dict


_KINDS: dict[str, MailKind] = {}


def register(kind: MailKind) -> None:
    """Add a kind; called once by the app that owns it."""
    _KINDS[kind.name] = kind


def kind_named(name: str) -> MailKind:
    """Return a kind; raise LookupError for one that nobody registered."""
    try:
        return _KINDS[name]
    except KeyError:
        message = (
            f"no kind of mail is called {name!r}: register it in the app's `ready`"
        )
        raise LookupError(message) from None


def label_of(name: str) -> str:
    """Return what a kind is called in the interface; an unknown one is called by its name."""
    kind = _KINDS.get(name)
    return str(kind.label) if kind else name


def absolute_url(path: str) -> str:
    """Return the address of a page as a reader of mail needs it."""
    return settings.SITE_URL + path
