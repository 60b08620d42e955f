"""The ministry's rounds: last year's, closed and published, and this year's at the asked stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.actions import cite_document
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.enums import RoundOrigin, SubmissionState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.steps import DEADLINE_FIELDS
from opendti_site.assessments.submissions.actions import (
    hand_over,
    import_answers,
    reuse_answers,
    save_answers,
    submit_answers,
)
from opendti_site.assessments.submissions.actions.importing import ImportedRow
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.actions import record
from opendti_site.frameworks.bridge import describe
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.home.seeding.answers import MINISTRY, AnswerGenerator, Figures
from opendti_site.home.seeding.documents import documents_of
from opendti_site.home.seeding.ministry import SERVICES, SOURCE_EN, ministry_facts
from opendti_site.home.seeding.people import DemoPeople
from opendti_site.organisations.models import Unit
from opendti_site.publication.actions import publish as publish_edition
from opendti_site.publication.models import Edition
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.models import Run

SOURCE = "Số liệu minh họa do OpenDTI đặt ra để chạy thử; không phải kết quả đánh giá của Bộ Công Thương."
TITLE = "Đánh giá chuyển đổi số các đơn vị thuộc Bộ Công Thương năm {year}"
YEARLY_GAIN = 0.05
TIMES = ["submitted_at", "first_submitted_at", "handed_over_at", "due_at"]
CITED_EVERY = 5
"""How many criteria without required evidence cite some all the same: every fifth."""
REUSING = {"vu-pc", "cuc-tmdt"}
"""Units that take over last year's answers to the first main indicator."""
DOCUMENT_OF_MAIN = {"1": 1, "2": 0, "3": 2, "4": 2, "5": 3, "6": 2}
UNTOUCHED_EVERY, UNFINISHED_EVERY = (
    5,
    3,
)  # in the open stage: every fifth unit, every third


@dataclass(frozen=True, slots=True)
class Campaign:
    """What all rounds of a body share."""

    release: FrameworkRelease
    owner: Unit
    units: Sequence[Unit]
    cast: DemoPeople
    title: str = TITLE
    source: str = SOURCE
    source_en: str = SOURCE_EN
    figures: Figures = MINISTRY
    block: str = SERVICES
    """A block that has every criterion."""
    has_every_step: bool = False
    """Whether its rounds have explanations, a second appraisal and a council of their own."""

    def sheets(self, block: str = "") -> list[CriterionSheet]:
        """Return the criteria that exist for a block; without one, all."""
        return list(describe(self.release).criteria_in(block or self.block))

    def sheets_below(self, mains: Collection[str]) -> list[CriterionSheet]:
        """Return the criteria of some main indicators."""
        found = [m for m in describe(self.release).mains if m.code in mains]
        return [sheet for main in found for sheet in main.criteria()]

    def answers(
        self, unit: Unit, year: int, sheets: Sequence[CriterionSheet]
    ) -> dict[str, str]:
        """Return what a unit types into some criteria, by item."""
        lift = 0.0 if self.is_this_year(year) else -YEARLY_GAIN
        generator = AnswerGenerator(unit.code, year, lift, self.figures)
        return generator.criteria(sheets)

    def is_this_year(self, year: int) -> bool:
        """Whether a round is the one that runs; the one before it is a little worse."""
        return year == timezone.localdate().year


def seed_last_year(campaign: Campaign, year: int) -> Edition:
    """Bring last year's round in from a table, close it and publish it."""
    coordinator = campaign.cast.coordinator
    end = dt.datetime(year, 11, 15, 17, tzinfo=timezone.get_default_timezone())
    draft = _draft(campaign, year, end - dt.timedelta(days=45), end)
    # Its time is past: the answers come from a table, nobody fills them in here.
    round_ = _opened(campaign, replace(draft, origin=RoundOrigin.PUBLISHED_DATA))
    rows = [
        ImportedRow(unit.code, item, _as_value(typed))
        for unit in campaign.units
        for item, typed in campaign.answers(
            unit, year, campaign.sheets(unit.block)
        ).items()
    ]
    import_answers(round_, rows, by=coordinator)
    _sign(campaign, round_, end)
    round_ = close_round(start_appraisal(round_, by=coordinator), by=coordinator)
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    return publish(run, coordinator, end.date() + dt.timedelta(days=30))


def _sign(campaign: Campaign, round_: Round, end: dt.datetime) -> None:
    """Date last year's signatures back: an action signs at its own moment only."""
    signed = [
        (row, campaign.cast.signatories[row.unit.code])
        for row in round_.submissions.select_related("unit")
    ]
    for row, head in signed:
        row.state, row.submitted_by = SubmissionState.SUBMITTED, head
        row.submitted_at = row.first_submitted_at = end - dt.timedelta(days=2)
        dates = ["submitted_at", "first_submitted_at"]
        row.save(update_fields=["state", "submitted_by", *dates])
    record(
        "seed_signatures",
        round_,
        by=campaign.cast.coordinator,
        name=round_.title,
        seals=[row for row, _head in signed],
    )


def _as_value(typed: str) -> float | str:
    """Return a typed text as a table holds it: a number, or an option's code."""
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        return typed


