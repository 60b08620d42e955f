"""The grids: one criterion of all units, or all criteria of one unit, with everything that an appraiser compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from opendti.plan.model import PlanItem
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.basis import bases_of, token
from opendti_site.assessments.appraisal.bridge import (
    display_text,
    field_text,
    scores_in,
    sheet_of,
)
from opendti_site.assessments.appraisal.criterion_facts import criterion_facts
from opendti_site.assessments.appraisal.facts import RowFacts
from opendti_site.assessments.appraisal.flags import flags_of
from opendti_site.assessments.appraisal.former import former_criteria, former_decisions
from opendti_site.assessments.appraisal.keys import form_keys
from opendti_site.assessments.appraisal.rows import (
    WHOLE,
    CellView,
    GridPage,
    GridView,
    RefusedInput,
    RowView,
)
from opendti_site.assessments.appraisal.unit_facts import unit_facts
from opendti_site.assessments.evidence.queries import evidence_that_counts
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge import best_units
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.assessments.submissions.stages import (
    LATER,
    CriterionKey,
    Values,
    is_stale,
    latest_entries,
    values_at,
    values_in,
)
from opendti_site.ui.language import translated


def criterion_grid_view(
    round_: Round,
    criterion: str,
    stage: str,
    user: User,
    shown: GridPage = WHOLE,
) -> GridView | None:
    """Read a page of the grid of a criterion in a number of queries that does not grow with the units."""
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        return None
    facts = criterion_facts(round_, sheet, stage, user)
    return _grid_view(round_, stage, facts, shown)


def unit_grid_view(
    submission: Submission, stage: str, user: User, shown: GridPage = WHOLE
) -> GridView:
    """Read a page of the grid of a unit in a number of queries that grows neither with units nor criteria."""
    facts = unit_facts(submission, stage, user)
    return _grid_view(submission.round, stage, facts, shown)


def _grid_view(
    round_: Round, stage: str, facts: Sequence[RowFacts], shown: GridPage
) -> GridView:
    page = shown.of(facts)
    listed = [row.key for row in page]
    wanted = {*listed, shown.only or shown.chosen}
    builder = _GridBuilder(round_, stage, [row for row in facts if row.key in wanted])
    builder.refused_input = shown.refused_input
    rows = builder.rows()
    return GridView(
        round_,
        stage,
        facts=tuple(facts),
        page=page,
        rows=tuple(rows[key] for key in listed),
        pane=rows.get(shown.only or shown.chosen or ""),
        former_year=builder.former.year if builder.former else None,
    )


class _GridBuilder:
    """Reads and builds the rows of a page of a grid."""

    def __init__(self, round_: Round, stage: str, facts: Sequence[RowFacts]) -> None:
        self.round, self.stage, self.facts = round_, stage, facts
        self.refused_input: RefusedInput | None = None
        keys = sorted({row.form.pk for row in facts})
        self.sheets = {row.sheet.code: row.sheet for row in facts}
        codes = list(self.sheets)
        self.submissions = Submission.objects.select_related("unit").in_bulk(keys)
        self.bases = {
            later: bases_of(keys, codes, later) for later in LATER[Stage(stage)]
        }
        self.raw = {
            key: basis.values for key, basis in self.bases[Stage.APPRAISED].items()
        }
        only = codes[0] if len(codes) == 1 else None
        self.entries = latest_entries(keys, criterion=only)
        self.evidence = evidence_that_counts(keys, codes)
        said = (
            Answer.objects
            .filter(submission__in=keys, criterion__in=codes)
            .exclude(reason="", comment="")
            .values_list("submission", "criterion", "item", "reason", "comment")
        )
        self.reasons = {
            (pk, code): reason for pk, code, _i, reason, _c in said if reason
        }
        self.comments = {(pk, item): comment for pk, _code, item, _r, comment in said}
        self._read_former()
        # A score that is compared changes with the other units' values, also after its appraisal.
        self.rescored = {
            str(later): self._scores(later)
            for later in (LATER[Stage(stage)] if self.entries else ())
        }

    def _read_former(self) -> None:
        """Read the values and decisions of the criteria that the former round has as well."""
        known = former_criteria(self.round, self.sheets.values())
        self.former = known.round if known else None
        self.former_items = known.items if known else {}
        units = {row.unit_id for row in self.submissions.values()}
        self.former_values: dict[int, Values] = {}
        self.former_decisions = former_decisions(known, units)
        if known is None:
            return
        forms = dict(
            known.round.taking_part.filter(unit__in=units).values_list("pk", "unit")
        )
        values = values_at(list(forms), Stage.FINAL, [*known.criteria.values()])
        self.former_values = {unit: values[pk] for pk, unit in forms.items()}

    def _scores(self, stage: Stage) -> dict[CriterionKey, CriterionScore]:
        """Score what is compared beside the best units of the round at a stage, seen by this person or not."""
        compared = [
            code for code, sheet in self.sheets.items() if sheet.criterion.compares
        ]
        if not compared:
            return {}
        best = best_units(self.round, stage)
        listed = {*self.submissions, *chain.from_iterable(best.values())}
        forms = form_keys(self.round.taking_part.filter(pk__in=listed))
        values = values_at([form.pk for form in forms], stage, compared)
        return {
            (pk, code): score
            for code in compared
            for pk, score in scores_in(self.round, forms, code, values).items()
        }

    def rows(self) -> dict[str, RowView]:
        """Return the rows by their keys."""
        return {facts.key: self._row(facts) for facts in self.facts}

    def _row(self, facts: RowFacts) -> RowView:
        sheet, row = facts.sheet, self.submissions[facts.form.pk]
        key = row.pk, sheet.code
        entries = {
            str(stage): self.entries[*key, stage]
            for stage in Stage
            if (*key, stage) in self.entries
        }
        stale = self._stale(key, entries)
        refused_input, latest = self._refused_input(facts), entries.get(self.stage)
        reason = latest.reason if latest else ""
        is_of_unit = facts.key == sheet.code
        return RowView(
            key=facts.key,
            label=f"{sheet.code} {translated(sheet.title)}"
            if is_of_unit
            else row.unit.short,
            submission=row,
            cells=self._cells(facts, None if self.stage in stale else latest),
            sheet=sheet,
            own=facts.own,
            former_share=facts.former,
            evidence=self.evidence[key],
            flags=flags_of(facts),
            claim_reason=self.reasons.get(key, ""),
            is_claimed=facts.is_claimed,
            is_complete=facts.is_complete,
            is_mine=facts.is_mine,
            entries=entries,
            points=self._points(key, entries, stale),
            stale=stale,
            token=token(latest, self.bases[Stage(self.stage)][key]),
            stage=self.stage,
            reason=refused_input.reason if refused_input else reason,
            was_reason=reason,
            refused_input=refused_input,
            former_decision=self.former_decisions.get((row.unit_id, sheet.code)),
            has_conflict=facts.has_conflict,
        )

    def _points(
        self,
        key: CriterionKey,
        entries: Mapping[str, ScoreEntry],
        stale: frozenset[str],
    ) -> dict[str, float | None]:
        points: dict[str, float | None] = {}
        for stage, entry in entries.items():
            if stage not in stale:
                score = self.rescored.get(stage, {}).get(key)
                points[stage] = score.points if score else entry.points
        return points

    def _stale(
        self, key: CriterionKey, entries: Mapping[str, ScoreEntry]
    ) -> frozenset[str]:
        """Return the stages whose latest entry appraised other values or evidence than the present."""
        return frozenset(
            str(stage)
            for stage, bases in self.bases.items()
            if stage in entries and is_stale(entries[stage].basis, bases[key].digest)
        )

    def _refused_input(self, facts: RowFacts) -> RefusedInput | None:
        refused_input = self.refused_input
        return (
            refused_input if refused_input and refused_input.key == facts.key else None
        )

    def _cells(self, facts: RowFacts, entry: ScoreEntry | None) -> tuple[CellView, ...]:
        current = self.bases[Stage(self.stage)][facts.form.pk, facts.sheet.code].values
        if entry:
            current = {**current, **values_in(entry)}
        return tuple(self._cell(facts, item, current) for item in facts.sheet.items)

    def _cell(self, facts: RowFacts, item: PlanItem, current: Values) -> CellView:
        pk = facts.form.pk
        was = self.former_items.get(item.id, "")
        former = self.former_values.get(facts.form.unit.pk, {}).get(was)
        refused_input = self._refused_input(facts)
        declared = self.raw[pk, facts.sheet.code].get(item.id)
        text = field_text(self.round, item.id, current.get(item.id))
        return CellView(
            item=item,
            declared=display_text(self.round, item.id, declared),
            former=display_text(self.former, was, former)
            if self.former and was
            else "",
            appraised=display_text(self.round, item.id, current.get(item.id)),
            text=refused_input.texts.get(item.id, text) if refused_input else text,
            was=text,
            comment=self.comments.get((pk, item.id), ""),
        )
