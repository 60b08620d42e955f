"""Faults that any list may have, and how a page shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from opendti_site.ui.list_tables.bridge import ListFault, ListRefusedError, ListTable

FAULTS_SHOWN = 200


def header_faults(
    table: ListTable, known: Collection[str], required: Collection[str]
) -> list[ListFault]:
    """Name columns that are missing, unknown or doubled, and an empty list."""
    faults = [
        ListFault(table.name, 1, name, _("thiếu cột này"))
        for name in required
        if name not in table.columns
    ]
    faults += [
        ListFault(
            table.name,
            1,
            name,
            _("cột lạ; các cột có thể dùng: %(names)s") % {"names": ", ".join(known)},
        )
        for name in table.columns
        if name not in known
    ]
    faults += [
        ListFault(table.name, 1, name, _("cột này có hai lần"))
        for name, times in Counter(table.columns).items()
        if times > 1
    ]
    if not faults and not table.rows:
        faults.append(ListFault(table.name, 2, "", _("bảng không có dòng nào")))
    return faults


def shown_faults(refusal: ListRefusedError) -> dict[str, Any]:
    """Give the page the first faults, and how many there are: a list may have one a cell."""
    faults = refusal.faults
    return {
        "faults": faults[:FAULTS_SHOWN],
        "fault_count": len(faults),
        "more_faults": max(len(faults) - FAULTS_SHOWN, 0),
    }
