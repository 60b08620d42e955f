"""What the form says of a machine's value beside the unit's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.submissions.bridge import show_value
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.machine_values import (
    ChosenValue,
    MachineValue,
)
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.stages import chosen_of
from opendti_site.frameworks.bridge import Plan


@dataclass(frozen=True, slots=True)
class MachineStanding:
    """Whether a machine's value counts: a label, an icon and a colour."""

    code: str
    word: str | Promise
    css_class: str
    icon: str


COUNTS = MachineStanding("counts", _("Đang được tính"), "is-ok", "circle-check")
AGREES = MachineStanding("agrees", _("Khớp với số nhập"), "is-ok", "circle-check")
OUTDATED = MachineStanding(
    "outdated", _("Quá cũ, không được tính"), "is-none", "hourglass"
)
UNMEASURED = MachineStanding(
    "unmeasured", _("Máy chưa đo được"), "is-none", "hourglass"
)
DIFFERS = MachineStanding(
    "differs",
    _("Khác số nhập, chờ thẩm định quyết định"),
    "is-warn",
    "alert-triangle",
)
OVERRULED = MachineStanding(
    "overruled", _("Số nhập được tính vì có lý do"), "is-none", "keyboard"
)


@dataclass(frozen=True, slots=True)
class MachineNote:
    """A machine's value as the form shows it; `asks_reason` where a reason lets the unit's own count."""

    value: str
    source: str
    period_start: dt.date
    period_end: dt.date
    recorded_at: dt.datetime
    standing: MachineStanding
    asks_reason: bool


def machine_note(
    plan: Plan, item: str, answer: Answer | None, machine: MachineValue
) -> MachineNote:
    """Return what the form says of a machine's value of an item."""
    chosen = chosen_of(answer, machine)
    is_given = answer is not None and answer.state == AnswerState.GIVEN
    return MachineNote(
        value=str(show_value(plan, item, machine.value)),
        source=machine.source_words,
        period_start=machine.period_start,
        period_end=machine.period_end,
        recorded_at=machine.recorded_at,
        standing=_standing(machine, chosen, is_given=is_given),
        asks_reason=machine.precedence == "typed" and is_given and chosen.is_machine,
    )


def _standing(
    machine: MachineValue, chosen: ChosenValue, *, is_given: bool
) -> MachineStanding:
    if not machine.is_current:
        return OUTDATED
    if machine.value.state != AnswerState.GIVEN:
        return UNMEASURED
    if chosen.is_conflict:
        return DIFFERS
    if chosen.is_machine:
        return COUNTS
    return OVERRULED if is_given and not chosen.agrees else AGREES
