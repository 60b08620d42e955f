"""A task, and the tasks of a role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.enums import Role
from opendti_site.ui.dates import moment

SOON = 3  # days before a deadline from which it is shown as pressing


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, how far, until when, where."""

    title: str
    words: str
    url: str
    act: str
    due: dt.datetime | None = None
    done: int = 0
    total: int = 0
    counted: str = field(default="", compare=False)
    """What `done` and `total` count, such as criteria."""
    occasion: str = field(default="", compare=False)
    """What makes the same task a new one, such as the reason for which a form came back."""
    is_rehearsal: bool = False
    """Whether it is of a rehearsal, about which nobody gets a letter."""

    @property
    def share(self) -> float:
        """How much of it is done."""
        return self.done / self.total if self.total else 0.0

    @property
    def tone(self) -> str:
        """How pressing it is."""
        if self.due is None:
            return "info"
        days = (self.due - timezone.now()).total_seconds() / 86400
        return "bad" if days < 0 else "warn" if days < SOON else "info"

    @property
    def when(self) -> str:
        """The deadline in words."""
        if self.due is None:
            return ""
        day = moment(self.due)
        if self.due < timezone.now():
            return _("quá hạn từ %(day)s") % {"day": day}
        return day


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one role, and what to say when there are none."""

    role: Role
    empty: str
    tasks: list[Task] = field(default_factory=list)

    @property
    def link(self) -> PageLink | None:
        """Where to go when there is nothing to do."""
        match self.role:
            case Role.COORDINATOR:
                url = reverse("assessments:create_round")
                return PageLink(_("Lập kỳ đánh giá"), url)
            case Role.VIEWER:
                url = reverse("assessments:rounds")
                return PageLink(_("Xem các kỳ đánh giá"), url)
            case Role.REPORTER | Role.SIGNATORY:
                return PageLink(_("Xem các hồ sơ"), reverse("assessments:submissions"))
        return None
