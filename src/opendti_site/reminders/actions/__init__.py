"""Writes of reminders."""

from __future__ import annotations

from opendti_site.reminders.actions.choosing import choose_reminders
from opendti_site.reminders.actions.reminding import remind_units

__all__ = ["choose_reminders", "remind_units"]
