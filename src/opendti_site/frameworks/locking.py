"""Locks on the shelf: releases by key."""

from __future__ import annotations

from collections.abc import Iterable

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.refusals import gone_words


def locked_releases(releases: Iterable[FrameworkRelease]) -> list[FrameworkRelease]:
    """Lock releases by key, so that they are neither published nor dropped meanwhile.

    Returns them as they are, in the order asked for; refuses one that is gone.
    """
    keys = [release.pk for release in releases]
    rows = FrameworkRelease.objects.select_for_update(no_key=True).defer("text")
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    if len(found) < len(set(keys)):
        raise ActionRefusedError(gone_words())
    return [found[key] for key in keys]
