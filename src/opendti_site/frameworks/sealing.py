"""Which rows of frameworks are sealed."""

from __future__ import annotations

from opendti_site.audit.registry import register_sealed
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease


def register_all() -> None:
    """Seal releases, drafts and crosswalks."""
    register_sealed(FrameworkRelease)
    register_sealed(Crosswalk)
