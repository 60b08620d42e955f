"""What every verb of the chain is called in the interface."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from opendti.numeric.text import NO_VALUE
from opendti_site.ui.dates import day, moment
from opendti_site.ui.templatetags.numbers import write_number
from opendti_site.ui.translatable import StrOrPromise

ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d[0-9:.]*[+-]\d\d:\d\d)?", re.ASCII)
_WORDS: dict[str, StrOrPromise] = {}
_DETAILS: dict[str, StrOrPromise] = {}
_NUMBERS: set[str] = set()
_VALUES: dict[tuple[str, str], StrOrPromise] = {}


def register(verb: str, text: StrOrPromise) -> None:
    """Give a verb its words; called once by the app that owns the verb."""
    if _WORDS.get(verb, text) != text:
        message = f"the verb {verb!r} already has other words"
        raise ValueError(message)
    _WORDS[verb] = text


def words_of(verb: str) -> str:
    """Return a verb in the reader's language; an unknown one as it is."""
    return str(_WORDS.get(verb, verb))


def known_verbs() -> list[tuple[str, str]]:
    """List the verbs with their words, by words."""
    return sorted(((v, str(t)) for v, t in _WORDS.items()), key=lambda pair: pair[1])


def register_details(**words: StrOrPromise) -> None:
    """Give the keys of details their words; the same key has the same words everywhere."""
    _DETAILS.update(words)


def register_values(key: str, choices: Iterable[tuple[Any, StrOrPromise]]) -> None:
    """Give the values of one key their words, as `TextChoices.choices` has them."""
    _VALUES.update({(key, str(code)): words for code, words in choices})


def register_numbers(*keys: str) -> None:
    """Register which details are measured numbers; they are kept as decimal text."""
    _NUMBERS.update(keys)


def words_of_detail(detail: dict[str, Any]) -> str:
    """Return the details of a line: `vai trò: Thẩm định; đơn vị: BCT`."""
    return "; ".join(
        # A reason may end with a full stop of its own.
        f"{_DETAILS.get(key, key)}: {_value_in_words(value, key)}".removesuffix(".")
        for key, value in detail.items()
        if value not in ("", None, [], {})
    )


def _value_in_words(value: Any, key: str = "") -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{_DETAILS.get(name, name)} {_value_in_words(part, name)}"
            for name, part in value.items()
        )
    if isinstance(value, list):
        return ", ".join(_value_in_words(part, key) for part in value)
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    if key in _NUMBERS or isinstance(value, float):
        number = float(value)
        return write_number(number, None if number.is_integer() else 2)
    if value in {"", None}:
        return NO_VALUE
    return str(_VALUES.get((key, str(value))) or _time_in_words(str(value)))


def _time_in_words(text: str) -> str:
    """Return a moment or a day kept in ISO 8601 as pages write it; any other text as it is."""
    if not ISO_TIME.fullmatch(text):
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return day(at.date()) if at.tzinfo is None else moment(at)
