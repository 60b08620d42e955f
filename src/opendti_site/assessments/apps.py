"""The Django app of assessments."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments import verbs
from opendti_site.ui.navigation import Entry, add_entry


class AssessmentsConfig(AppConfig):
    """Rounds, submissions, evidence, appraisal."""

    name = "opendti_site.assessments"
    verbose_name = _("Đánh giá")

    def ready(self) -> None:
        """Give the audit log its words and the menu its entries."""
        from opendti_site.assessments.rounds import (  # noqa: PLC0415 -- needs the app registry
            permissions,
        )

        verbs.register_all()
        add_entry(
            Entry(
                label=_("Kỳ đánh giá"),
                page="assessments:rounds",
                icon="calendar-event",
                order=20,
                shown_to=permissions.can_oversee_any,
            )
        )
        add_entry(
            Entry(
                label=_("Hồ sơ tự đánh giá"),
                page="assessments:submissions",
                icon="clipboard-list",
                order=30,
                shown_to=permissions.can_fill_any,
            )
        )
        add_entry(
            Entry(
                label=_("Tài liệu kiểm chứng"),
                page="assessments:documents",
                icon="folder",
                order=35,
                shown_to=permissions.can_fill_any,
            )
        )
        add_entry(
            Entry(
                label=_("Thẩm định"),
                page="assessments:appraisals",
                icon="scale",
                order=40,
                shown_to=permissions.can_judge_any,
            )
        )
