"""Runs in words."""

from __future__ import annotations

from django import template

from opendti_site.results.failures import failure_words

register = template.Library()
register.filter("failure_words", failure_words)
