"""What the public menu offers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from opendti_site.ui.navigation import MenuEntry, add_entry


def add_entries() -> None:
    """Put the public pages into the menu."""
    pages = (
        (_("Kết quả"), "publication:portal", "chart-bar"),
        (pgettext_lazy("nhiều", "Đơn vị"), "publication:search", "building"),
        (_("Phương pháp"), "publication:method", "calculator"),
        (_("Dữ liệu mở"), "publication:open_data", "database"),
    )
    for order, (label, page, icon) in enumerate(pages):
        add_entry(
            MenuEntry(label=label, page=page, icon=icon, order=order, area="public")
        )
