"""The frameworks that a round has and had, by their fingerprints."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.queries import lines_about
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import FrameworkRelease


def text_under(round_: Round, fingerprint: str) -> str:
    """Return the framework of a round by its fingerprint: the present one, or one that it had before."""
    if fingerprint == round_.fingerprint:
        return round_.text
    # Published releases never go: what the round was opened with is among them.
    return published_with([fingerprint]).earliest("pk").text


def former_frameworks(round_: Round) -> QuerySet[FrameworkRelease]:
    """Return the releases that a round had before its framework was changed, as the log has them."""
    changes = lines_about(round_).filter(verb="change_framework")
    details = changes.values_list("detail", flat=True)
    return published_with({detail["before"]["fingerprint"] for detail in details})


def published_with(fingerprints: Collection[str]) -> QuerySet[FrameworkRelease]:
    """Return the published releases with these fingerprints."""
    published = FrameworkRelease.objects.filter(state=ReleaseState.PUBLISHED)
    return published.filter(fingerprint__in=fingerprints)
