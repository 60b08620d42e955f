"""The people of the demo, for its sign-in page."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings

from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import demo_people

register = template.Library()


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One button: who, in which role, where."""

    username: str
    full_name: str
    role_names: str
    at: str


@register.inclusion_tag("accounts/demo_people.html", takes_context=True)
def demo_sign_ins(context: template.Context) -> dict[str, object]:
    """List the people of the demo; in a real site there is nobody."""
    if not settings.DEMO:
        return {}
    people = []
    for person in demo_people().prefetch_related("assignments__unit"):
        assignments = list(person.assignments.all())
        roles = [
            str(Role(role).label)
            for role in dict.fromkeys(assignment.role for assignment in assignments)
        ]
        where = dict.fromkeys(assignment.unit.short for assignment in assignments)
        people.append(
            DemoPerson(
                person.username, person.full_name, ", ".join(roles), ", ".join(where)
            )
        )
    return {
        "people": people,
        "password": settings.DEMO_PASSWORD,
        "csrf_token": context.get("csrf_token"),
        "redirect_field": context.get("redirect_field"),
    }
