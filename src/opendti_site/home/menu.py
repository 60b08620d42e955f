"""What the staff's menu offers first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.ui.navigation import MenuEntry, add_entry


def add_entries() -> None:
    """Put the landing at the top."""
    add_entry(
        MenuEntry(
            label=_("Việc của tôi"), page="home:tasks", icon="checklist", order=10
        )
    )
