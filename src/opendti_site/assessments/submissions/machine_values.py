"""What machines say of the items of a round's forms, and which value counts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from opendti.plan.model import Criterion, Plan
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.readings import BLANK, ItemValue
from opendti_site.frameworks.bridge import plan_of
from opendti_site.frameworks.queries import former_codes
from opendti_site.observations.enums import ObservationSource
from opendti_site.observations.models import FROM_FORM, Observation
from opendti_site.observations.queries import (
    CurrentValue,
    CurrentValues,
    ItemCode,
    Moments,
    current_values,
)
from opendti_site.observations.readings import lineage_of
from opendti_site.ui.text import has_words

Submissions = Sequence[int] | QuerySet[Submission]
EQUAL = 1e-9
"""By what share two numbers may differ and be the same: what a database makes of a decimal."""


@dataclass(frozen=True, slots=True)
class MachineValue:
    """What a machine says of an item of a form, and the rule of its criterion.

    `age` is in days at the end of the round's time; `is_current` whether it may still count.
    """

    value: ItemValue
    source: str
    period_start: dt.date
    period_end: dt.date
    recorded_at: dt.datetime
    age: int
    is_current: bool
    criterion: str
    precedence: str
    tolerance: float
    unanswered: str

    @property
    def source_words(self) -> str:
        """The way by which it came, in the reader's language."""
        return str(ObservationSource(self.source).label)


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """The value of an item that counts: whose it is, and whether somebody must decide between two."""

    value: ItemValue
    is_machine: bool = False
    is_conflict: bool = False
    agrees: bool = False


ByItem = dict[str, MachineValue]


def choose(
    typed: ItemValue, machine: MachineValue | None, *, has_reason: bool
) -> ChosenValue:
    """Return which of two values counts by the rule of the criterion; the person's until a conflict is decided.

    A machine's value fills in where the person gave none. One that is too old, or says that nothing was
    measured, leaves the item unanswered. `has_reason` says that the person explained the difference.
    """
    if machine is None or machine.value.state == AnswerState.BLANK:
        return ChosenValue(typed)
    is_measured = machine.value.state != AnswerState.NOT_MEASURED
    counts = machine.is_current and is_measured
    if typed.state in {AnswerState.BLANK, AnswerState.NOT_MEASURED}:
        unanswered = ItemValue(None, machine.unanswered)
        return ChosenValue(machine.value if counts else unanswered, is_machine=True)
    if not counts or _agree(typed, machine):
        return ChosenValue(typed, agrees=counts)
    return _by_precedence(typed, machine, has_reason=has_reason)


def chosen_on(typed: CurrentValue | None, machine: MachineValue | None) -> ChosenValue:
    """Return which of two observations counts, of a form and of a machine."""
    if typed is None:
        return choose(BLANK, machine, has_reason=False)
    has_reason = has_words(typed.reason)
    return choose(item_value_of(typed), machine, has_reason=has_reason)


def _by_precedence(
    typed: ItemValue, machine: MachineValue, *, has_reason: bool
) -> ChosenValue:
    """Return which of two values that differ counts."""
    wins = {"machine": True, "typed": not has_reason}.get(machine.precedence)
    if wins is None:
        return ChosenValue(typed, is_conflict=True)
    return ChosenValue(machine.value if wins else typed, is_machine=wins)


def _agree(typed: ItemValue, machine: MachineValue) -> bool:
    """Return whether two values are the same, or near enough where the criterion allows it."""
    other = machine.value
    if typed.state != other.state or typed.value is None or other.value is None:
        return typed == other
    may_differ = max(machine.tolerance, EQUAL) * abs(other.value)
    return typed.text == other.text and abs(typed.value - other.value) <= may_differ


