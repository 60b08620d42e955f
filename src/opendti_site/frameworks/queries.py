"""Reads of the shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.frameworks.bridge import library_identities
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import FrameworkRelease

if TYPE_CHECKING:
    from django.db.models import QuerySet


def releases_on_shelf() -> QuerySet[FrameworkRelease]:
    """Return every release, without the long text."""
    return FrameworkRelease.objects.defer("text")


def releases_to_open() -> QuerySet[FrameworkRelease]:
    """Return the releases that a round may be opened with."""
    return releases_on_shelf().filter(state=ReleaseState.PUBLISHED)


def library_not_adopted() -> list[str]:
    """Return the identities that we ship and that do not stand on the shelf yet."""
    here = set(FrameworkRelease.objects.values_list("identity", flat=True))
    return [identity for identity in library_identities() if identity not in here]
