"""The page of whoever runs the site, and its acts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opendti_site.accounts.requests import StaffRequest
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.mail.dialogue import hand_in
from opendti_site.system import actions
from opendti_site.system.overview import overview
from opendti_site.system.permissions import can_run_system
from opendti_site.system.queries.jobs import (
    FAILURES,
    OPEN,
    TODAY,
    jobs_in,
    rows_of,
)
from opendti_site.ui.paging import page_of

TABS = (OPEN, FAILURES, TODAY)
JOBS = 20


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Show what is wrong first, then how each part stands."""
    if not can_run_system(request.user):
        raise PermissionDenied
    state = overview()
    tab = request.GET.get("viec", "")
    if tab not in TABS:
        tab = FAILURES if state.counts.failed else OPEN
    listed = page_of(request, jobs_in(tab), JOBS)
    context = {"overview": state, "tab": tab, "page": listed, "jobs": rows_of(listed)}
    return render(request, "system/page.html", context)


@require_POST
def retry(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Start a failed job again."""
    act = lambda: actions.retry_job(pk, by=request.user)  # noqa: E731 -- done below
    return _done(request, act, _("Đã xếp việc vào hàng để chạy lại."))


@require_POST
def cancel(request: StaffRequest, pk: UUID) -> HttpResponse:
    """End a job that has not ended."""
    act = lambda: actions.cancel_job(pk, by=request.user)  # noqa: E731 -- done below
    return _done(request, act, _("Đã hủy việc."))


@require_POST
def dismiss(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take a failed job off the list."""
    act = lambda: actions.dismiss_job(pk, by=request.user)  # noqa: E731 -- done below
    return _done(request, act, _("Đã bỏ việc bị lỗi khỏi danh sách."))


@require_POST
def verify(request: StaffRequest) -> HttpResponse:
    """Ask for a verification."""
    act = lambda: actions.request_verification(by=request.user)  # noqa: E731 -- done below
    return _done(request, act, _("Đã xếp hàng kiểm niêm phong; kết quả sẽ hiện ở đây."))


@require_POST
def back_up(request: StaffRequest) -> HttpResponse:
    """Ask for a backup."""
    act = lambda: actions.request_backup(by=request.user)  # noqa: E731 -- done below
    return _done(request, act, _("Đã xếp hàng sao lưu; kết quả sẽ hiện ở đây."))


@require_POST
def send_test_letter(request: StaffRequest) -> HttpResponse:
    """Hand a test letter in, and say what the mail server answered."""
    try:
        address = actions.request_test_letter(by=request.user)
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        answer = hand_in(address)
        say = messages.success if answer.is_taken else messages.error
        say(request, answer.words)
    return redirect("system:page")


def _done(request: StaffRequest, act: Callable[[], None], words: str) -> HttpResponse:
    """Do an act and go back to the page with what came of it."""
    try:
        act()
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("system:page")
