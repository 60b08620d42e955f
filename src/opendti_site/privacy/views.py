"""Pages of personal data."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import can_erase
from opendti_site.accounts.requests import StaffRequest
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.privacy import actions
from opendti_site.privacy.archive import ZIP, archive_of
from opendti_site.privacy.permissions import can_export
from opendti_site.privacy.queries import erasure_of, sections_of
from opendti_site.privacy.register import REGISTER
from opendti_site.ui.confirming import TypedNameForm
from opendti_site.ui.exports import file_answer


@require_safe
def register(request: StaffRequest) -> HttpResponse:
    """Show the signed-in person what is kept of them, why and how long."""
    return render(request, "privacy/register.html", {"register": REGISTER})


@require_POST
def export_own(request: StaffRequest) -> HttpResponse:
    """Give a person everything that is kept of them."""
    return _file(request.user, by=request.user)


@require_POST
def export_person(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the same of another person to whoever looks after them."""
    person = get_object_or_404(User, pk=pk)
    if not can_export(request.user, person):
        raise Http404
    return _file(person, by=request.user)


def _file(person: User, *, by: User) -> HttpResponse:
    actions.export_person(user=person, by=by)
    content = archive_of(person, sections_of(person), timezone.localtime())
    return file_answer(content, ZIP, f"du-lieu-{person.username}.zip")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what erasing a person deletes, in numbers, and erase after the confirmation."""
    person = get_object_or_404(User, pk=pk)
    if not can_erase(request.user, person):
        raise Http404
    erasure = erasure_of(person)
    form = TypedNameForm(request.POST or None, name=person.username)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            actions.erase_person(user=person, by=request.user, seen=seen)
        except ActionRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã xóa dữ liệu cá nhân của tài khoản."))
            return redirect("accounts:people")
    context = {"person": person, "erasure": erasure, "form": form}
    return render(request, "privacy/erase.html", context)
