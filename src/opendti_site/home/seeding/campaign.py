"""The ministry's rounds: last year's, closed and published, and this year's at the asked stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
)
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.enums import RoundOrigin, SubmissionState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions import (
    hand_over,
    import_answers,
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
from opendti_site.home.seeding.answers import AnswerGenerator
from opendti_site.home.seeding.people import DemoPeople
from opendti_site.organisations.models import Unit
from opendti_site.publication.actions import EditionFacts
from opendti_site.publication.actions import publish as publish_edition
from opendti_site.publication.models import Edition
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.models import Run

SOURCE = "Số liệu minh họa do OpenDTI đặt ra để chạy thử; không phải kết quả đánh giá của Bộ Công Thương."
SOURCE_EN = "Illustrative data, made up by OpenDTI for trying it out; no result of the Ministry of Industry and Trade."
MARK = "MINHHOA"
"""Stands in an invented document's number, where its issuer's letters would."""
YEARLY_GAIN = 0.05
DOCUMENTS = (
    ("KH", "Kế hoạch chuyển đổi số năm {year} của {unit}", 1, 20),
    ("QĐ", "Quyết định kiện toàn Tổ công tác chuyển đổi số của {unit}", 2, 14),
    ("BC", "Báo cáo kết quả chuyển đổi số năm {year} của {unit}", 9, 25),
    ("TB", "Thông báo kết quả kiểm tra an toàn thông tin năm {year} tại {unit}", 6, 12),
)
DOCUMENT_OF_MAIN = {"1": 1, "2": 0, "3": 2, "4": 2, "5": 3, "6": 2}
UNTOUCHED_EVERY, UNFINISHED_EVERY = (
    5,
    3,
)  # in the open stage: every fifth unit, every third
SHOWN_TO_REPORTERS = {
    "cuc-tmdt": 0.6,
    "vu-dkt": 0.45,
}  # how far the demo's own units have come


@dataclass(frozen=True, slots=True)
class Campaign:
    """What all rounds of the ministry share."""

    release: FrameworkRelease
    ministry: Unit
    units: Sequence[Unit]
    cast: DemoPeople

    def sheets(self, block: str) -> list[CriterionSheet]:
        """Return the criteria that exist for a block."""
        return list(describe(self.release).criteria_in(block))


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
        for item, typed in AnswerGenerator(unit.code, year, -YEARLY_GAIN)
        .criteria(campaign.sheets(unit.block))
        .items()
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
    return _opened(campaign, _draft(campaign, year, opens_at, submit_by))


def _opened(campaign: Campaign, draft: RoundDraft) -> Round:
    coordinator = campaign.cast.coordinator
    return open_round(create_round(draft, by=coordinator), by=coordinator)


def _draft(
    campaign: Campaign, year: int, opens_at: dt.datetime, submit_by: dt.datetime
) -> RoundDraft:
    return RoundDraft(
        title=f"Đánh giá chuyển đổi số các đơn vị thuộc Bộ Công Thương năm {year}",
        year=year,
        release=campaign.release,
        root=campaign.ministry,
        opens_at=opens_at,
        submit_by=submit_by,
        appraise_by=submit_by + dt.timedelta(days=21),
        source_note=SOURCE,
        illustrative=True,
    )


def fill_in(campaign: Campaign, round_: Round, *, everyone: bool) -> None:
    """Fill in and sign the forms of all units, or of as many as half-way through a round."""
    for number, submission in enumerate(
        round_.submissions.select_related("unit", "round")
    ):
        share = 1.0 if everyone else _progress(number, submission.unit.code)
        if share:
            _fill(campaign, submission, share)


def _progress(number: int, code: str) -> float:
    if code in SHOWN_TO_REPORTERS:
        return SHOWN_TO_REPORTERS[code]
    if number % UNTOUCHED_EVERY == UNTOUCHED_EVERY - 1:
        return 0.0
    return 0.55 if number % UNFINISHED_EVERY == UNFINISHED_EVERY - 1 else 1.0


def _fill(campaign: Campaign, submission: Submission, share: float) -> None:
    """Type the first part of the form, cite evidence for it, and sign it if it is whole."""
    unit = submission.unit
    reporter = campaign.cast.reporters[unit.code]
    sheets = campaign.sheets(submission.block)
    sheets = sheets[: round(len(sheets) * share)]
    typed = AnswerGenerator(unit.code, submission.round.year).criteria(sheets)
    save_answers(
        submission,
        {item: PostedField(text) for item, text in typed.items()},
        by=reporter,
    )
    documents = _documents(submission, reporter)
    answered = {item.rpartition(".")[0] for item in typed}
    for sheet in sheets:
        if sheet.code in answered and sheet.criterion.evidence_required:
            document = documents[DOCUMENT_OF_MAIN.get(sheet.code[0], 0)]
            cite_document(submission, sheet.code, document, by=reporter)
    if share == 1.0:
        hand_over(submission, by=reporter)
        submit_answers(
            submission, by=campaign.cast.signatories[unit.code], blanks_confirmed=True
        )


def _documents(submission: Submission, reporter: User) -> list[Document]:
    unit, year = submission.unit, submission.round.year
    return [
        add_document(
            unit,
            Citation(
                number=f"{37 + 41 * index + unit.pk}/{kind}-{MARK}",
                issued_on=min(dt.date(year, month, day), timezone.localdate()),
                issuer=f"{unit.name} (văn bản minh họa)",
                abstract=abstract.format(year=year, unit=unit.name),
                pages=f"tr. {index + 2}",
            ),
            by=reporter,
        )
        for index, (kind, abstract, month, day) in enumerate(DOCUMENTS)
    ]


def score(campaign: Campaign, round_: Round) -> Run:
    """Close the round and compute all three scores; the last is the final one."""
    coordinator = campaign.cast.coordinator
    round_ = close_round(round_, by=coordinator)
    runs = [compute_run(start_run(round_, stage, by=coordinator)) for stage in Stage]
    return runs[-1]


def publish(run: Run, by: User, day: dt.date | None = None) -> Edition:
    """Publish a run of the ministry."""
    facts = EditionFacts(
        title=f"Xếp hạng chuyển đổi số các đơn vị thuộc Bộ Công Thương năm {run.round.year} (số liệu minh họa)",
        title_en=f"Digital transformation of the units of the Ministry of Industry and Trade, ranked, {run.round.year} (illustrative data)",
        source_note_en=SOURCE_EN,
        slug=f"moit-dti-{run.round.year}",
        announced_on=day,
        notes=[
            {
                "vi": "Bộ chỉ số theo Quyết định 3283/QĐ-BCT ở tên, khối, số tiêu chí và tổng điểm; nội dung tiêu chí và điểm chia là phần được soạn lại, xem trang bộ chỉ số. Tên đơn vị theo tên gọi công khai, chưa đối chiếu văn bản; việc xếp đơn vị vào khối là giả định.",
                "en": "Names, blocks, numbers of criteria and totals follow Decision 3283/QĐ-BCT; the criteria and the split of points are rewritten, as the framework's page says. Units carry their public names, not checked against the decree; which block a unit belongs to is assumed.",
            }
        ],
    )
    return publish_edition(run, facts, by=by)
