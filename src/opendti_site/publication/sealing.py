"""Which rows of publication are sealed."""

from __future__ import annotations

from opendti_site.audit.registry import register_exempt, register_sealed
from opendti_site.publication.models import Edition

COVERED = "the content digest in the edition's sealed manifest covers these rows"


def register_all() -> None:
    """Seal editions; their units and scores are covered by the edition's content digest."""
    register_sealed(Edition)
    register_exempt("publication.EditionUnit", COVERED)
    register_exempt("publication.EditionScore", COVERED)
