"""Builds a page of the form: groups of criteria, cards, fields."""

from __future__ import annotations

from collections.abc import Sequence

from opendti.plan.model import PlanItem
from opendti_site.assessments.rounds.bridge import (
    CriterionGroup,
    framework_page,
    pages_of,
)
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.bridge import (
    parse_value,
    plan_of_round,
    read_back,
    show_value,
    write_value,
)
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.form_views import (
    NO_INPUT,
    CardView,
    FieldView,
    FormInput,
    FormView,
    TabView,
)
from opendti_site.assessments.submissions.machine_notes import machine_note
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.outcomes import Conflict
from opendti_site.assessments.submissions.queries import (
    SubmissionSummary,
    has_former_round,
    summary_of,
)
from opendti_site.assessments.submissions.reusable import (
    NO_OFFER,
    FormerForm,
    ReuseOffer,
    former_form,
    offer_for,
)
from opendti_site.assessments.submissions.stages import value_of
from opendti_site.assessments.submissions.status import (
    ALL_STATUSES,
    COMPLETE,
    NOT_APPLICABLE,
)
from opendti_site.frameworks.bridge import Plan
from opendti_site.frameworks.sheets import (
    CriterionSheet,
)
from opendti_site.ui.language import translated


def groups_of(submission: Submission) -> tuple[CriterionGroup, ...]:
    """Return the pages of a submission's form."""
    return pages_of(submission.round, submission.block)


def form_view(
    submission: Submission, main: str, form_input: FormInput = NO_INPUT, only: str = ""
) -> FormView:
    """Return one page of the form; with `only`, that card alone has fields."""
    groups = groups_of(submission)
    index = next((i for i, group in enumerate(groups) if group.code == main), 0)
    group = groups[index]
    summary = summary_of(submission, form_input.outcome.saved_state)
    shown = [sheet.code for sheet in group.sheets if only in {"", sheet.code}]
    former = former_form(submission, shown)
    builder = _CardBuilder(summary, former, form_input, group.sheets)
    scores = [summary.score.criteria[sheet.code] for sheet in group.sheets]
    statuses = [summary.statuses[sheet.code] for sheet in group.sheets]
    return FormView(
        submission=submission,
        framework=framework_page(submission.round),
        group=group,
        tabs=tuple(_tab(page, summary) for page in groups),
        cards=builder.cards(only),
        tally=tuple(
            (status, statuses.count(status))
            for status in ALL_STATUSES
            if status in statuses
        ),
        points=sum(score.points or 0 for score in scores),
        max_points=sum(score.max_points for score in scores),
        total_points=summary.score.points,
        total_max_points=summary.score.max_points,
        waiting=summary.score.waiting,
        is_scored=summary.score.is_scored,
        before=groups[index - 1] if index else None,
        after=groups[index + 1] if index + 1 < len(groups) else None,
        former=former.submission if former else None,
        has_no_past=not (former or only) and has_former_round(submission.round),
    )


def _tab(group: CriterionGroup, summary: SubmissionSummary) -> TabView:
    done = sum(
        summary.statuses[sheet.code] in {COMPLETE, NOT_APPLICABLE}
        for sheet in group.sheets
    )
    return TabView(group, done, len(group.sheets))


class _CardBuilder:
    """Builds the cards of one submission."""

    def __init__(
        self,
        summary: SubmissionSummary,
        former: FormerForm | None,
        form_input: FormInput,
        sheets: Sequence[CriterionSheet],
    ) -> None:
        self.summary = summary
        self.form_input = form_input
        self.sheets = sheets
        self.plan: Plan = plan_of_round(summary.submission.round)
        self.block = self.plan.block_index(summary.submission.block)
        self.former = former

    def cards(self, only: str = "") -> tuple[CardView, ...]:
        """Return the cards of a page; with `only`, the others have a status and no fields."""
        visible = [sheet for sheet in self.sheets if only in {"", sheet.code}]
        return tuple(
            self._card(sheet, is_shown=sheet in visible) for sheet in self.sheets
        )

    def _card(self, sheet: CriterionSheet, *, is_shown: bool) -> CardView:
        status = self.summary.statuses[sheet.code]
        answers = [self.summary.answers.get(item.id) for item in sheet.items]
        offer = self._offer(sheet) if is_shown else NO_OFFER
        claims = [
            row.reason
            for row in answers
            if row and row.state == AnswerState.NOT_APPLICABLE
        ]
        return CardView(
            sheet=sheet,
            max_points=sheet.points[self.block],
            status=status,
            score=self.summary.score.criteria[sheet.code],
            fields=tuple(self._field(item, offer) for item in sheet.items if is_shown),
            evidence=self.summary.evidence[sheet.code],
            steps=self.summary.score.steps(sheet.code) if is_shown else (),
            claimed=bool(claims),
            claim_reason=next(iter(claims), ""),
            contested=self._contested(sheet),
            fault=self.form_input.outcome.faults.get(sheet.code, ""),
            offer=offer,
            is_open=status != COMPLETE or sheet.code in self.form_input.opened,
        )

    def _contested(self, sheet: CriterionSheet) -> Conflict | None:
        found = self.form_input.outcome.conflicts
        conflicts = (found[item.id] for item in sheet.items if item.id in found)
        return next((each for each in conflicts if each.is_about_claim), None)

    def _offer(self, sheet: CriterionSheet) -> ReuseOffer:
        return offer_for(
            self.former,
            self.summary.submission,
            sheet,
            self.summary.answers,
            self.summary.evidence[sheet.code],
        )

    def _field(self, item: PlanItem, offer: ReuseOffer) -> FieldView:
        answer = self.summary.answers.get(item.id)
        machine = self.summary.machines.get(item.id)
        stored = write_value(self.plan, item.id, value_of(answer)) if answer else ""
        # What could not be read is shown as it was typed, so that it can be corrected.
        if answer and answer.rejected:
            stored = answer.rejected
        conflict = self.form_input.outcome.conflicts.get(item.id)
        text = conflict.mine if conflict else self.form_input.texts.get(item.id, stored)
        return FieldView(
            item=item,
            text=text,
            was=stored,
            version=self._version(answer, conflict),
            fault=self._fault(item, answer),
            conflict=conflict,
            last=self.former.shown(item.id) if self.former else "",
            is_reusable=item.id in offer.items,
            is_jump=item.id in self.summary.jumps,
            answer=answer,
            kept=show_value(self.plan, item.id, value_of(answer)) if answer else "",
            read=self._read_back(item, answer),
            machine=machine_note(self.plan, item.id, answer, machine)
            if machine
            else None,
        )

    @staticmethod
    def _version(answer: Answer | None, conflict: Conflict | None) -> int:
        # As long as nobody has chosen, the field is what it was when the page was opened.
        if conflict:
            return conflict.seen
        return answer.version if answer else 0

    def _read_back(self, item: PlanItem, answer: Answer | None) -> str:
        """Return how a number was read; empty beside a text that could not be read."""
        conflict = item.id in self.form_input.outcome.conflicts
        if (
            answer is None
            or answer.rejected
            or conflict
            or item.id in self.form_input.texts
        ):
            return ""
        return read_back(self.plan, item.id, value_of(answer))

    def _fault(self, item: PlanItem, answer: Answer | None) -> str:
        if answer and answer.rejected:
            return parse_value(self.plan, item.id, answer.rejected).fault
        faults = self.summary.score.criteria[item.id.rpartition(".")[0]].faults
        return next(
            (
                translated(fault.message)
                for fault in faults
                # A fault between several items is shown once, at the first of them.
                if item.id in fault.items[:1]
            ),
            "",
        )
