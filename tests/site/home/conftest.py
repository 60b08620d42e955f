"""Fixtures of rounds that have been run, of a release, and of a second organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.frameworks.actions import adopt_text
from opendti_site.organisations.actions import create_unit
from tests.site.runs import round_, run

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit

__all__ = ["round_", "run"]


@pytest.fixture
def release(framework_text: str, coordinator: User) -> FrameworkRelease:
    return adopt_text(framework_text, by=coordinator)


@pytest.fixture
def abroad(db: None) -> Unit:
    """A second organisation."""
    return create_unit(by=None, code="BTC", name="Bộ Tài chính", kind="ministry")
