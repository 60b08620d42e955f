"""Pages of documents: the list, a file as it was received, and pictures of what is in it."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.evidence.files import file_fault
from opendti_site.assessments.evidence.models import Attachment
from opendti_site.assessments.evidence.previews import picture_of, preview_of
from opendti_site.assessments.evidence.queries import (
    ShelfFilter,
    document_for,
    documents_listed_for,
)
from opendti_site.ui.paging import page_of
from opendti_site.ui.request_numbers import read_number, read_year

Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_safe
def documents(request: StaffRequest) -> HttpResponse:
    """List the documents that the person may read, or those that a search finds."""
    wanted = ShelfFilter(
        request.GET.get("q", "")[:200],
        read_year(request.GET.get("nam", "")),
        request.GET.get("tieu-chi", "").strip()[:60],
    )
    found = documents_listed_for(request.user, wanted)
    context = {"page_obj": page_of(request, found, 50), "wanted": wanted}
    return render(request, "assessments/evidence/documents.html", context)


@require_safe
def document_file(request: StaffRequest, pk: int, number: int) -> HttpResponseBase:
    """Download a file as it was received: as an attachment that no browser runs."""
    attachment = _attachment(request, pk, number)
    fault = file_fault(attachment)
    if fault:
        messages.error(request, _fault_words(fault))
        return redirect("assessments:documents")
    response = FileResponse(
        attachment.path.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    return _confined(response)


@require_safe
def document_preview(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Show one page of a file as a picture: a part of a page by htmx, else a whole one."""
    attachment = _attachment(request, pk, number)
    page = read_number(request.GET.get("trang", "")) or 1
    context = {
        "document": attachment.document,
        "file": attachment,
        "preview": preview_of(attachment, page),
    }
    name = "preview" if request.htmx else "preview_page"
    return render(request, f"assessments/evidence/{name}.html", context)


@require_safe
def document_picture(
    request: StaffRequest, pk: int, number: int, page: int
) -> HttpResponse:
    """Return the picture of one page, which we made: nothing of the file itself."""
    picture = picture_of(_attachment(request, pk, number), page)
    if not picture.content:
        raise Http404
    return _confined(HttpResponse(picture.content, content_type=picture.content_type))


def _attachment(request: StaffRequest, pk: int, number: int) -> Attachment:
    """Return the file of this number of a document that the person may read."""
    document = document_for(request.user, pk)
    rows = Attachment.objects.select_related("document__unit")
    return get_object_or_404(rows, document=document, order=number)


def _confined(response: Answer) -> Answer:
    """Let no browser run what is in a file, guess what it is, or keep it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _fault_words(fault: str) -> str:
    """Explain why a file is not handed out, and who can help."""
    if fault == "file_missing":
        return _(
            "Tệp của tài liệu này không còn trong kho. Xin báo người quản trị để khôi phục từ bản sao lưu."
        )
    return _(
        "Tệp của tài liệu này không còn như lúc nhận, nên không đưa ra. Xin báo người quản trị để khôi phục từ bản sao lưu."
    )
