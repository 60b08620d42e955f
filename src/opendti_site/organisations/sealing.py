"""Which rows of units are sealed."""

from __future__ import annotations

from opendti_site.audit.registry import register_sealed
from opendti_site.organisations.models import Unit


def register_all() -> None:
    """Seal the tree of units."""
    register_sealed(Unit)
