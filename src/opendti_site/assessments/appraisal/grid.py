"""The grid: one criterion across all units, with everything that an appraiser compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opendti.plan.model import PlanItem
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.basis import bases_at, token
from opendti_site.assessments.appraisal.bridge import (
    display_text,
    field_text,
    scores_in,
    sheet_of,
)
from opendti_site.assessments.appraisal.facts import UnitFacts, facts_of
from opendti_site.assessments.appraisal.flags import flags_of
from opendti_site.assessments.appraisal.former import comparable_round, former_decisions
from opendti_site.assessments.appraisal.keys import form_keys
from opendti_site.assessments.appraisal.rows import (
    WHOLE,
    CellView,
    GridPage,
    GridView,
    RefusedInput,
    RowView,
)
from opendti_site.assessments.evidence.queries import evidence_for_criterion
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.assessments.submissions.stages import (
    LATER,
    Values,
    is_stale,
    latest_entries,
    values_at,
    values_in,
)
from opendti_site.frameworks.sheets import CriterionSheet


def grid_view(
    round_: Round,
    criterion: str,
    stage: str,
    user: User,
    shown: GridPage = WHOLE,
) -> GridView | None:
    """Read a page of the grid in a number of queries that does not grow with the units."""
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        return None
    facts = facts_of(round_, sheet, stage, user)
    page = shown.of(facts)
    listed = [unit.form.pk for unit in page]
    wanted = {*listed, shown.only or shown.chosen}
    builder = _GridBuilder(
        round_, sheet, stage, [unit for unit in facts if unit.form.pk in wanted]
    )
    builder.refused_input = shown.refused_input
    rows = {row.submission.pk: row for row in builder.rows()}
    return GridView(
        round_,
        sheet,
        stage,
        facts=tuple(facts),
        page=page,
        rows=tuple(rows[pk] for pk in listed),
        pane=rows.get(shown.only or shown.chosen or 0),
        former_year=builder.former.year if builder.former else None,
    )


class _GridBuilder:
    """Reads and builds the rows of a page of the grid."""

    def __init__(
        self,
        round_: Round,
        sheet: CriterionSheet,
        stage: str,
        facts: Sequence[UnitFacts],
    ) -> None:
        self.round, self.sheet, self.stage = round_, sheet, stage
        self.facts = facts
        self.refused_input: RefusedInput | None = None
        keys = [unit.form.pk for unit in facts]
        found = Submission.objects.select_related("unit").in_bulk(keys)
        self.submissions = [found[key] for key in keys]
        self.bases = {
            later: bases_at(keys, sheet.code, later) for later in LATER[Stage(stage)]
        }
        first = self.bases[Stage.APPRAISED]
        self.raw = {pk: basis.values for pk, basis in first.items()}
        self.entries = latest_entries(keys, criterion=sheet.code)
        self.evidence = evidence_for_criterion(self.submissions, sheet.code)
        said = (
            Answer.objects
            .filter(submission__in=keys, criterion=sheet.code)
            .exclude(reason="", comment="")
            .values_list("submission", "item", "reason", "comment")
        )
        self.reasons = {pk: reason for pk, _item, reason, _comment in said if reason}
        self.comments = {(pk, item): comment for pk, item, _reason, comment in said}
        self.former = comparable_round(round_, sheet)
        self.former_values = self._former_values()
        self.former_decisions = former_decisions(
            self.former, [row.unit_id for row in self.submissions], sheet.code
        )
        # A score that is compared changes with the other units' values, also after its appraisal.
        rescored_stages = (
            LATER[Stage(stage)] if sheet.criterion.compares and self.entries else ()
        )
        self.rescored = {str(stage): self._scores(stage) for stage in rescored_stages}

    def _scores(self, stage: Stage) -> dict[int, CriterionScore]:
        """Score the criterion for every unit of the round at a stage, seen by this person or not."""
        everyone = form_keys(self.round.submissions.all())
        values = values_at([form.pk for form in everyone], stage, [self.sheet.code])
        return scores_in(self.round, everyone, self.sheet.code, values)

    def rows(self) -> Iterator[RowView]:
        """Yield the rows."""
        for row, facts in zip(self.submissions, self.facts, strict=True):
            yield self._row(row, facts)

    def _former_values(self) -> dict[int, Values]:
        """Return what was decided last year, by unit."""
        if self.former is None:
            return {}
        units = [row.unit_id for row in self.submissions]
        forms = dict(
            self.former.submissions.filter(unit__in=units).values_list("pk", "unit")
        )
        values = values_at(list(forms), Stage.FINAL, [self.sheet.code])
        return {unit: values[pk] for pk, unit in forms.items()}

    def _row(self, row: Submission, facts: UnitFacts) -> RowView:
        entries = {
            str(stage): self.entries[row.pk, self.sheet.code, stage]
            for stage in Stage
            if (row.pk, self.sheet.code, stage) in self.entries
        }
        stale = self._stale(row, entries)
        refused_input, latest = self._refused_input(row), entries.get(self.stage)
        reason = latest.reason if latest else ""
        return RowView(
            submission=row,
            cells=self._cells(row, None if self.stage in stale else latest),
            sheet=self.sheet,
            own=facts.own,
            former_share=facts.former,
            evidence=self.evidence[row.pk],
            flags=flags_of(facts),
            claim_reason=self.reasons.get(row.pk, ""),
            is_claimed=facts.is_claimed,
            is_complete=facts.is_complete,
            is_mine=facts.is_mine,
            entries=entries,
            points={
                stage: self.rescored[stage][row.pk].points
                if stage in self.rescored
                else entry.points
                for stage, entry in entries.items()
                if stage not in stale
            },
            stale=stale,
            token=token(latest, self.bases[Stage(self.stage)][row.pk]),
            stage=self.stage,
            reason=refused_input.reason if refused_input else reason,
            was_reason=reason,
            refused_input=refused_input,
            former_decision=self.former_decisions.get(row.unit_id),
            has_conflict=facts.has_conflict,
        )

    def _stale(
        self, row: Submission, entries: Mapping[str, ScoreEntry]
    ) -> frozenset[str]:
        """Return the stages whose latest entry appraised other values or evidence than the present."""
        return frozenset(
            str(stage)
            for stage, bases in self.bases.items()
            if stage in entries and is_stale(entries[stage].basis, bases[row.pk].digest)
        )

    def _refused_input(self, row: Submission) -> RefusedInput | None:
        refused_input = self.refused_input
        return (
            refused_input
            if refused_input and refused_input.submission == row.pk
            else None
        )

    def _cells(self, row: Submission, entry: ScoreEntry | None) -> tuple[CellView, ...]:
        current = self.bases[Stage(self.stage)][row.pk].values
        if entry:
            current = {**current, **values_in(entry)}
        return tuple(self._cell(row, item, current) for item in self.sheet.items)

    def _cell(self, row: Submission, item: PlanItem, current: Values) -> CellView:
        former = self.former_values.get(row.unit_id, {}).get(item.id)
        refused_input = self._refused_input(row)
        text = field_text(self.round, item.id, current.get(item.id))
        return CellView(
            item=item,
            declared=display_text(self.round, item.id, self.raw[row.pk].get(item.id)),
            former=display_text(self.former, item.id, former) if self.former else "",
            appraised=display_text(self.round, item.id, current.get(item.id)),
            text=refused_input.texts.get(item.id, text) if refused_input else text,
            was=text,
            comment=self.comments.get((row.pk, item.id), ""),
        )
