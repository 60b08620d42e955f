"""What the minutes of the council say: who sits in it, how much it decided, and each decision that differs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from opendti.definitions import Text
from opendti_site.accounts.conflicts import conflicts_between
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.assessments.appraisal.bridge import (
    display_text,
    scores_in,
    sheet_of,
)
from opendti_site.assessments.appraisal.keys import form_keys
from opendti_site.assessments.appraisal.queries import UndecidedCounts, undecided_in
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import Values, stale_in, values_at
from opendti_site.frameworks.sheets import CriterionSheet


@dataclass(frozen=True, slots=True)
class CouncilDecision:
    """A decision that differs from the appraisal, or from the unit's own figures where nobody appraised.

    Points are None where a composite index has none before a run, or the criterion does not apply.
    """

    unit: str
    criterion: str
    title: Text
    values_before: str
    values_after: str
    points_before: float | None
    points_after: float | None
    is_appraised: bool
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class MemberConflict:
    """A conflict of interest of a member of the council about a unit, without its reason.

    The reason may tell of a family; it is on the site for the person and whoever looks after them.
    """

    member: str
    unit: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """The council's work in a round, as its decisions stand."""

    round: Round
    members: tuple[str, ...]
    conflicts: tuple[MemberConflict, ...]
    decided: int
    stale: int
    first_at: dt.datetime | None
    last_at: dt.datetime | None
    undecided: UndecidedCounts
    decisions: tuple[CouncilDecision, ...]


def minutes_of(round_: Round) -> Minutes:
    """Return the minutes; decisions whose basis has changed since are counted and not listed."""
    latest: dict[tuple[int, str], ScoreEntry] = {}
    found = ScoreEntry.objects.filter(
        submission__in=round_.taking_part.values("pk"), stage=Stage.FINAL
    )
    entries = found.order_by("pk").select_related("submission__unit", "by")
    for entry in entries.defer("submission__round"):
        latest[entry.submission_id, entry.criterion] = entry
    stale = {
        (pk, criterion)
        for pk, criterion, stage in stale_in(round_.taking_part)
        if stage == Stage.FINAL
    }
    standing = [entry for key, entry in latest.items() if key not in stale]
    times = [entry.at for entry in standing]
    changed = [entry for entry in standing if entry.verdict == Verdict.CORRECTED]
    members = _members(round_)
    days = [timezone.localdate(at) for at in times] or [timezone.localdate()]
    return Minutes(
        round=round_,
        members=tuple(sorted({str(member) for member in members})),
        conflicts=tuple(_conflicts(round_, members, min(days), max(days))),
        decided=len(standing),
        stale=len(latest) - len(standing),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        undecided=undecided_in(round_),
        decisions=tuple(_decisions(round_, changed)),
    )


def _members(round_: Round) -> list[User]:
    """Return those who hold the council's role at the unit that runs the round."""
    roles = RoleAssignment.objects.filter(
        unit=round_.root_id, role=Role.COUNCIL, user__is_active=True
    ).select_related("user")
    return [role.user for role in roles]


def _conflicts(
    round_: Round, members: list[User], first: dt.date, last: dt.date
) -> list[MemberConflict]:
    """Return the conflicts that stood on a day between the first and the last decision, about units of the round."""
    paths = round_.taking_part.values_list("unit__path", flat=True)
    found = conflicts_between(members, first, last)
    rows = [
        MemberConflict(
            str(conflict.user),
            str(conflict.unit),
            conflict.since,
            conflict.last_day,
        )
        for conflict in found
        if any(path.startswith(conflict.unit.path) for path in paths)
    ]
    return sorted(rows, key=lambda row: (row.member, row.unit))


def _decisions(round_: Round, changed: list[ScoreEntry]) -> list[CouncilDecision]:
    """Return the decisions by criterion and unit; scores are read once a criterion, for all its units."""
    by_criterion: defaultdict[str, list[ScoreEntry]] = defaultdict(list)
    for entry in changed:
        by_criterion[entry.criterion].append(entry)
    appraised = set(
        ScoreEntry.objects
        .filter(submission__round=round_, stage=Stage.APPRAISED)
        .filter(submission__in=[entry.submission_id for entry in changed])
        .values_list("submission", "criterion")
    )
    decisions: list[CouncilDecision] = []
    for criterion in sorted(by_criterion, key=_in_order):
        rows = sorted(by_criterion[criterion], key=lambda e: e.submission.unit.path)
        decisions.extend(_of_criterion(round_, criterion, rows, appraised))
    return decisions


def _of_criterion(
    round_: Round,
    criterion: str,
    entries: list[ScoreEntry],
    appraised: set[tuple[int, str]],
) -> list[CouncilDecision]:
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        return []
    keys = [entry.submission_id for entry in entries]
    rows = round_.taking_part
    # What is compared with other units is scored beside all of them.
    forms = form_keys(rows if sheet.criterion.compares else rows.filter(pk__in=keys))
    among = [form.pk for form in forms]
    values = {
        stage: values_at(among, stage, [criterion])
        for stage in (Stage.APPRAISED, Stage.FINAL)
    }
    scores = {
        stage: scores_in(round_, forms, criterion, by_form)
        for stage, by_form in values.items()
    }

    return [
        CouncilDecision(
            unit=str(entry.submission.unit),
            criterion=criterion,
            title=sheet.title,
            values_before=_written(
                round_, sheet, values[Stage.APPRAISED][entry.submission_id]
            ),
            values_after=_written(
                round_, sheet, values[Stage.FINAL][entry.submission_id]
            ),
            points_before=scores[Stage.APPRAISED][entry.submission_id].points,
            points_after=scores[Stage.FINAL][entry.submission_id].points,
            is_appraised=(entry.submission_id, criterion) in appraised,
            reason=entry.reason,
            by=str(entry.by),
            at=entry.at,
        )
        for entry in entries
    ]


def _written(round_: Round, sheet: CriterionSheet, values: Values) -> str:
    parts = [
        (item.code, display_text(round_, item.id, values.get(item.id)))
        for item in sheet.items
    ]
    if len(parts) == 1:
        return parts[0][1] or "–"
    return "; ".join(f"{code}: {text or '–'}" for code, text in parts)


def _in_order(code: str) -> list[tuple[int, str]]:
    """Return the parts of a code so that 2.10 comes behind 2.9."""
    return [(int(part) if part.isdecimal() else 0, part) for part in code.split(".")]
