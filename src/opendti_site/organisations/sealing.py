"""Which rows of units are sealed."""

from __future__ import annotations

from opendti_site.audit.registry import VerbWithDetail, acts, register_sealed
from opendti_site.organisations.models import Unit


def register_all() -> None:
    """Seal the tree of units: an edit changes what its line names, a list whatever it holds."""
    written = ["code", "name", "name_en", "short_name", "kind", "block"]
    edited = acts(VerbWithDetail("edit_unit", "changes"), "import_units")
    counted = acts("edit_unit", "close_unit", "import_units")
    register_sealed(
        Unit,
        changed_by=dict.fromkeys(written, edited)
        | {
            "id": acts("create_unit", "import_units"),
            "parent_id": edited,
            "path": acts(
                VerbWithDetail("edit_unit", "changes", "parent"), "import_units"
            ),
            "opened_on": edited,
            "closed_on": edited | {"close_unit"},
            "search_key": counted,
            "version": counted,
        },
    )
