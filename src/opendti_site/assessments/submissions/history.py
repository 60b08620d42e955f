"""Who did what, when, with a criterion: each change of an item, of the evidence, each score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.bridge import plan_of_round, show_value
from opendti_site.assessments.submissions.enums import (
    AnswerOrigin,
    AnswerState,
    Stage,
)
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.readings import ItemValue
from opendti_site.assessments.submissions.stages import value_of
from opendti_site.audit.models import AuditLine
from opendti_site.audit.queries import lines_about
from opendti_site.frameworks.bridge import Plan
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.language import translated

VALUE_VERBS = ("save_answers", "reuse_answers", "answer_request")
EVIDENCE_VERBS = ("cite_document", "withdraw_citation", "waive_evidence")
ICONS = {
    "save_answers": "keyboard",
    "reuse_answers": "history",
    "answer_request": "send",
    "cite_document": "paperclip",
    "withdraw_citation": "circle-minus",
    "waive_evidence": "message",
}
IN_BULK = {AnswerOrigin.IMPORTED: "file-import", AnswerOrigin.MACHINE: "cpu"}
STAGE_ICONS = {Stage.SELF: "send", Stage.APPRAISED: "scale", Stage.FINAL: "gavel"}


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item's value before and after, as text for reading."""

    item: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One act: when, by whom, what in words, the items that it changed, and its reason."""

    at: dt.datetime
    who: str
    icon: str
    words: str
    changes: tuple[ItemChange, ...] = ()
    note: str = ""


def history_of_criterion(
    submission: Submission, sheet: CriterionSheet, *, sees_appraisal: bool
) -> list[HistoryEvent]:
    """Return what happened to a criterion of a form, newest first; three queries."""
    plan = plan_of_round(submission.round)
    written = list(_written(submission, sheet, plan))
    events = [
        *written,
        *_brought_in(submission, sheet, plan, written),
        *_scored(submission, sheet, sees_appraisal=sees_appraisal),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _written(
    submission: Submission, sheet: CriterionSheet, plan: Plan
) -> Iterator[HistoryEvent]:
    """Yield what the audit lines hold of the items and the evidence."""
    wanted = Q(verb__in=EVIDENCE_VERBS, detail__criterion=sheet.code)
    for item in sheet.items:
        wanted |= Q(verb__in=VALUE_VERBS, detail__changes__has_key=item.id)
    for line in lines_about(submission).filter(wanted):
        detail = line.detail
        yield HistoryEvent(
            at=line.at,
            who=_who(line),
            icon=IN_BULK.get(detail.get("origin"), ICONS[line.verb]),
            words=_words(line),
            changes=_changes(detail.get("changes", {}), sheet, plan),
            note=str(detail.get("title") or detail.get("reason") or ""),
        )


def _words(line: AuditLine) -> str:
    origin = line.detail.get("origin")
    return f"{line.words}: {AnswerOrigin(origin).label}" if origin else str(line.words)


def _who(line: AuditLine) -> str:
    return str(line.actor_label or _("hệ thống"))


def _changes(
    changes: Mapping[str, Any], sheet: CriterionSheet, plan: Plan
) -> tuple[ItemChange, ...]:
    return tuple(
        ItemChange(
            item.code,
            translated(item.title),
            _shown(changes[item.id]["from"], item.id, plan),
            _shown(changes[item.id]["to"], item.id, plan),
        )
        for item in sheet.items
        if item.id in changes
    )


def _shown(data: Mapping[str, str] | None, item: str, plan: Plan) -> str:
    """Write an answer as an audit line holds it; one that there was not is blank."""
    if data is None:
        return str(AnswerState.BLANK.label)
    if data.get("rejected"):
        return _("“%(typed)s” (chưa đọc được)") % {"typed": data["rejected"]}
    value = float(data["value"]) if "value" in data else None
    words = show_value(
        plan, item, ItemValue(value, data["state"], data.get("text", ""))
    )
    said = data.get("reason") or data.get("comment")
    return f"{words} – {said}" if said else words


def _brought_in(
    submission: Submission,
    sheet: CriterionSheet,
    plan: Plan,
    written: Iterable[HistoryEvent],
) -> Iterator[HistoryEvent]:
    """Yield the values that a table or a machine gave: their line names the round, not the item.

    A value that was `written` since stands in the line of that.
    """
    last = {
        change.item: event.at
        for event in sorted(written, key=lambda event: event.at)
        for change in event.changes
    }
    rows = submission.answers.filter(criterion=sheet.code, origin__in=IN_BULK)
    titles = {item.id: (item.code, translated(item.title)) for item in sheet.items}
    for row in rows.select_related("updated_by"):
        if row.item in titles and not _is_written(row, last.get(titles[row.item][0])):
            shown = show_value(plan, row.item, value_of(row))
            yield HistoryEvent(
                at=row.updated_at,
                who=str(row.updated_by),
                icon=IN_BULK[AnswerOrigin(row.origin)],
                words=str(row.get_origin_display()),
                changes=(ItemChange(*titles[row.item], "", shown),),
            )


def _is_written(row: Answer, last: dt.datetime | None) -> bool:
    """Whether a line of the item, the last of which is of this time, says what a row holds."""
    return last is not None and last >= row.updated_at


def _scored(
    submission: Submission, sheet: CriterionSheet, *, sees_appraisal: bool
) -> Iterator[HistoryEvent]:
    """Yield the scores that were given at each stage that may be seen."""
    stages = tuple(Stage) if sees_appraisal else (Stage.SELF,)
    entries = submission.score_entries.filter(criterion=sheet.code, stage__in=stages)
    for entry in entries.select_related("by"):
        yield HistoryEvent(
            at=entry.at,
            who=str(entry.by),
            icon=STAGE_ICONS[Stage(entry.stage)],
            words=f"{entry.get_stage_display()}: {entry.get_verdict_display()}",
            note=entry.reason,
        )
