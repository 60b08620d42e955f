"""Pages of one criterion's evidence: documents are added, cited and withdrawn, or missing with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
)

from opendti_site.accounts.page_actions import run_action, run_form_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.evidence.actions import (
    attach_document,
    cite_document,
    waive_evidence,
    withdraw_citation,
)
from opendti_site.assessments.evidence.bridge import criterion_sheet, main_of
from opendti_site.assessments.evidence.doubts import DoubtsError
from opendti_site.assessments.evidence.enums import Doubt
from opendti_site.assessments.evidence.forms import DocumentForm
from opendti_site.assessments.evidence.models import EvidenceLink
from opendti_site.assessments.evidence.queries import (
    documents_to_reuse,
    documents_visible_to,
    evidence_of,
)
from opendti_site.assessments.requests.queries import open_request
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.permissions import can_fill
from opendti_site.assessments.rounds.queries import submissions_visible_to
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.request_numbers import read_number, read_year

MAX_OFFERED = 50
"""Documents of the unit that are offered at once; a search finds the others."""


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: StaffRequest, pk: int, criterion: str) -> HttpResponse:
    """Show one criterion's evidence; a post adds a document."""
    submission = _form_of(request, pk)
    sheet = criterion_sheet(submission, criterion)
    if sheet is None:
        return _left_out(request, submission, criterion)
    # An upload that is asked about waits under this name: nobody else, and no other form of the
    # same person, gets it back.
    owner = f"{request.user.pk}.{pk}.{criterion}"
    form = DocumentForm(request.POST or None, request.FILES or None, owner=owner)
    doubts: list[Doubt] = []
    try:
        if request.method == "POST" and _attached(request, submission, criterion, form):
            form.forget_waiting()
            return redirect(_form_url(submission, criterion))
    except DoubtsError as asked:
        doubts = asked.doubts
        form.keep_waiting()
    context = _context(request, submission, sheet, form) | {"doubts": doubts}
    return render(request, "assessments/evidence/evidence.html", context)


def _attached(
    request: StaffRequest, submission: Submission, criterion: str, form: DocumentForm
) -> bool:
    """Attach the document of a form; return whether it was done. DoubtsError passes through."""
    return run_form_action(
        form,
        lambda: attach_document(
            submission,
            criterion,
            form.citation(),
            by=request.user,
            files=form.cleaned_data["upload"],
            note=form.cleaned_data["note"],
            confirmed=request.POST.getlist("confirmed"),
        ),
    )


def _context(
    request: StaffRequest,
    submission: Submission,
    sheet: CriterionSheet,
    form: DocumentForm,
) -> dict[str, Any]:
    evidence = evidence_of(submission)[sheet.code]
    asked = None if submission.is_writable else open_request(submission, sheet.code)
    may_add = can_fill(request.user, submission)
    cited = [link.document_id for link in evidence.links]
    text = request.GET.get("q", "")[:200]
    year = read_year(request.GET.get("nam", ""))
    offered = documents_to_reuse(submission.unit, exclude=cited, text=text, year=year)
    return {
        "submission": submission,
        "sheet": sheet,
        "evidence": evidence,
        "reusable": offered[:MAX_OFFERED],
        "q": text,
        "year": year,
        "max_offered": MAX_OFFERED,
        "form": form,
        "back": _form_url(submission, sheet.code),
        "can_edit": may_add and (submission.is_writable or asked is not None),
        "asked": asked,
    }


@require_POST
def cite_step(request: StaffRequest, pk: int, criterion: str) -> HttpResponse:
    """Use a document of the unit for a criterion; ask where its date is odd."""
    submission, sheet = _submission(request, pk, criterion)
    if not can_fill(request.user, submission):
        raise PermissionDenied
    chosen = request.POST.get("document", "")
    # No row has the key 0, so other texts find none.
    number = read_number(chosen) or 0
    document = get_object_or_404(documents_visible_to(request.user), pk=number)
    note = request.POST.get("note", "")[:300]
    confirmed = request.POST.getlist("confirmed")
    try:
        run_action(
            request,
            lambda: cite_document(
                submission,
                criterion,
                document,
                by=request.user,
                note=note,
                confirmed=confirmed,
            ),
        )
    except DoubtsError as asked:
        context = _context(request, submission, sheet, DocumentForm())
        context |= {"cite_doubts": asked.doubts, "chosen": document, "note": note}
        return render(request, "assessments/evidence/evidence.html", context)
    return redirect(_form_url(submission, criterion))


@require_POST
def waive_step(request: StaffRequest, pk: int, criterion: str) -> HttpResponse:
    """Explain why there is no evidence."""
    submission, _sheet = _submission(request, pk, criterion)
    reason = request.POST.get("reason", "")
    run_action(
        request, lambda: waive_evidence(submission, criterion, reason, by=request.user)
    )
    return redirect(_form_url(submission, criterion))


@require_POST
def withdraw_step(
    request: StaffRequest, pk: int, criterion: str, link: int
) -> HttpResponse:
    """Take a document off a criterion."""
    submission, _sheet = _submission(request, pk, criterion)
    # By the page's own form and criterion: a key of another unit's citation finds nothing.
    rows = EvidenceLink.objects.filter(submission=submission, criterion=criterion)
    found = get_object_or_404(rows.select_related("submission", "document"), pk=link)
    run_action(
        request,
        lambda: withdraw_citation(found, by=request.user),
        _("Đã gỡ tài liệu khỏi tiêu chí; tài liệu vẫn ở kho của đơn vị."),
    )
    return redirect("assessments:evidence", pk, criterion)


def _left_out(
    request: StaffRequest, submission: Submission, criterion: str
) -> HttpResponse:
    """Lead from a document to the form where its criterion is there no more: another block, or another framework."""
    if not submission.evidence_links.filter(criterion=criterion).exists():
        raise Http404
    words = _("Tiêu chí %(code)s không còn trong hồ sơ này.") % {"code": criterion}
    messages.info(request, words)
    return redirect(submission)


def _submission(
    request: StaffRequest, pk: int, criterion: str
) -> tuple[Submission, CriterionSheet]:
    submission = _form_of(request, pk)
    sheet = criterion_sheet(submission, criterion)
    if sheet is None:
        raise Http404
    return submission, sheet


def _form_of(request: StaffRequest, pk: int) -> Submission:
    rows = submissions_visible_to(request.user).select_related(
        "round", "round__release", "round__root"
    )
    rows = rows.defer("round__framework_text", "round__release__text")
    return get_object_or_404(rows, pk=pk)


def _form_url(submission: Submission, criterion: str) -> str:
    main = main_of(submission, criterion)
    page = reverse("assessments:form_main", args=[submission.pk, main])
    return f"{page}#tc-{criterion.replace('.', '-')}"
