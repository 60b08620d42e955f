"""Bytes and durations in the reader's language."""

from __future__ import annotations

from django import template

from opendti_site.system.amounts import amount, duration

register = template.Library()
register.filter("amount", amount)
register.filter("duration", duration)
