"""Differences with their sign, as a table of changes shows them."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from opendti_site.ui.templatetags.numbers import DASH, write_number

register = template.Library()
MINUS = "\u2212"


@register.filter
def signed(value: float | None, decimals: int = 4) -> str:
    """Write a difference: +0,0852 or −0,1145."""
    if value is None:
        return DASH
    written = write_number(abs(value), decimals)
    if not any(digit in written for digit in "123456789"):
        return written
    return f"{'+' if value > 0 else MINUS}{written}"


@register.filter
def state_word(state: str) -> str:
    """Say why there is no number; a dash where the state gives no reason."""
    if state == "not_measured":
        return _("chưa đo")
    return _("không áp dụng") if state == "not_applicable" else DASH


@register.filter
def way(value: float | None) -> str:
    """Return the class of a difference: up, down or same."""
    if not value:
        return "same"
    return "up" if value > 0 else "down"
