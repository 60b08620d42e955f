"""Rows that are added once and then only read."""

from __future__ import annotations

import pytest

from opendti_site.audit.frozen import FrozenRowError
from opendti_site.results.models import RunScore


def test_a_frozen_row_is_neither_written_again_nor_removed() -> None:
    row = RunScore(pk=7)
    row._state.adding = False  # noqa: SLF001 -- as read from the database
    with pytest.raises(FrozenRowError, match=r"results.RunScore 7 .*never changes"):
        row.save()
    with pytest.raises(FrozenRowError, match=r"results.RunScore 7 is kept"):
        row.delete()


def test_frozen_rows_are_neither_changed_nor_removed_together() -> None:
    rows = RunScore.objects.filter(pk=7)
    with pytest.raises(FrozenRowError, match="cannot be changed"):
        rows.update(points=1)
    with pytest.raises(FrozenRowError, match="cannot be changed"):
        rows.bulk_update([], ["points"])
    with pytest.raises(FrozenRowError, match="cannot be removed"):
        rows.delete()
