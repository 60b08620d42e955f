"""Pages of a submission's way: hand over, hand back, submit, recall, return."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opendti_site.accounts.page_actions import run_action, run_form_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.requests.deadlines import waiting_of
from opendti_site.assessments.rounds.enums import RUNNING
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.steps import appraised_until
from opendti_site.assessments.submissions.actions import (
    attach_signed_sheet,
    extend_submission,
    hand_back,
    hand_over,
    recall_submission,
    return_submission,
    submit_answers,
)
from opendti_site.assessments.submissions.bridge import check_signatures
from opendti_site.assessments.submissions.cards import groups_of
from opendti_site.assessments.submissions.checks import checks_of, hints_of
from opendti_site.assessments.submissions.enums import SignatureState
from opendti_site.assessments.submissions.forms import (
    ReturnForm,
    SignedSheetForm,
    UnitExtensionForm,
)
from opendti_site.assessments.submissions.permissions import (
    can_extend,
    can_fill,
    can_return,
)
from opendti_site.assessments.submissions.queries import (
    changes_since,
    history_of,
    signed_sheets_of,
    summary_of,
)
from opendti_site.assessments.submissions.views.fetching import rights, visible
from opendti_site.audit.errors import EditConflictError
from opendti_site.ui.request_numbers import read_number

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def hand_in_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what is missing; a signatory submits from here, or gives the form back."""
    submission = visible(request, pk)
    if request.method != "POST":
        return _hand_in(request, submission)
    version = request.POST.get("version", "")
    seen = read_number(version) or 0
    try:
        run_action(
            request,
            lambda: submit_answers(
                submission,
                by=request.user,
                blanks_confirmed=request.POST.get("blanks") == "1",
                seen=seen,
            ),
            _("Đã nộp hồ sơ tự đánh giá."),
        )
    except EditConflictError as conflict:
        changed = changes_since(submission, seen) if seen else []
        context = {"conflict": conflict, "changed": changed}
        return _hand_in(request, visible(request, pk), context, status=409)
    return redirect("assessments:hand_in", pk)


@require_POST
def hand_over_step(request: StaffRequest, pk: int) -> HttpResponse:
    """Lay the form before the signatory."""
    submission = visible(request, pk)
    done = _("Đã chuyển hồ sơ cho người ký.")
    run_action(request, lambda: hand_over(submission, by=request.user), done)
    return redirect("assessments:hand_in", pk)


@require_POST
def hand_back_step(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the form back to the reporters."""
    submission = visible(request, pk)
    reason = request.POST.get("reason", "")
    run_action(
        request,
        lambda: hand_back(submission, reason=reason, by=request.user),
        _("Đã chuyển lại hồ sơ để sửa."),
    )
    return redirect("assessments:hand_in", pk)


@require_POST
def signed_sheet_step(request: StaffRequest, pk: int) -> HttpResponse:
    """Attach the signed sheet; say at once what its digital signature is worth."""
    submission = visible(request, pk)
    if not can_fill(request.user, submission):
        raise PermissionDenied
    form = SignedSheetForm(request.POST, request.FILES)
    if not form.is_valid():
        for error in form.errors["upload"]:
            messages.error(request, str(error))
        return redirect("assessments:hand_in", pk)
    file = form.cleaned_data["upload"]
    file.upload.seek(0)
    check = check_signatures(file.upload.read(), file.name)
    done = _("Đã đính kèm phiếu đã ký: %(signature)s.") % {
        "signature": SignatureState(check.state).label
    }
    run_action(
        request,
        lambda: attach_signed_sheet(submission, file, check, by=request.user),
        done,
    )
    return redirect("assessments:hand_in", pk)


@require_POST
def recall_step(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the submission back."""
    submission = visible(request, pk)
    reason = request.POST.get("reason", "")
    run_action(
        request,
        lambda: recall_submission(submission, reason=reason, by=request.user),
        _("Đã rút lại hồ sơ; đơn vị có thể sửa và nộp lại."),
    )
    return redirect("assessments:hand_in", pk)


@read_or_write
def return_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the submission back to its unit."""
    submission = visible(request, pk)
    if not can_return(request.user, submission):
        raise PermissionDenied
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and run_form_action(
        form,
        lambda: return_submission(submission, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("Đã trả lại hồ sơ cho đơn vị."))
        return redirect(submission.round)
    context = {"submission": submission, "form": form}
    return render(request, "assessments/submissions/return_submission.html", context)


@read_or_write
def extend_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Give one unit longer, with a reason and the document's number."""
    submission = visible(request, pk)
    if not can_extend(request.user, submission.round):
        raise PermissionDenied
    if not submission.is_extendable:
        return redirect(submission)
    form = UnitExtensionForm(request.POST or None)
    if request.method == "POST" and run_form_action(
        form,
        lambda: extend_submission(submission, by=request.user, **form.cleaned_data),
    ):
        messages.success(
            request,
            _("Đã gia hạn cho %(unit)s.") % {"unit": submission.unit.local_name},
        )
        return redirect(submission.round)
    context = {
        "submission": submission,
        "form": form,
        "latest": appraised_until(submission.round),
        "requests": waiting_of(submission).count(),
    }
    return render(request, "assessments/submissions/extend_submission.html", context)


def _hand_in(
    request: StaffRequest,
    submission: Submission,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    summary = summary_of(submission)
    missing = checks_of(summary)
    groups = groups_of(submission)
    context = {
        "submission": submission,
        "summary": summary,
        "groups": groups,
        "missing": missing,
        "hints": hints_of(summary),
        "blocking": [entry for entry in missing if entry.is_blocking],
        "main_of": {s.code: group.code for group in groups for s in group.sheets},
        "history": history_of(submission),
        "sheets": signed_sheets_of(submission),
        "takes_sheets": submission.takes_part and submission.round.state in RUNNING,
        **rights(request, submission),
        **(more or {}),
    }
    page = "assessments/submissions/hand_in.html"
    return render(request, page, context, status=status)
