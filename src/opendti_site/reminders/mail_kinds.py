"""The letters of reminders, each written when it is sent, of what is still true then."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.mail_kinds import open_account
from opendti_site.accounts.models import User
from opendti_site.mail.kinds import MailKind, absolute_url, register
from opendti_site.reminders.sending import REMINDER
from opendti_site.reminders.sources import pending_tasks
from opendti_site.ui.language import in_language
from opendti_site.ui.later import later

forms_still_lacking = later("opendti_site.reminders.queries.lacks.forms_still_lacking")
framework_changed = later("opendti_site.reminders.framework_letters.framework_changed")
UNIT_REMINDER = "unit_reminder"
FRAMEWORK_CHANGED = "framework_changed"


def register_all() -> None:
    """Register the kinds; each has its letter in `reminders/letters`."""
    for name, label, context in (
        (REMINDER, _("Thư nhắc việc"), _reminder),
        (UNIT_REMINDER, _("Thư nhắc của người điều phối"), _unit_reminder),
        (FRAMEWORK_CHANGED, _("Báo bộ chỉ số của kỳ đã đổi"), framework_changed),
    ):
        register(MailKind(name, label, f"reminders/letters/{name}.txt", context))


def _reminder(details: dict[str, Any]) -> dict[str, Any] | None:
    """Fill a reminder: a daily letter lists all that waits, another only what it is about.

    Nobody needs it where what it is about waits no more.
    """
    person = open_account(details)
    if person is None:
        return None
    tasks = pending_tasks(person)
    news = [task for task in tasks if task.digest in details["tasks"]]
    if not news:
        return None
    shown = tasks if details["daily"] else news
    return {
        "person": person,
        "tasks": [(task, _link(task.url, person)) for task in shown],
        "first": news[0],
        "late": sum(task.is_late for task in shown),
        "daily": details["daily"],
        "choice": _link(reverse("reminders:choose"), person),
    }


def _unit_reminder(details: dict[str, Any]) -> dict[str, Any] | None:
    """Fill a coordinator's letter about the forms that still lack what it is about."""
    person = open_account(details)
    if person is None:
        return None
    forms = forms_still_lacking(details["forms"])
    if not forms:
        return None
    by = User.objects.filter(pk=details["by"]).first()
    return {
        "person": person,
        "by": by,
        "note": details["note"],
        "round": forms[0].submission.round,
        "forms": [(form, _link(form.url, person)) for form in forms],
    }


def _link(path: str, person: User) -> str:
    return absolute_url(in_language(path, person.language))
