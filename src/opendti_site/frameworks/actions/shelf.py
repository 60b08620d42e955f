"""Writes to the shelf."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.unique import save_unique
from opendti_site.frameworks.bridge import library_text, read_release
from opendti_site.frameworks.bridge.releases import ReleaseFacts
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.refusals import taken_words


@transaction.atomic
def adopt_text(text: str, *, by: User, name: str = "") -> FrameworkRelease:
    """Put a framework file on the shelf, published; the same file twice is the same release."""
    facts = read_release(text, name)
    known = _known(facts)
    if known:
        return known
    release = FrameworkRelease(
        identity=facts.identity,
        title_vi=facts.title.vi,
        title_en=facts.title.en or "",
        text=text,
        fingerprint=facts.fingerprint,
        status=facts.status,
        complete=facts.complete,
        state=ReleaseState.PUBLISHED,
        published_at=timezone.now(),
        published_by=by,
    )
    try:
        save_unique(release, "identity", taken_words(facts.identity))
    except ActionRefusedError:
        known = _known(facts)  # somebody adopted it at the same moment
        if known:
            return known
        raise
    record(
        "adopt_framework",
        release,
        by=by,
        name=release.identity,
        seals=[release],
        fingerprint=release.fingerprint,
    )
    return release


def _known(facts: ReleaseFacts) -> FrameworkRelease | None:
    """Return the published release that is this file; refuse where another one has its identity."""
    known = FrameworkRelease.objects.filter(identity=facts.identity).first()
    if known and (known.is_draft or known.fingerprint != facts.fingerprint):
        raise ActionRefusedError(taken_words(facts.identity))
    return known


def adopt_from_library(identity: str, *, by: User) -> FrameworkRelease:
    """Put a framework that we ship on the shelf."""
    return adopt_text(library_text(identity), by=by, name=identity)