def machine_values(
    submissions: Submissions, criteria: Collection[str] | None = None
) -> dict[int, ByItem]:
    """Return by form and item what machines say, for some criteria or all; one query where they say nothing."""
    forms = forms_with_machines(submissions)
    by_round: defaultdict[int, list[Submission]] = defaultdict(list)
    for form in forms:
        by_round[form.round_id].append(form)
    found: dict[int, ByItem] = {}
    for among in by_round.values():
        round_ = among[0].round
        day = day_of(round_)
        moments = {form.unit_id: form.values_until for form in among}
        values = values_of_round(round_, moments, criteria, as_of=day)
        found |= machines_by_form(round_, among, values, day)
    return found


def day_of(round_: Round) -> dt.date:
    """Return the day as of which a round reads values: its deadline, never behind the year assessed."""
    _start, end = round_.period
    return min(timezone.localdate(round_.submit_by), end)


def values_of_round(
    round_: Round,
    moments: Moments,
    criteria: Collection[str] | None = None,
    *,
    as_of: dt.date,
    from_form: bool = False,
) -> CurrentValues:
    """Return the observations that count in a round on a day, of each unit as known at its moment."""
    return current_values(
        moments,
        lineage_of(round_.release.identity),
        codes_of(round_, criteria),
        as_of=as_of,
        from_form=from_form,
    )


def codes_of(round_: Round, criteria: Collection[str] | None = None) -> list[ItemCode]:
    """Return how every version of a round's framework writes the round's items, where they ask for the same."""
    plan = plan_of(round_)
    wanted = [
        item.id
        for item in plan.items
        if criteria is None or plan.criteria[item.criterion].code in criteria
    ]
    versions: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for version, codes in former_codes(round_.release, round_):
        for item in wanted:
            if item in codes:
                versions[item, codes[item]].append(version)
    return [
        ItemCode(item, code, tuple(found)) for (item, code), found in versions.items()
    ]


def forms_with_machines(submissions: Submissions) -> list[Submission]:
    """Return the forms of units about which any machine has sent a value."""
    sent = Observation.objects.filter(~FROM_FORM, unit=OuterRef("unit"))
    rows = Submission.objects.all()
    if isinstance(submissions, QuerySet):
        rows = rows.filter(pk__in=submissions.values("pk"))
    else:
        rows = rows.filter(pk__in=submissions)
    found = rows.filter(Exists(sent))
    rounds = found.select_related("round__release").order_by("pk")
    return list(rounds.defer("round__framework_text", "round__release__text"))


def machines_by_form(
    round_: Round,
    forms: Iterable[Submission],
    values: CurrentValues,
    day: dt.date,
) -> dict[int, ByItem]:
    """Return observations of machines by form and item, with the rules of their criteria."""
    plan = plan_of(round_)
    keys = {form.unit_id: form.pk for form in forms}
    found: defaultdict[int, ByItem] = defaultdict(dict)
    for (unit, item), current in values.items():
        found[keys[unit]][item] = _machine_value(plan, round_, current, day)
    return found


def _machine_value(
    plan: Plan, round_: Round, current: CurrentValue, day: dt.date
) -> MachineValue:
    criterion = plan.criteria[plan.item(current.item).criterion]
    return MachineValue(
        item_value_of(current),
        current.source,
        current.period_start,
        current.period_end,
        current.recorded_at,
        current.age_on(day),
        _is_current(criterion, round_, current, day),
        criterion.code,
        criterion.precedence,
        criterion.tolerance,
        criterion.default_state,
    )


def item_value_of(current: CurrentValue) -> ItemValue:
    """Return the value and state of an observation."""
    value = None if current.value is None else float(current.value)
    return ItemValue(value, current.state, current.text)


def _is_current(
    criterion: Criterion, round_: Round, current: CurrentValue, day: dt.date
) -> bool:
    """Return whether a value is young enough: of the year assessed, or as the criterion says."""
    if criterion.valid_for is not None:
        return current.age_on(day) <= criterion.valid_for
    start, _end = round_.period
    return current.period_end >= start
