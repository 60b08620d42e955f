"""Which rows of units are sealed."""

from __future__ import annotations

from opendti_site.audit.registry import (
    VerbWithDetail,
    acts,
    append_only,
    register_sealed,
)
from opendti_site.organisations.models import Succession, Unit


def register_all() -> None:
    """Seal the tree of units: an edit changes what its line names, a list or a reorganisation whatever it holds."""
    written = ["code", "name", "name_en", "short_name", "kind", "block"]
    reorganised = acts("merge_units", "split_unit")
    edited = acts(VerbWithDetail("edit_unit", "changes"), "import_units")
    counted = acts("edit_unit", "close_unit", "import_units") | reorganised
    register_sealed(
        Unit,
        changed_by=dict.fromkeys(written, edited)
        | {
            "id": acts("create_unit", "import_units") | reorganised,
            "parent_id": edited | reorganised,
            "path": acts(
                VerbWithDetail("edit_unit", "changes", "parent"), "import_units"
            )
            | reorganised,
            "opened_on": edited,
            "closed_on": edited | {"close_unit"} | reorganised,
            "search_key": counted,
            "version": counted,
        },
    )
    register_sealed(
        Succession, changed_by=append_only(Succession, "merge_units", "split_unit")
    )
