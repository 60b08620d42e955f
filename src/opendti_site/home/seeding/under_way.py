"""What a round shows in the midst of its appraisal: assignments, questions and replies, a form given back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from opendti_site.assessments.appraisal.actions import (
    AssignedPart,
    assign_appraisal,
)
from opendti_site.assessments.requests.actions import (
    Question,
    ReplyDraft,
    ask_requests,
    draft_reply,
)
from opendti_site.assessments.requests.enums import RequestKind
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.actions import (
    answer_request,
    extend_submission,
    return_submission,
)
from opendti_site.home.seeding.campaign import Campaign
from opendti_site.home.seeding.documents import MARK

LOW = "Số liệu giảm so với năm trước, báo cáo gửi kèm chưa nêu lý do. Đề nghị đơn vị giải trình."
UNPROVED = "Tài liệu kiểm chứng chưa thể hiện số liệu đã nhập. Đề nghị nhập lại số liệu hoặc gắn đúng tài liệu."
REPLY = "Đơn vị đã rà soát: năm nay sắp xếp lại tổ chức nên số liệu giảm; báo cáo quý IV ghi rõ ở trang 3."
LONGER = "Đơn vị chờ kết quả kiểm tra an toàn thông tin, có văn bản đề nghị lùi hạn."
RETURNED = (
    "Hồ sơ gửi nhầm số liệu của năm trước ở chỉ số chính 3. Đề nghị rà soát và nộp lại."
)


def give_longer(campaign: Campaign, round_: Round, unit: str) -> None:
    """Give one unit two days and a half more than the others."""
    form = round_.submissions.get(unit__code=unit)
    extend_submission(
        form,
        due_at=round_.submit_by + dt.timedelta(days=2, hours=12),
        reason=LONGER,
        document=f"812/BCT-{MARK}",
        by=campaign.cast.coordinator,
    )


def assign(campaign: Campaign, round_: Round, mains: Sequence[str]) -> None:
    """Give the appraiser some main indicators as theirs."""
    parts = [AssignedPart(node=main) for main in mains]
    cast = campaign.cast
    assign_appraisal(round_, [cast.appraiser], parts, by=cast.coordinator)


def ask(
    campaign: Campaign,
    round_: Round,
    criterion: str,
    units: Sequence[str],
    kind: str = RequestKind.EXPLAIN,
) -> list[CriterionRequest]:
    """Ask units about a criterion, with a week for the reply."""
    due = timezone.now().replace(minute=0, second=0, microsecond=0)
    text = UNPROVED if kind == RequestKind.REDO else LOW
    question = Question(text, due + dt.timedelta(days=7), kind)
    forms = round_.submissions.filter(unit__code__in=units)
    keys = list(forms.order_by("pk").values_list("pk", flat=True))
    return ask_requests(round_, criterion, keys, question, by=campaign.cast.appraiser)


def reply(campaign: Campaign, request: CriterionRequest, *, send: bool) -> None:
    """Write the reply of a unit to what it was asked; send it, or leave that to the signatory."""
    cast, unit = campaign.cast, request.submission.unit.code
    drafted = draft_reply(request, ReplyDraft(REPLY), by=cast.reporters[unit])
    if send:
        answer_request(drafted, by=cast.signatories[unit])


def give_back(campaign: Campaign, round_: Round, unit: str) -> None:
    """Give one unit its form back, with a week to mend it."""
    form = round_.submissions.get(unit__code=unit)
    due = timezone.now().replace(minute=0, second=0, microsecond=0)
    return_submission(
        form,
        reason=RETURNED,
        by=campaign.cast.coordinator,
        due_at=due + dt.timedelta(days=7),
    )
