"""The page that gives many people their links at once, and the sheet that is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from opendti_site.accounts import actions
from opendti_site.accounts.links import last_day_on_paper, path_on_paper
from opendti_site.accounts.list_cells import NAME, USERNAME
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import people_for_links, read_roles
from opendti_site.accounts.views.lists import coordinator
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.dates import day
from opendti_site.ui.exports import XLSX, csv_answer, file_answer
from opendti_site.ui.list_tables.bridge import workbook_of
from opendti_site.ui.request_numbers import read_number

COLUMNS = (NAME, USERNAME, "don_vi", "lien_ket", "het_han")


@dataclass(frozen=True, slots=True)
class HandedLink:
    """One slip of the sheet."""

    person: User
    units: str
    address: str
    last: date

    def as_row(self) -> list[object]:
        """Return the slip as a row of a list."""
        person = self.person
        last = day(self.last)
        return [person.full_name, person.username, self.units, self.address, last]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def give_links(request: HttpRequest) -> HttpResponse:
    """Choose people, and show their links once: as a sheet to print, or as a file."""
    by = coordinator(request)
    text = request.GET.get("q", "").strip()
    only = read_number(request.GET.get("person", ""))
    people = people_for_links(by, text, only)
    if request.method == "POST":
        try:
            return _answer(request, actions.give_links(users=_chosen(request), by=by))
        except ActionRefusedError as refusal:
            messages.error(request, str(refusal))
    read_roles(people)
    context = {
        "people": people,
        "q": text,
        "shows_all": not text and only is None,
        "is_ticked": not text and settings.OIDC is None,
        "mail_is_set": settings.MAIL_IS_SET,
    }
    return render(request, "accounts/give_links.html", context)


def _chosen(request: HttpRequest) -> list[User]:
    keys = map(read_number, request.POST.getlist("person"))
    return list(User.objects.filter(pk__in=[key for key in keys if key is not None]))


def _answer(request: HttpRequest, done: actions.Handout) -> HttpResponse:
    if done.by_mail:
        count = len(done.by_mail)
        words = ngettext(
            "Đã gửi thư tới %(n)d người.", "Đã gửi thư tới %(n)d người.", count
        )
        messages.success(request, words % {"n": count})
    if not done.on_paper:
        return redirect("accounts:people")
    slips = _slips_of(request, done.on_paper)
    rows = [slip.as_row() for slip in slips]
    if request.POST.get("as") == "csv":
        return csv_answer(request, "lien-ket.csv", COLUMNS, rows)
    if request.POST.get("as") == "xlsx":
        content = workbook_of(COLUMNS, rows, timezone.now(), texts=COLUMNS)
        return file_answer(content, XLSX, "lien-ket.xlsx")
    context = {"slips": slips, "last": last_day_on_paper(), "made": timezone.now()}
    return render(request, "accounts/handed_out_links.html", context)


def _slips_of(request: HttpRequest, people: list[User]) -> list[HandedLink]:
    read_roles(people)
    last = last_day_on_paper()
    return [
        HandedLink(
            person,
            ", ".join(sorted({str(held.unit) for held in person.assignments.all()})),
            request.build_absolute_uri(path_on_paper(person)),
            last,
        )
        for person in people
    ]
