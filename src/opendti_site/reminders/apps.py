"""The app of reminders."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.registry import register_exempt
from opendti_site.audit.verbs import register, register_details, register_values
from opendti_site.ui.later import later


class RemindersConfig(AppConfig):
    """Letters about deadlines."""

    name = "opendti_site.reminders"
    verbose_name = _("Nhắc việc")

    def ready(self) -> None:
        """Register the letters, the periodic work and the words of the log."""
        from opendti_site.assessments.submissions.announcing import (  # noqa: PLC0415 -- rows are ready only now
            register_announcer,
        )
        from opendti_site.reminders import chores, mail_kinds  # noqa: PLC0415 -- rows are ready only now
        from opendti_site.reminders.enums import ReminderMode  # noqa: PLC0415 -- as above

        mail_kinds.register_all()
        chores.register_all()
        register_announcer(
            later("opendti_site.reminders.framework_letters.write_about_framework")
        )
        register("remind_units", _("Gửi thư nhắc đơn vị"))
        register("choose_reminders", _("Chọn cách nhận thư nhắc việc"))
        register_details(letters=_("số thư"), mode=_("cách nhận thư"))
        register_values("mode", ReminderMode.choices)
        register_exempt(
            "reminders.ReminderChoice", "says how often somebody wants letters"
        )
        register_exempt(
            "reminders.SentReminder", "a memory of letters, so that none is sent twice"
        )
        register_exempt(
            "reminders.Contact", "a memory of letters; the line of the act counts"
        )
