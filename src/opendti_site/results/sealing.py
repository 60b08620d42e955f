"""Which rows of results are sealed."""

from __future__ import annotations

from opendti_site.audit.registry import register_exempt, register_sealed
from opendti_site.results.models import Run


def register_all() -> None:
    """Seal runs; their scores are covered by the run's digest."""
    register_sealed(Run)
    register_exempt(
        "results.RunScore",
        "every run is scored again from its inputs and compared with these rows",
    )
