"""What is still open in a round, counted for the moment in which its answers are frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import (
    RoundOrigin,
    RoundState,
    SubmissionState,
)
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import (
    AnswerOrigin,
    AnswerState,
    Stage,
)
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.queries import of_present_block
from opendti_site.assessments.submissions.stages import stale_in

WORD_OF = {Stage.APPRAISED: "not_appraised", Stage.FINAL: "not_settled"}


@dataclass(frozen=True, slots=True)
class Undecided:
    """
    What a run at a stage would leave open.

    `counts` are kept with the run: `not_submitted` (units), `not_appraised` or
    `not_settled` (criteria, each unit's by itself), `claims` (criteria said not to apply
    that nobody has appraised), `not_closed` (1 while anybody may still change what is to be
    final); what is zero is left out. `has_values` says whether any unit
    has submitted or had its answers brought in from a table.
    """

    counts: Mapping[str, int]
    has_values: bool


def undecided_in(round_: Round, stage: str) -> Undecided:
    """Count what is open in a round at a stage, in a constant number of queries.

    Data that was published elsewhere was decided there: nothing of it is open here.
    """
    if round_.origin == RoundOrigin.PUBLISHED_DATA:
        return Undecided({}, has_values=True)
    rows = round_.taking_part.order_by()
    states = dict(rows.values_list("state").annotate(Count("pk")))
    submitted = states.pop(SubmissionState.SUBMITTED, 0)
    counts = {"not_submitted": sum(states.values())}
    if stage in WORD_OF:
        counts[WORD_OF[Stage(stage)]] = _without_entry(round_, Stage(stage))
        counts["claims"] = _waiting_claims(round_, stage)
    if stage == Stage.FINAL:
        counts["not_closed"] = int(round_.state != RoundState.CLOSED)
    return Undecided(
        {word: count for word, count in counts.items() if count},
        has_values=bool(submitted) or _has_imports(round_),
    )


def _without_entry(round_: Round, stage: Stage) -> int:
    """
    Count the criteria, each unit's by itself, that nobody has decided at a stage.

    An entry over values that have changed since decides nothing any more.
    """
    entries = ScoreEntry.objects.filter(
        submission__in=round_.taking_part.values("pk"), stage=stage
    )
    counted = entries.order_by().values_list("submission__block", "criterion")
    decided = {
        (block, criterion): units
        for block, criterion, units in counted.annotate(
            Count("submission", distinct=True)
        )
    }
    page = framework_page(round_)
    blocks = round_.taking_part.order_by().values_list("block").annotate(Count("pk"))
    # Counted by block and criterion, not by unit: a country has 3,000 forms of 100 criteria.
    missing = sum(
        units - decided.get((block, sheet.code), 0)
        for block, units in blocks
        for sheet in page.criteria_in(block)
    )
    stale = [entry for entry in stale_in(round_.taking_part) if entry[2] == stage]
    return int(missing) + len(stale)


def _waiting_claims(round_: Round, stage: str) -> int:
    """Count the criteria that a unit says do not apply and nobody has appraised."""
    later = [Stage.APPRAISED, Stage(stage)]
    appraised = ScoreEntry.objects.filter(
        submission=OuterRef("submission"),
        criterion=OuterRef("criterion"),
        stage__in=later,
    )
    claims = Answer.objects.filter(
        of_present_block(round_),
        submission__in=round_.taking_part.values("pk"),
        state=AnswerState.NOT_APPLICABLE,
    ).exclude(Exists(appraised))
    return claims.order_by().values("submission", "criterion").distinct().count()


def _has_imports(round_: Round) -> bool:
    imported = Answer.objects.filter(
        submission__in=round_.taking_part.values("pk"),
        origin=AnswerOrigin.IMPORTED,
    )
    return imported.exclude(state=AnswerState.BLANK).exists()
