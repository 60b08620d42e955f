"""A person's choice of letters."""

from __future__ import annotations

from django.db import transaction

from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.reminders.enums import ReminderMode
from opendti_site.reminders.models import ReminderChoice


@transaction.atomic
def choose_reminders(mode: ReminderMode, *, by: User) -> ReminderChoice:
    """Choose how oneself is reminded."""
    choice, _is_new = ReminderChoice.objects.update_or_create(
        user=by, defaults={"mode": mode}
    )
    record("choose_reminders", by, by=by, mode=str(mode))
    return choice
