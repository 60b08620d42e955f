"""Writes to the shelf."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from opendti.plan.model import Plan
from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.unique import save_unique
from opendti_site.frameworks.bridge import library_text, read_release
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.refusals import taken_words


@transaction.atomic
def adopt_text(text: str, *, by: User, name: str = "") -> FrameworkRelease:
    """Put a framework file on the shelf, published; the same file twice is the same release."""
    page = read_release(text, name)
    release = FrameworkRelease(
        identity=page.plan.framework,
        title_vi=page.title.vi,
        title_en=page.title.en or "",
        text=text,
        fingerprint=page.plan.fingerprint,
        status=page.plan.status,
        complete=page.framework.complete,
        state=ReleaseState.PUBLISHED,
        published_at=timezone.now(),
        published_by=by,
    )
    try:
        save_unique(release, "identity", taken_words(page.plan.framework))
    except ActionRefusedError:
        known = _same_file(page.plan)
        if known is None:
            raise
        return known
    record(
        "adopt_framework",
        release,
        by=by,
        name=release.identity,
        seals=[release],
        fingerprint=release.fingerprint,
    )
    return release


def _same_file(plan: Plan) -> FrameworkRelease | None:
    """Return the published release that is this very file."""
    return FrameworkRelease.objects.filter(
        identity=plan.framework,
        fingerprint=plan.fingerprint,
        state=ReleaseState.PUBLISHED,
    ).first()


def adopt_from_library(identity: str, *, by: User) -> FrameworkRelease:
    """Put a framework that we ship on the shelf."""
    return adopt_text(library_text(identity), by=by, name=identity)
