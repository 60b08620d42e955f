"""Drafts for the tests of the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.frameworks.actions import create_draft
from tests.site.frameworks.kinds import EVERY_RULE

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease


@pytest.fixture
def draft(framework_text: str, coordinator: User) -> FrameworkRelease:
    """The tiny framework as a draft."""
    return create_draft(text=framework_text, by=coordinator, origin="empty")


@pytest.fixture
def every_rule(coordinator: User) -> FrameworkRelease:
    """A draft with every kind of rule."""
    return create_draft(text=EVERY_RULE, by=coordinator, origin="file")
