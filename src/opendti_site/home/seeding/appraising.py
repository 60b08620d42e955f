"""The appraisers' and the council's part: most values accepted, some corrected with a reason."""

from __future__ import annotations

import random

from opendti.plan.model import PlanItem
from opendti_site.assessments.appraisal.actions import Judgement, accept_rest, appraise
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.bridge import plan_of_round, write_value
from opendti_site.assessments.submissions.enums import AnswerState, Stage, Verdict
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.stages import value_of
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.home.seeding.campaign import Campaign
from opendti_site.home.seeding.people import SEED

MAINS = tuple("12345678")
CORRECTED = 0.07  # how many of the claims an appraiser corrects
CUT = 0.8  # what a corrected number keeps
TAKEN_BACK = 4  # corrections that the council takes back
REASONS = (
    "Tài liệu kiểm chứng chỉ chứng minh được số thấp hơn.",
    "Đối chiếu báo cáo quý: một phần số liệu thuộc năm trước.",
    "Tài liệu kiểm chứng chưa có hiệu lực trong năm đánh giá.",
)
COUNCIL_REASON = "Hội đồng chấp nhận giải trình và tài liệu bổ sung của đơn vị."


def appraise_round(campaign: Campaign, round_: Round, mains: tuple[str, ...]) -> None:
    """Appraise every criterion of some main indicators, over all units."""
    for sheet in campaign.sheets_below(mains):
        _correct_some(campaign, round_, sheet)
        accept_rest(round_, sheet.code, by=campaign.cast.appraiser)


def _correct_some(campaign: Campaign, round_: Round, sheet: CriterionSheet) -> None:
    chance = random.Random(f"{SEED}/{round_.year}/{sheet.code}")  # noqa: S311 -- invented, no secret
    for submission in round_.submissions.select_related("unit"):
        texts = _typed(round_, submission.pk, sheet)
        lower = _lower(sheet, texts)
        if chance.random() < CORRECTED and lower != texts:
            judgement = Judgement(Verdict.CORRECTED, chance.choice(REASONS), lower)
            appraise(submission, sheet.code, judgement, by=campaign.cast.appraiser)


def _typed(round_: Round, submission: int, sheet: CriterionSheet) -> dict[str, str]:
    """Return what the unit typed for a criterion; nothing for a block that lacks it."""
    plan = plan_of_round(round_)
    found = Answer.objects.filter(
        submission=submission, criterion=sheet.code, state=AnswerState.GIVEN
    )
    return {
        answer.item: write_value(plan, answer.item, value_of(answer))
        for answer in found
    }


def _lower(sheet: CriterionSheet, texts: dict[str, str]) -> dict[str, str]:
    """Return the same with its first item made worse."""
    first = sheet.items[0]
    if first.id not in texts:
        return texts
    return texts | {first.id: _worse(first, texts[first.id])}


def _worse(item: PlanItem, text: str) -> str:
    if item.type == "choice":
        codes = [option.code for option in item.options]
        return codes[min(codes.index(text) + 1, len(codes) - 1)]
    if item.type == "yes_no":
        return "0"
    if item.type == "count":
        return str(int(int(text.replace(".", "")) * CUT))
    return text


def settle_round(
    campaign: Campaign, round_: Round, mains: tuple[str, ...] = MAINS
) -> None:
    """Settle main indicators as the council: a few corrections are taken back, all else is accepted."""
    corrected = ScoreEntry.objects.filter(
        submission__round=round_, stage=Stage.APPRAISED, verdict=Verdict.CORRECTED
    )
    sheets = {sheet.code: sheet for sheet in campaign.sheets_below(mains)}
    corrected = corrected.filter(criterion__in=sheets)
    for entry in corrected.select_related("submission").order_by("pk")[:TAKEN_BACK]:
        texts = _typed(round_, entry.submission_id, sheets[entry.criterion])
        judgement = Judgement(Verdict.CORRECTED, COUNCIL_REASON, texts)
        appraise(
            entry.submission,
            entry.criterion,
            judgement,
            stage=Stage.FINAL,
            by=campaign.cast.council,
        )
    for code in sheets:
        accept_rest(round_, code, stage=Stage.FINAL, by=campaign.cast.council)
