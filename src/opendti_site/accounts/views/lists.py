"""Pages of whole lists of people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opendti_site.accounts import actions
from opendti_site.accounts.enums import Role
from opendti_site.accounts.forms import PeopleListForm, WriteListForm
from opendti_site.accounts.list_cells import COLUMNS, column_words
from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import can_manage_people
from opendti_site.accounts.queries import (
    people_known_to,
    read_roles,
    roles_need_second_person,
    rows_of_people,
    units_coordinated_by,
)
from opendti_site.accounts.requests import signed_in
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.exports import XLSX, csv_answer, file_answer
from opendti_site.ui.list_tables.bridge import (
    ListRefusedError,
    workbook_of,
)
from opendti_site.ui.list_tables.faults import shown_faults
from opendti_site.ui.list_tables.preview import EXPIRED, read_signed_list, sign_list


def import_people(request: HttpRequest) -> HttpResponse:
    """Take a list, show every fault, or show what it would write."""
    by = coordinator(request)
    form = PeopleListForm(request.POST or None, request.FILES or None)
    context = context_of(form)
    if request.method == "POST" and form.is_valid():
        try:
            table = form.table()
            done = actions.preview_people(table, by)
        except ListRefusedError as refusal:
            context |= shown_faults(refusal)
        except ActionRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            held = sign_list(table, app="accounts")
            context |= {
                "table": table,
                "done": done,
                "by_two": roles_need_second_person(),
                "form": WriteListForm(initial={"held": held, "invite": True}),
            }
            return render(request, "accounts/preview_people.html", context)
    return render(request, "accounts/import_people.html", context)


def context_of(form: PeopleListForm) -> dict[str, Any]:
    """Return what the page of the list shows besides faults."""
    return {
        "form": form,
        "columns": column_words(),
        "mail_is_set": settings.MAIL_IS_SET,
    }


@require_POST
def write_people(request: HttpRequest) -> HttpResponse:
    """Write the list that was shown, and report what became of it."""
    by = coordinator(request)
    form = WriteListForm(request.POST)
    try:
        form.is_valid()
        table = read_signed_list(form.cleaned_data.get("held", ""), app="accounts")
        invite = form.cleaned_data["invite"]
        done = actions.import_people(table=table, by=by, invite=invite)
    except BadSignature:
        messages.error(request, EXPIRED)
        return redirect("accounts:import_people")
    except ListRefusedError as refusal:
        context = context_of(PeopleListForm()) | shown_faults(refusal)
        return render(request, "accounts/import_people.html", context)
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:import_people")
    messages.success(request, report_of(done))
    # Whom no letter reaches needs a link on paper: one act for all of them.
    needs_links = done.created > done.invited and settings.OIDC is None
    return redirect("accounts:give_links" if needs_links else "accounts:people")


def report_of(done: actions.ImportResult) -> str:
    """Return a message with the numbers of what was written."""
    return _(
        "Đã nhập danh sách: %(created)d tài khoản mới, %(changed)d tài khoản được sửa, "
        "%(roles)d vai trò mới, %(invited)d thư mời."
    ) % {
        "created": done.created,
        "changed": done.changed,
        "roles": done.roles,
        "invited": done.invited,
    }


@require_safe
def sample_people(request: HttpRequest) -> HttpResponse:
    """Give a list with the right columns and lines to follow, over the person's first unit."""
    unit: Any = units_coordinated_by(coordinator(request)).first()
    code = unit.code if unit else ""
    name, address = _("Nguyễn Thị Ví Dụ"), "vi.du@example.gov.vn"
    rows = [
        ["vi.du", name, address, str(role.label), code]
        for role in (Role.REPORTER, Role.VIEWER)
    ]
    return csv_answer(request, "mau-nguoi-dung.csv", COLUMNS, rows)


@require_safe
def people_csv(request: HttpRequest) -> HttpResponse:
    """Send the people of one's units as a list that could be brought in again."""
    rows = rows_of_people(*known_people(request))
    return csv_answer(request, "nguoi-dung.csv", COLUMNS, rows)


@require_safe
def people_xlsx(request: HttpRequest) -> HttpResponse:
    """Send the same as a spreadsheet, whose texts are texts."""
    rows = rows_of_people(*known_people(request))
    content = workbook_of(COLUMNS, rows, timezone.now(), texts=COLUMNS)
    return file_answer(content, XLSX, "nguoi-dung.xlsx")


def known_people(request: HttpRequest) -> tuple[list[User], User]:
    """Read the people whom the person at the browser looks after, with their roles."""
    by = coordinator(request)
    people = list(people_known_to(by))
    read_roles(people)
    return people, by


def coordinator(request: HttpRequest) -> User:
    """Give the person, if they look after people."""
    if not can_manage_people(request.user):
        raise PermissionDenied
    return signed_in(request)