def open_this_year(campaign: Campaign, year: int) -> Round:
    """Open this year's round, three weeks before today."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    opens_at, submit_by = now - dt.timedelta(days=21), now + dt.timedelta(days=14)
    draft = _draft(campaign, year, opens_at, submit_by)
    if campaign.has_every_step:
        draft = replace(
            draft,
            appraise_by=submit_by + dt.timedelta(days=4),
            explain_by=submit_by + dt.timedelta(weeks=2),
            reappraise_by=submit_by + dt.timedelta(weeks=3),
            council_by=submit_by + dt.timedelta(weeks=4),
        )
    return _opened(campaign, draft)


def date_back(campaign: Campaign, round_: Round) -> None:
    """Set the deadlines and the signatures before the first back: an action acts at its own moment only."""
    earlier = round_.opens_at + dt.timedelta(days=18) - round_.submit_by
    deadlines = [name for name in DEADLINE_FIELDS.values() if getattr(round_, name)]
    for name in deadlines:
        setattr(round_, name, getattr(round_, name) + earlier)
    round_.save(update_fields=deadlines)
    signed = list(round_.submissions.filter(state=SubmissionState.SUBMITTED))
    for number, row in enumerate(signed):
        before = dt.timedelta(days=1 + number % 2, minutes=37 * number % 480)
        if row.due_at:  # one that was given longer
            row.due_at += earlier
            before = -before
        row.submitted_at = round_.submit_by - before
        row.first_submitted_at = row.submitted_at
        row.handed_over_at = row.submitted_at - dt.timedelta(days=1)
        row.save(update_fields=TIMES)
    record(
        "seed_signatures",
        round_,
        by=campaign.cast.coordinator,
        name=round_.title,
        seals=[round_, *signed],
    )


def _opened(campaign: Campaign, draft: RoundDraft) -> Round:
    coordinator = campaign.cast.coordinator
    return open_round(create_round(draft, by=coordinator), by=coordinator)


def _draft(
    campaign: Campaign, year: int, opens_at: dt.datetime, submit_by: dt.datetime
) -> RoundDraft:
    return RoundDraft(
        title=campaign.title.format(year=year),
        year=year,
        release=campaign.release,
        root=campaign.owner,
        opens_at=opens_at,
        submit_by=submit_by,
        appraise_by=submit_by + dt.timedelta(days=21),
        source_note=campaign.source,
        source_note_en=campaign.source_en,
        illustrative=True,
    )


def fill_in(campaign: Campaign, round_: Round, late: Mapping[str, float]) -> None:
    """Fill in and sign the forms of all units but those that are late, with how far these have come."""
    for submission in round_.submissions.select_related("unit", "round"):
        share = late.get(submission.unit.code, 1.0)
        if share:
            _fill(campaign, submission, share)


def half_way(campaign: Campaign, shown: Mapping[str, float]) -> dict[str, float]:
    """Return how far the units of a round have come that is open; `shown` has the demo's own units."""
    codes = [unit.code for unit in campaign.units]
    return {code: _progress(number) for number, code in enumerate(codes)} | {**shown}


def _progress(number: int) -> float:
    if number % UNTOUCHED_EVERY == UNTOUCHED_EVERY - 1:
        return 0.0
    return 0.55 if number % UNFINISHED_EVERY == UNFINISHED_EVERY - 1 else 1.0


def _fill(campaign: Campaign, submission: Submission, share: float) -> None:
    """Type the first part of the form, cite evidence for it, and sign it if it is whole."""
    unit = submission.unit
    reporter = campaign.cast.reporters[unit.code]
    sheets = campaign.sheets(submission.block)
    sheets = sheets[: round(len(sheets) * share)]
    typed = campaign.answers(unit, submission.round.year, sheets)
    fields = {item: PostedField(text) for item, text in typed.items()}
    if unit.code in REUSING:
        again = [sheet.code for sheet in campaign.sheets_below("1")]
        reuse_answers(submission, again, by=reporter)
        fields = {item: text for item, text in fields.items() if item[0] != "1"}
    save_answers(submission, fields, by=reporter)
    documents = documents_of(submission, reporter)
    answered = {item.rpartition(".")[0] for item in typed}
    for number, sheet in enumerate(sheets):
        is_shown = sheet.criterion.evidence_required or not number % CITED_EVERY
        if sheet.code in answered and is_shown:
            document = documents[DOCUMENT_OF_MAIN.get(sheet.code[0], number % 4)]
            cite_document(submission, sheet.code, document, by=reporter)
    if share == 1.0:
        hand_over(submission, by=reporter)
        submit_answers(
            submission, by=campaign.cast.signatories[unit.code], blanks_confirmed=True
        )


def score(campaign: Campaign, round_: Round) -> Run:
    """Close the round and compute all three scores; the last is the final one."""
    coordinator = campaign.cast.coordinator
    round_ = close_round(round_, by=coordinator)
    runs = [compute_run(start_run(round_, stage, by=coordinator)) for stage in Stage]
    return runs[-1]


def publish(run: Run, by: User, day: dt.date | None = None) -> Edition:
    """Publish a run of the ministry."""
    return publish_edition(run, ministry_facts(run.round.year, day), by=by)
