"""Which rows of frameworks are sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.findings import (
    Finding,
    register_findings,
    with_errors_as_findings,
)
from opendti_site.audit.registry import NEVER, acts, register_check, register_sealed
from opendti_site.frameworks.bridge import has_fingerprint
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease

RELEASES = "frameworks.FrameworkRelease"


def register_all() -> None:
    """Seal releases, drafts and crosswalks."""
    _seal_releases()
    _seal_crosswalks()
    register_check("frameworks", check_fingerprints)
    register_findings(
        fingerprint_differs=_("nội dung bộ chỉ số không khớp với dấu vân tay")
    )


def _seal_releases() -> None:
    """Seal releases: a draft changes by its edits, once published nothing does."""
    text = ["identity", "title_vi", "title_en", "text", "fingerprint", "status"]
    edited = [*text, "complete", "notices", "version", "edited_at", "edited_by_id"]
    published = ["state", "published_at", "published_by_id"]
    register_sealed(
        FrameworkRelease,
        changed_by=dict.fromkeys(edited, acts("edit_draft"))
        | dict.fromkeys(published, acts("publish_framework"))
        | {
            "id": acts("adopt_framework", "create_draft", "discard_draft"),
            "unit_id": NEVER,
        },
    )


def _seal_crosswalks() -> None:
    """Seal crosswalks: every save writes the table of the same pair anew."""
    written = ["id", "text", "version", "written_at", "written_by_id"]
    register_sealed(
        Crosswalk,
        changed_by=dict.fromkeys(written, acts("write_crosswalk"))
        | dict.fromkeys(["before_id", "after_id"], NEVER),
    )


def check_fingerprints(tick: Callable[[], None]) -> Iterator[Finding]:
    """Compute the fingerprint of every published release again, from its text."""
    published = FrameworkRelease.objects.filter(state=ReleaseState.PUBLISHED)
    for pk in published.values_list("pk", flat=True):
        yield from with_errors_as_findings(
            partial(_check_fingerprint, pk), RELEASES, str(pk)
        )
        tick()


def _check_fingerprint(pk: int) -> Iterator[Finding]:
    release = FrameworkRelease.objects.filter(pk=pk).first()
    if release and not has_fingerprint(release.text, release.fingerprint):
        yield Finding("fingerprint_differs", RELEASES, str(pk), release.identity)
