"""Pages of the form as a spreadsheet: taking it home, bringing it back, confirming what it changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.rounds.locking import refuse_unwritable
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.enums import AnswerOrigin
from opendti_site.assessments.submissions.forms import FilledSheetForm, WriteSheetForm
from opendti_site.assessments.submissions.permissions import can_fill
from opendti_site.assessments.submissions.sheets.choosing import chosen_fields
from opendti_site.assessments.submissions.sheets.reading import (
    SheetChange,
    changes_in,
)
from opendti_site.assessments.submissions.sheets.writing import filled_sheet
from opendti_site.assessments.submissions.views.fetching import visible
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.exports import XLSX, file_answer
from opendti_site.ui.list_tables.bridge import ListRefusedError, ListTable
from opendti_site.ui.list_tables.faults import shown_faults
from opendti_site.ui.list_tables.preview import EXPIRED, read_signed_list, sign_list

IMPORT, PREVIEW = (
    "assessments/submissions/import_sheet.html",
    "assessments/submissions/preview_sheet.html",
)


@require_safe
def form_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the form as a spreadsheet to whoever fills it in."""
    submission = _fillable(request, pk)
    name = f"ho-so-{submission.pk}-{submission.round.year}.xlsx"
    return file_answer(filled_sheet(submission), XLSX, name)


@require_http_methods(["GET", "HEAD", "POST"])
def import_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a spreadsheet; show all its faults, or what it would change."""
    submission = _fillable(request, pk)
    form = FilledSheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"submission": submission, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            refuse_unwritable(submission)
            table = form.table()
            return _preview(request, submission, table, changes_in(submission, table))
        except ListRefusedError as refusal:
            context |= shown_faults(refusal)
        except ActionRefusedError as refusal:
            form.add_error(None, str(refusal))
    return render(request, IMPORT, context)


@require_POST
def write_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """Save what was shown and confirmed; where somebody saved meanwhile, show it again."""
    submission = _fillable(request, pk)
    form = WriteSheetForm(request.POST)
    try:
        form.is_valid()
        held = form.cleaned_data.get("held", "")
        table = read_signed_list(held, app=_salt(submission))
        changes = changes_in(submission, table)
        fields = chosen_fields(request.POST, changes)
        if fields is None:
            return _preview(request, submission, table, changes)
        outcome = save_answers(
            submission, fields, by=request.user, origin=AnswerOrigin.IMPORTED
        )
        if not outcome.is_clean:
            changes = changes_in(visible(request, pk), table)
            return _preview(request, submission, table, changes)
    except BadSignature:
        messages.error(request, EXPIRED)
        return redirect("assessments:import_sheet", pk)
    except ListRefusedError as refusal:
        context = {"submission": submission, "form": FilledSheetForm()}
        return render(request, IMPORT, context | shown_faults(refusal))
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:import_sheet", pk)
    count = len(outcome.saved)
    words = ngettext(
        "Đã lưu %(n)d số liệu từ bảng tính.",
        "Đã lưu %(n)d số liệu từ bảng tính.",
        count,
    )
    messages.success(request, words % {"n": count})
    return redirect("assessments:form_page", pk)


def _fillable(request: StaffRequest, pk: int) -> Submission:
    submission = visible(request, pk)
    if not can_fill(request.user, submission):
        raise PermissionDenied
    return submission


def _preview(
    request: HttpRequest,
    submission: Submission,
    table: ListTable,
    changes: list[SheetChange],
) -> HttpResponse:
    held = sign_list(table, app=_salt(submission))
    context = {
        "submission": submission,
        "table": table,
        "changes": changes,
        "contested": sum(change.theirs is not None for change in changes),
        "form": WriteSheetForm(initial={"held": held}),
    }
    return render(request, PREVIEW, context)


def _salt(submission: Submission) -> str:
    return f"form-{submission.pk}"
