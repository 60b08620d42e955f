"""The Django app of assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments import field_words, verbs
from opendti_site.observations.receivers import register_receiver
from opendti_site.organisations.objections import register_objections
from opendti_site.ui.later import later
from opendti_site.ui.navigation import MenuEntry, add_entry

if TYPE_CHECKING:
    from opendti_site.accounts.models import User


class AssessmentsConfig(AppConfig):
    """Rounds, submissions, evidence, appraisal."""

    name = "opendti_site.assessments"
    verbose_name = _("Đánh giá")

    def ready(self) -> None:
        """Give the audit log its words and the menu its entries."""
        from opendti_site.assessments import sealing  # noqa: PLC0415 -- needs the app registry
        from opendti_site.assessments.evidence import chores  # noqa: PLC0415 -- needs the app registry
        from opendti_site.assessments.rounds.permissions import (  # noqa: PLC0415 -- needs the app registry
            can_appraise_any,
            can_fill_any,
            can_oversee_any,
        )

        def reads_any(user: User) -> bool:
            return can_fill_any(user) or can_oversee_any(user)

        verbs.register_all()
        field_words.register_all()
        _register_followers()
        sealing.register_all()
        chores.register_all()
        for order, label, page, icon, shown_to in (
            (20, _("Kỳ đánh giá"), "rounds", "calendar-event", can_oversee_any),
            (30, _("Hồ sơ tự đánh giá"), "submissions", "clipboard-list", can_fill_any),
            (35, _("Tài liệu kiểm chứng"), "documents", "folder", reads_any),
            (40, _("Thẩm định"), "appraisals", "scale", can_appraise_any),
        ):
            add_entry(
                MenuEntry(
                    label=label,
                    page=f"assessments:{page}",
                    icon=icon,
                    order=order,
                    shown_to=shown_to,
                )
            )


def _register_followers() -> None:
    """Name what follows acts of other capabilities and slices."""
    from opendti_site.assessments.rounds.followers import (  # noqa: PLC0415 -- needs the app registry
        register_follower,
    )

    register_objections(
        later("opendti_site.assessments.rounds.queries.forms_under_way_for")
    )
    register_follower(
        later("opendti_site.assessments.requests.deadlines.follow_explanation")
    )
    register_follower(
        later("opendti_site.assessments.submissions.progress.follow_deadline")
    )
    register_receiver(
        later("opendti_site.assessments.submissions.progress.follow_arrivals")
    )
