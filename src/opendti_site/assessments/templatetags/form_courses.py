"""The course of each form of a round, for pages that lie below the appraisal."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from opendti_site.assessments.appraisal.courses import FormCourse, courses_of
from opendti_site.assessments.rounds.models import Round, Submission

register = template.Library()


@register.simple_tag
def form_courses(round_: Round, rows: Iterable[Submission]) -> dict[int, FormCourse]:
    """Return the courses of the forms that a page shows, by key."""
    return courses_of(round_, list(rows))
