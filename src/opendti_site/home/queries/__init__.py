"""Reads of the landing page: a person's tasks, and the rounds in progress."""

from __future__ import annotations

from opendti_site.home.queries.dashboards import Dashboard, dashboards_of
from opendti_site.home.queries.groups import Group, Task
from opendti_site.home.queries.tasks import tasks_of

__all__ = ["Dashboard", "Group", "Task", "dashboards_of", "tasks_of"]
