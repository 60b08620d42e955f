"""Roles in words, for pages that hold their codes."""

from __future__ import annotations

from django import template

from opendti_site.accounts.enums import Role

register = template.Library()


@register.filter
def role_words(code: str) -> str:
    """Return what a role is called."""
    return str(Role(code).label)
