"""Pages of one document: what it says, its versions and uses; and its correction."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opendti_site.accounts.page_actions import run_form_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.evidence.actions import correct_document
from opendti_site.assessments.evidence.doubts import DoubtsError
from opendti_site.assessments.evidence.enums import Doubt
from opendti_site.assessments.evidence.forms import CorrectionForm
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.permissions import can_add_document
from opendti_site.assessments.evidence.queries import (
    citations_of,
    document_for,
    documents_visible_to,
    is_changeable,
    versions_for,
)
from opendti_site.assessments.rounds.permissions import can_fill


@require_safe
def document_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a document: its words, its versions, and where each is cited."""
    document = document_for(request.user, pk)
    if document is None:
        raise Http404
    versions = versions_for(document, request.user)
    context = {
        "document": document,
        "newest": versions[0],
        "versions": versions,
        "citations": citations_of(versions, request.user),
        "can_correct": can_add_document(request.user, document.unit),
    }
    return render(request, "assessments/evidence/document_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct a document; the page says how many criteria take the new version."""
    document = get_object_or_404(documents_visible_to(request.user), pk=pk)
    if not can_add_document(request.user, document.unit):
        raise PermissionDenied
    form = CorrectionForm(
        request.POST or None,
        request.FILES or None,
        owner=f"{request.user.pk}.document.{pk}",
        document=document,
    )
    doubts: list[Doubt] = []
    try:
        corrected = _corrected(request, document, form)
    except DoubtsError as asked:
        doubts = asked.doubts
        form.keep_waiting()
        corrected = None
    if corrected is not None:
        form.forget_waiting()
        messages.success(
            request, _("Đã lưu bản %(n)d của tài liệu.") % {"n": corrected.version}
        )
        return redirect("assessments:document", corrected.pk)
    context = {"document": document, "form": form, "doubts": doubts}
    context |= _effect(document, request)
    return render(request, "assessments/evidence/correct.html", context)


def _corrected(
    request: StaffRequest, document: Document, form: CorrectionForm
) -> Document | None:
    """Correct the document as a form asks; None where nothing was done. DoubtsError passes through."""
    made: list[Document] = []
    if request.method == "POST":
        run_form_action(
            form,
            lambda: made.append(
                correct_document(
                    document,
                    form.citation(),
                    by=request.user,
                    files=form.cleaned_data["upload"],
                    dropped=form.cleaned_data["dropped"],
                    confirmed=request.POST.getlist("confirmed"),
                )
            ),
        )
    return made[0] if made else None


def _effect(document: Document, request: StaffRequest) -> dict[str, Any]:
    """Count the citations that a correction replaces, and those that it leaves."""
    links = citations_of([document], request.user).get(document.pk, [])
    replaced = sum(
        can_fill(request.user, link.submission) and is_changeable(link)
        for link in links
    )
    return {"replaced": replaced, "kept": len(links) - replaced}
