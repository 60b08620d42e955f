"""Numbers as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from opendti.numeric.text import NO_VALUE, format_number
from opendti.scoring.words import STATE_WORDS
from opendti_site.ui.language import translated

register = template.Library()


def write_number(value: Any, decimals: int | None) -> str:
    """Write a number: half-up, decimal comma and thousands points in Vietnamese.

    Without decimals the number keeps those that it has, without closing zeros.
    Nothing, or what is not a number, is a dash.
    """
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return NO_VALUE
    if not exact.is_finite():
        return NO_VALUE
    language = get_language() or settings.LANGUAGE_CODE
    if decimals is not None:
        # The engine's rounding: a page may not differ from the working that explains it.
        return format_number(float(exact), decimals, language)
    written = f"{exact:,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    if exact == 0:
        written = written.removeprefix("-")
    if language == "en":
        return written
    return written.translate(str.maketrans(",.", ".,"))


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """Write a number with so many decimals: `{{ x|number:2 }}`."""
    return write_number(value, decimals)


@register.filter
def points(value: Any) -> str:
    """Write points: `7,50`."""
    return write_number(value, 2)


@register.filter
def value4(value: Any) -> str:
    """Write an index value: `0,4516`."""
    return write_number(value, 4)


@register.filter
def percent(value: Any, decimals: int = 0) -> str:
    """Write a share as a percentage: 0.8508 is `85,08%` with two decimals."""
    try:
        hundredfold = Decimal(str(value)) * 100
    except InvalidOperation:
        return NO_VALUE
    written = write_number(hundredfold, decimals)
    return written if written == NO_VALUE else f"{written}%"


@register.filter
def state_words(state: str) -> str:
    """Write the state of a value in words, by its code: `not_measured` is "chưa đo"."""
    return translated(STATE_WORDS[state])
