"""Which rows of publication are sealed."""

from __future__ import annotations

from opendti_site.audit.registry import register_sealed
from opendti_site.publication.models import Edition


def register_all() -> None:
    """Seal editions."""
    register_sealed(Edition)
