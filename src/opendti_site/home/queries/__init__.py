"""Reads of the landing page: a person's tasks, the rounds in progress, and the setting up of a new site."""

from __future__ import annotations

from opendti_site.home.queries.agenda import Agenda, AgendaItem, agenda_of
from opendti_site.home.queries.dashboards import Dashboard, dashboards_of
from opendti_site.home.queries.first_steps import (
    FirstSteps,
    first_steps,
    is_set_up,
    steps_ahead_of,
)
from opendti_site.home.queries.groups import Group, Task
from opendti_site.home.queries.progress import (
    AppraiserProgress,
    IndicatorProgress,
    progress_by_appraiser,
    progress_by_indicator,
)
from opendti_site.home.queries.tasks import tasks_of

__all__ = [
    "Agenda",
    "AgendaItem",
    "AppraiserProgress",
    "Dashboard",
    "FirstSteps",
    "Group",
    "IndicatorProgress",
    "Task",
    "agenda_of",
    "dashboards_of",
    "first_steps",
    "is_set_up",
    "progress_by_appraiser",
    "progress_by_indicator",
    "steps_ahead_of",
    "tasks_of",
]
