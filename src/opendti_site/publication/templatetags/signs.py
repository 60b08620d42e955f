"""Differences with their sign, as a table of changes shows them."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from opendti.numeric.text import NO_VALUE, format_signed
from opendti_site.publication.models import Edition
from opendti_site.results.score_tables.cells import ShownUnit
from opendti_site.ui.language import is_english, local_name, reader_language
from opendti_site.ui.templatetags.numbers import state_words

register = template.Library()
REASONS = ("not_measured", "not_applicable")
"""The states that say why there is no number."""


@register.filter
def signed(value: float | None, decimals: int = 4) -> str:
    """Write a difference: +0,0852 or −0,1145."""
    if value is None:
        return NO_VALUE
    return format_signed(float(value), decimals, reader_language())


@register.filter
def missing_words(state: str) -> str:
    """Explain why there is no number; a dash where the state gives no reason."""
    return state_words(state) if state in REASONS else NO_VALUE


@register.filter
def way(value: float | None) -> str:
    """Return the class of a difference: up, down or same."""
    if not value:
        return "same"
    return "up" if value > 0 else "down"


@register.simple_tag
def unit_name(unit: ShownUnit, *, short: bool = False) -> SafeString:
    """Name a unit in the reader's language; a Vietnamese name on an English page is marked as such."""
    if is_english() and not unit.name_en:
        return _in_vietnamese(unit.short if short else unit.name)
    named = unit.short if short and not is_english() else unit.local_name
    return conditional_escape(named)


@register.simple_tag
def edition_title(edition: Edition) -> SafeString:
    """Write an edition's title in the reader's language, or in Vietnamese marked as such."""
    return _marked(edition.title, edition.title_en)


@register.simple_tag
def edition_source(edition: Edition) -> SafeString:
    """Write an edition's source in the reader's language, or in Vietnamese marked as such."""
    return _marked(edition.source_note, edition.source_note_en)


def _marked(text: str, text_en: str) -> SafeString:
    if is_english() and text and not text_en:
        return _in_vietnamese(text)
    return conditional_escape(local_name(text, text_en))


def _in_vietnamese(text: str) -> SafeString:
    """Mark a text on an English page, so that it is read aloud and broken as what it is."""
    return format_html('<span lang="vi">{}</span>', text)
