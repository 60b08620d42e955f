"""Reads of the shelf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.db.models import QuerySet

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import (
    exactly,
    is_over_everything,
    paths_held,
    units_coordinated_by,
)
from opendti_site.frameworks.bridge import (
    FrameworkSource,
    LibraryEntry,
    describe,
    library_entries,
    library_identities,
    matches_between,
    plan_of,
)
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease


def releases_on_shelf() -> QuerySet[FrameworkRelease]:
    """Return every published release, without the long text."""
    published = FrameworkRelease.objects.filter(state=ReleaseState.PUBLISHED)
    return published.defer("text", "notices")


def releases_to_open() -> QuerySet[FrameworkRelease]:
    """Return the releases that a round may be opened with."""
    return releases_on_shelf()


def has_scorable_release() -> bool:
    """Return whether any published release can be scored, so that a round can be opened."""
    published = FrameworkRelease.objects.filter(state=ReleaseState.PUBLISHED)
    # Texts are long, and mostly the first one will do.
    return any(describe(row).is_scorable for row in published.iterator(chunk_size=1))


def _writable_by(user: User) -> models.Q:
    """Filter to what the coordinators of a unit write; without a unit, of every organisation."""
    mine = exactly(paths_held(user, Role.COORDINATOR), "unit__path")
    mine &= models.Q(unit__isnull=False)
    return mine | models.Q(unit=None) if is_over_everything(user) else mine


def drafts_open_to(user: User) -> QuerySet[FrameworkRelease]:
    """Return the drafts that a person may work on."""
    drafts = FrameworkRelease.objects.filter(state=ReleaseState.DRAFT)
    return drafts.filter(_writable_by(user)).select_related("edited_by")


def unit_of_drafts(user: User) -> Any:
    """Return the unit for which a person writes drafts: the first that they coordinate."""
    return units_coordinated_by(user).first()


def releases_to_compare(user: User) -> QuerySet[FrameworkRelease]:
    """Return the releases that a person may compare: their drafts only without faults."""
    published = models.Q(state=ReleaseState.PUBLISHED)
    clean = models.Q(state=ReleaseState.DRAFT) & ~models.Q(fingerprint="")
    wanted = published | (clean & _writable_by(user))
    return FrameworkRelease.objects.filter(wanted).order_by("identity")


def crosswalk_between(
    before: FrameworkRelease, after: FrameworkRelease
) -> Crosswalk | None:
    """Return the crosswalk of a pair of releases, None where nobody wrote one."""
    found = Crosswalk.objects.filter(before=before, after=after)
    return found.select_related("written_by", "before", "after").first()


def library_not_adopted() -> list[str]:
    """Return the identities that we ship and that do not stand on the shelf yet."""
    here = set(FrameworkRelease.objects.values_list("identity", flat=True))
    return [identity for identity in library_identities() if identity not in here]


def entries_not_adopted() -> dict[str, LibraryEntry]:
    """Return those with their titles and whether they can be scored, by their identities."""
    entries = library_entries()
    return {identity: entries[identity] for identity in library_not_adopted()}


def former_codes(
    release: FrameworkRelease, source: FrameworkSource
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each version of a framework with its codes of the items that are the same in `source`.

    `release` is that of `source`, a round or the release itself; the codes map from those of `source`.
    """
    plan = plan_of(source)
    yield release.framework_version, {item.id: item.id for item in plan.items}
    lineage, _at, _version = release.identity.partition("@")
    others = FrameworkRelease.objects.filter(
        state=ReleaseState.PUBLISHED, identity__startswith=f"{lineage}@"
    )
    tables = Crosswalk.objects.filter(after=release).values_list("before", "text")
    crosswalks = dict(tables)
    for other in others.exclude(pk=release.pk).defer("text").order_by("pk"):
        matches = matches_between(other, source, crosswalks.get(other.pk, ""))
        yield other.framework_version, matches.same
