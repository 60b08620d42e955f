"""The periodic work on files of editions: registered by name, since it loads the writers of files."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from opendti_site.operations.chores import Chore, register
from opendti_site.ui.later import later


def register_all() -> None:
    """Register the chores that make the files of new editions in advance, and remove old ones."""
    register(
        Chore(
            "edition files",
            later("opendti_site.publication.kept_files.make_files"),
            label=_("Tạo sẵn tệp tải về của bản công bố"),
            every=timedelta(minutes=5),
        )
    )
    register(
        Chore(
            "old edition files",
            later("opendti_site.publication.kept_files.remove_old_files"),
            label=_("Xóa tệp tải về lâu không dùng"),
            every=timedelta(days=1),
        )
    )
