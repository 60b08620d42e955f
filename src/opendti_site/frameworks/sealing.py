"""Which rows of frameworks are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.findings import Finding, register_findings
from opendti_site.audit.registry import register_check, register_sealed
from opendti_site.frameworks.bridge import has_fingerprint
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def register_all() -> None:
    """Seal releases, drafts and crosswalks."""
    register_sealed(FrameworkRelease)
    register_sealed(Crosswalk)
    register_check("frameworks", check_fingerprints)
    register_findings(
        fingerprint_differs=_("nội dung bộ chỉ số không khớp với dấu vân tay")
    )


def check_fingerprints(tick: Callable[[], None]) -> Iterator[Finding]:
    """Compute the fingerprint of every published release again, from its text."""
    for release in FrameworkRelease.objects.filter(state=ReleaseState.PUBLISHED):
        if not has_fingerprint(release.text, release.fingerprint):
            key = str(release.pk)
            label = FrameworkRelease._meta.label  # noqa: SLF001 -- Django's documented name
            yield Finding("fingerprint_differs", label, key, release.identity)
        tick()
