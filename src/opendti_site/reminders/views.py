"""Pages of reminders: whom to write to about a round, and one's own choice of letters."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from opendti_site.accounts.page_actions import run_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.rounds.queries import rounds_visible_to
from opendti_site.reminders.actions import choose_reminders, remind_units
from opendti_site.reminders.calendar_file import calendar_file
from opendti_site.reminders.enums import Lack, ReminderMode
from opendti_site.reminders.forms import ReminderChoiceForm, UnitReminderForm
from opendti_site.reminders.queries.lacks import (
    counts_of,
    found_among,
    is_followed,
    lacking_in,
)
from opendti_site.reminders.queries.recipients import (
    Mailing,
    followed,
    mailing_about,
)
from opendti_site.reminders.sending import mode_of
from opendti_site.reminders.sources import pending_tasks
from opendti_site.ui.context import origin_of
from opendti_site.ui.exports import file_answer
from opendti_site.ui.paging import page_of


@require_safe
def follow_up(request: StaffRequest, pk: int) -> HttpResponse:
    """List the units that lack something, whom to write to, and when that was last done."""
    round_ = _coordinated(request, pk)
    rows = lacking_in(round_)
    text, lack = request.GET.get("q", ""), request.GET.get("muc", "")
    found = found_among(rows, text, lack)
    page = page_of(request, found)
    for row in page:
        row.round = round_
    context = {
        "round": round_,
        "round_url": round_.get_absolute_url(),
        "page": page,
        "rows": followed(page),
        "counts": counts_of(rows),
        "matching": found.count(),
        "is_followed": is_followed(round_),
        "mail_is_set": settings.MAIL_IS_SET,
        "lacks": Lack.choices,
        "q": text,
        "lack": lack,
    }
    return render(request, "reminders/follow_up.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: StaffRequest, pk: int) -> HttpResponse:
    """Say in numbers what will be sent to whom; send it once it is confirmed."""
    round_ = _coordinated(request, pk)
    if request.method != "POST":
        # The page again by its address, as after another language: the units are chosen in the list.
        return redirect("reminders:follow_up", pk)
    keys = _chosen(request, round_)
    confirmed = "confirmed" in request.POST
    form = UnitReminderForm(
        request.POST if confirmed else None,
        initial={"submissions": ",".join(map(str, keys))},
    )
    if confirmed and form.is_valid():
        sent: list[Mailing] = []
        values = form.cleaned_data
        if run_action(
            request,
            lambda: sent.append(
                remind_units(
                    round_,
                    submissions=values["submissions"],
                    note=values["note"],
                    again=values["again"],
                    by=request.user,
                )
            ),
        ):
            messages.success(request, _sent_words(sent[0]))
        return redirect("reminders:follow_up", pk)
    if not keys:
        messages.error(request, _("Hãy chọn ít nhất một đơn vị."))
        return redirect("reminders:follow_up", pk)
    return _ask_whom(request, round_, form, keys)


def _ask_whom(
    request: StaffRequest, round_: Round, form: UnitReminderForm, keys: list[int]
) -> HttpResponse:
    """Say in numbers what will be sent to whom."""
    rows = lacking_in(round_).filter(pk__in=keys)
    context = {
        "round": round_,
        "form": form,
        "chosen": len(rows),
        "mailing": mailing_about(rows, again=False),
        "hours": settings.CONTACT_HOURS,
        "mail_is_set": settings.MAIL_IS_SET,
    }
    return render(request, "reminders/remind.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: StaffRequest) -> HttpResponse:
    """Choose how oneself is reminded by mail."""
    form = ReminderChoiceForm(
        request.POST or None, initial={"mode": mode_of(request.user)}
    )
    if request.method == "POST" and form.is_valid():
        choose_reminders(ReminderMode(form.cleaned_data["mode"]), by=request.user)
        messages.success(request, _("Đã lưu cách nhận thư nhắc việc."))
        return redirect("reminders:choose")
    context = {
        "form": form,
        "mail_is_set": settings.MAIL_IS_SET,
        "days": ", ".join(map(str, settings.REMINDER_DAYS)),
        "hour": settings.REMINDER_HOUR,
    }
    return render(request, "reminders/choose.html", context)


@require_safe
def calendar(request: StaffRequest) -> HttpResponse:
    """Send the deadlines of one's own tasks as a file for a calendar."""
    tasks, now = pending_tasks(request.user), timezone.now()
    # At the address by which the person is here: behind it the links work for them.
    content = calendar_file(tasks, now, origin_of(request))
    return file_answer(content, "text/calendar; charset=utf-8", "han-opendti.ics")


def _coordinated(request: StaffRequest, pk: int) -> Round:
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    if not can_coordinate(request.user, round_.root):
        raise PermissionDenied
    return round_


def _chosen(request: StaffRequest, round_: Round) -> list[int]:
    """Return the forms that are ticked, or all that the filter finds."""
    if "all" in request.POST:
        text, lack = request.POST.get("q", ""), request.POST.get("muc", "")
        return [row.pk for row in found_among(lacking_in(round_), text, lack)]
    form = UnitReminderForm({"submissions": ",".join(request.POST.getlist("form"))})
    if "confirmed" in request.POST:
        form = UnitReminderForm(request.POST)
    return form.cleaned_data["submissions"] if form.is_valid() else []


def _sent_words(mailing: Mailing) -> str:
    count = len(mailing.letters)
    words = ngettext(
        "Đã xếp hàng gửi %(letters)d thư nhắc về %(units)d đơn vị.",
        "Đã xếp hàng gửi %(letters)d thư nhắc về %(units)d đơn vị.",
        count,
    )
    return words % {"letters": count, "units": mailing.units}
