"""What every verb of the chain is called in the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_WORDS: dict[str, str | _StrPromise] = {}


def register(verb: str, text: str | _StrPromise) -> None:
    """Give a verb its words; called once by the app that owns the verb."""
    if _WORDS.get(verb, text) != text:
        message = f"the verb {verb!r} already has other words"
        raise ValueError(message)
    _WORDS[verb] = text


def words_of(verb: str) -> str:
    """Say a verb in the reader's language; an unknown one says itself."""
    return str(_WORDS.get(verb, verb))


def known_verbs() -> list[tuple[str, str]]:
    """List the verbs with their words, by words."""
    return sorted(((v, str(t)) for v, t in _WORDS.items()), key=lambda pair: pair[1])
