"""The staff's landing, the progress of a round, and the page that leads through the setting up of a new site."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opendti_site.accounts.models import User
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import can_coordinate, can_oversee
from opendti_site.assessments.rounds.queries import (
    progress_of,
    rounds_visible_to,
    tally_of,
)
from opendti_site.assessments.rounds.steps import present_step
from opendti_site.home import actions
from opendti_site.home.permissions import can_set_up
from opendti_site.home.progress_files import INDICATORS, PEOPLE, UNITS, progress_file
from opendti_site.home.queries import (
    agenda_of,
    dashboards_of,
    first_steps,
    is_set_up,
    progress_by_appraiser,
    progress_by_indicator,
    steps_ahead_of,
)
from opendti_site.results.queries import lacks_worker
from opendti_site.ui.context import WAY_BACK
from opendti_site.ui.exports import XLSX, file_answer
from opendti_site.ui.list_tables.bridge import workbook_of
from opendti_site.ui.paging import page_of

TASKS = 50  # a page; who reports for many units has a task for each


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what this person has to do now, and how the open rounds stand; of an empty site, where to begin."""
    user: User = request.user  # type: ignore[assignment]  # only people who signed in come here
    dashboards = dashboards_of(user)
    ahead = None if dashboards else steps_ahead_of(user)
    if ahead and ahead.ministry is None:
        return redirect("home:first_steps")
    agenda = agenda_of(user)
    context = {
        "ahead": ahead,
        "agenda": agenda,
        "items": page_of(request, agenda.items, TASKS),
        "late_words": _("%(count)d việc đã quá hạn") % {"count": agenda.late},
        "pressing_words": _("%(count)d việc sắp đến hạn") % {"count": agenda.pressing},
        "dashboards": dashboards,
        "lacks_worker": lacks_worker(user),
    }
    return render(request, "home/tasks.html", context)


@require_safe
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far a round has come by unit, by main indicator and by who appraises."""
    round_ = _overseen(request, pk)
    context = {
        "round": round_,
        "step": present_step(round_),
        "tally": tally_of(progress_of(round_, request.user)),
        "indicators": progress_by_indicator(round_, request.user),
        "people": progress_by_appraiser(round_),
        "can_manage": can_coordinate(request.user, round_.root),
    }
    return render(request, "home/progress.html", context)


@require_safe
def progress_xlsx(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Send one of the three tables of the progress as a workbook."""
    round_ = _overseen(request, pk)
    if kind not in {UNITS, INDICATORS, PEOPLE}:
        raise Http404
    table = progress_file(kind, round_, request.user)
    content = workbook_of(table.head, table.rows, timezone.now(), table.texts)
    mark = "chay-thu-" if round_.is_rehearsal else ""
    return file_answer(content, XLSX, f"{mark}tien-do-{kind}-{round_.pk}.xlsx")


def _overseen(request: StaffRequest, pk: int) -> Round:
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    if not can_oversee(request.user, round_.root):
        raise PermissionDenied
    return round_


@require_safe
def first_steps_page(request: StaffRequest) -> HttpResponse:
    """Lead from the ministry to an open round; the pages of the steps then show the way back here."""
    if not can_set_up(request.user):
        raise PermissionDenied
    ended = is_set_up()
    request.session[WAY_BACK] = not ended
    context = {
        "found": first_steps(),
        "ended": ended,
        "mail_is_set": settings.MAIL_IS_SET,
    }
    return render(request, "home/first_steps.html", context)


@require_POST
def dismiss(request: StaffRequest) -> HttpResponse:
    """Stop leading; the page itself stays."""
    actions.dismiss_first_steps(by=request.user)
    request.session[WAY_BACK] = False
    return redirect("home:tasks")
