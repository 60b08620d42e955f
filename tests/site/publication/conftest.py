"""Fixtures of a published run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.publication.actions import EditionFacts, publish_run
from tests.site.runs import round_, run

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.publication.models import Edition
    from opendti_site.results.models import Run

__all__ = ["edition", "round_", "run"]


@pytest.fixture
def edition(run: Run, coordinator: User) -> Edition:
    """The run, published as kq-2026."""
    facts = EditionFacts(
        title="Kết quả 2026", slug="kq-2026", source_note="Bộ Công Thương"
    )
    return publish_run(run, facts, by=coordinator)
