"""Pages of units."""

from __future__ import annotations

from opendti_site.organisations.views.reorganising import merge, split
from opendti_site.organisations.views.units import (
    add_unit,
    close_unit,
    edit_unit,
    import_list,
    sample,
    tree,
    unit,
    unit_people,
    unit_people_csv,
    write_list,
)

__all__ = [
    "add_unit",
    "close_unit",
    "edit_unit",
    "import_list",
    "merge",
    "sample",
    "split",
    "tree",
    "unit",
    "unit_people",
    "unit_people_csv",
    "write_list",
]
