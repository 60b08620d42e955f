"""Roles in words, for pages that hold their codes."""

from __future__ import annotations

from django import template

from opendti_site.accounts.enums import ROLE_DUTIES, Role

register = template.Library()


@register.inclusion_tag("accounts/role_duties.html")
def role_duties() -> dict[str, object]:
    """Say what each role may do, for whoever gives one."""
    return {"duties": [(role.label, ROLE_DUTIES[role]) for role in Role]}


@register.filter
def role_words(code: str) -> str:
    """Return what a role is called."""
    return str(Role(code).label)
