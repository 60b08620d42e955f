"""Pages on which a unit answers what it was asked: all requests of a form, and one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.evidence.queries import CriterionEvidence
from opendti_site.assessments.requests.actions import ReplyDraft, draft_reply
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.permissions import can_ask
from opendti_site.assessments.requests.queries import counts_in, requests_of
from opendti_site.assessments.rounds.bridge import criterion_in, framework_page
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions import answer_request
from opendti_site.assessments.submissions.permissions import can_fill, can_sign
from opendti_site.assessments.submissions.posted import posted_fields
from opendti_site.assessments.submissions.replies import drafted_from, reply_view
from opendti_site.assessments.submissions.views.fetching import rights, visible
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.request_numbers import read_number


@require_safe
def explanations(request: StaffRequest, pk: int) -> HttpResponse:
    """List the requests of a form, those that wait for their reply first."""
    submission = visible(request, pk)
    rows = requests_of(submission)
    context = {
        "submission": submission,
        # Without those of a framework that the round had before, or of another block.
        "sheets": {sheet.code: sheet for sheet in _sheets(submission)},
        "waiting": [row for row in rows if row.is_answerable],
        "past": [row for row in rows if not row.is_answerable],
        "counts": counts_in([pk]).get(pk),
        **rights(request, submission),
    }
    return render(request, "assessments/requests/explanations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reply_page(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Show one request; a post keeps the reply, and sends it where a signatory says so."""
    submission = visible(request, pk)
    rows = submission.criterion_requests.select_related(
        "asked_by", "drafted_by", "replied_by", "withdrawn_by"
    )
    asked = get_object_or_404(rows, pk=number)
    asked.submission = submission
    if criterion_in(submission.round, submission.block, asked.criterion) is None:
        # The form was moved to a block without it, or the round's framework leaves it out.
        return redirect(f"{reverse('assessments:explanations', args=[pk])}#r-{number}")
    if request.method != "POST":
        return _page(request, asked, ReplyDraft(asked.reply, asked.drafted))
    if not can_fill(request.user, submission):
        raise PermissionDenied
    draft = _posted(request, asked)
    sends = request.POST.get("step") == "send"
    seen = read_number(request.POST.get("version", "")) or 0
    try:
        _keep(request, asked, draft, seen, sends=sends)
    except ActionRefusedError as refusal:
        return _page(request, asked, draft, str(refusal), status=422)
    except ValidationError as fault:
        return _page(request, asked, draft, " ".join(fault.messages), status=422)
    done = _("Đã gửi giải trình.") if sends else _("Đã lưu bản giải trình.")
    messages.success(request, done)
    if sends:
        return redirect("assessments:explanations", pk)
    return redirect("assessments:reply", pk, number)


def _sheets(submission: Submission) -> tuple[CriterionSheet, ...]:
    return framework_page(submission.round).criteria_in(submission.block)


@transaction.atomic
def _keep(
    request: StaffRequest,
    asked: CriterionRequest,
    draft: ReplyDraft,
    seen: int,
    *,
    sends: bool,
) -> None:
    """Keep what was typed, and send it, both or neither."""
    kept = draft_reply(asked, draft, by=request.user, seen=seen)
    if sends:
        answer_request(kept, by=request.user, seen=kept.version)


def _posted(request: StaffRequest, asked: CriterionRequest) -> ReplyDraft:
    submission: Submission = asked.submission
    text = request.POST.get("reply", "")
    sheet = criterion_in(submission.round, submission.block, asked.criterion)
    if sheet is None or not asked.asks_for_values:
        return ReplyDraft(text)
    return ReplyDraft(text, drafted_from(posted_fields(request.POST, [sheet])))


def _page(
    request: StaffRequest,
    asked: CriterionRequest,
    draft: ReplyDraft,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    submission: Submission = asked.submission
    may_fill = can_fill(request.user, submission)
    may_reply = may_fill and asked.is_answerable
    shown = reply_view(submission, asked, draft.values if may_reply else {})
    asked.refresh_from_db(fields=["version", "reply"])
    context: dict[str, Any] = {
        "submission": submission,
        "asked": asked,
        "view": shown.form,
        "card": shown.card,
        "sheet": shown.card.sheet,
        "text": draft.text if may_fill else "",
        "refusal": refusal,
        "may_reply": may_reply,
        "may_send": may_reply and can_sign(request.user, submission),
        "may_withdraw": asked.is_answerable and can_ask(request.user, submission),
        "submitted": CriterionEvidence(
            [link for link in shown.card.evidence.links if link.counts],
            shown.card.evidence.waiver,
        ),
        "own_links": [
            link for link in shown.card.evidence.links if link.request_id == asked.pk
        ],
        **rights(request, submission),
        "can_edit": may_reply,
    }
    page = "assessments/requests/reply.html"
    return render(request, page, context, status=status)
