"""Pages of the tree of units."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from opendti_site.accounts.enums import Role
from opendti_site.accounts.page_actions import run_form_action
from opendti_site.accounts.requests import signed_in
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.queries import lines_about
from opendti_site.organisations import actions
from opendti_site.organisations.enums import BLOCK_WORDS, UnitKind
from opendti_site.organisations.forms import CloseForm, ListForm, UnitForm
from opendti_site.organisations.list_cells import COLUMNS, column_words
from opendti_site.organisations.models import Unit
from opendti_site.organisations.objections import objections_to_closing
from opendti_site.organisations.people import COLUMNS as PEOPLE_COLUMNS
from opendti_site.organisations.people import holders_by_role, rows_of
from opendti_site.organisations.permissions import (
    can_edit,
    can_edit_units,
    can_reorganise,
)
from opendti_site.organisations.queries import (
    changes_of,
    find_units,
    units_open_on,
    units_visible_to,
)
from opendti_site.ui.exports import csv_answer
from opendti_site.ui.list_tables.bridge import ListRefusedError
from opendti_site.ui.list_tables.faults import shown_faults
from opendti_site.ui.list_tables.preview import EXPIRED, read_signed_list, sign_list
from opendti_site.ui.paging import page_of

EXAMPLE = (
    ("VIDU", "Đơn vị ví dụ", "An example", "Ví dụ", UnitKind.AGENCY, "services"),
    ("VIDU.1", "Phòng ví dụ", "", "", UnitKind.DEPARTMENT, "services"),
)
"""Lines of the sample file; each is below the one before it."""


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Show the units that this person's roles reach, or those that a search finds."""
    text, ended = request.GET.get("q", ""), bool(request.GET.get("ended"))
    units = find_units(text, units_visible_to(request.user))
    if not ended:
        units = units.filter(units_open_on())
    context = {
        "page": page_of(request, units.select_related("parent")),
        "q": text,
        "ended": ended,
        "may_edit": can_edit_units(request.user),
    }
    return render(request, "organisations/tree.html", context)


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show one unit with what is below it and its history."""
    found = visible(request, code)
    context = {
        "unit": found,
        "children": page_of(request, found.children.all()),
        "may_edit": can_edit(request.user, found),
        "may_reorganise": can_reorganise(request.user, found),
        "changes": changes_of(found),
        "lines": lines_about(found)[:20],
    }
    return render(request, "organisations/unit.html", context)


@require_safe
def unit_people(request: HttpRequest, code: str) -> HttpResponse:
    """Show who may do what for a unit, to whoever coordinates it."""
    found = editable(request, code)
    context = {"unit": found, "groups": holders_by_role(found)}
    return render(request, "organisations/unit_people.html", context)


@require_safe
def unit_people_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Send the same as a table."""
    found = editable(request, code)
    rows = rows_of(holders_by_role(found))
    return csv_answer(request, f"quyen-{found.code}.csv", PEOPLE_COLUMNS, rows)


def add_unit(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    require_editor(request)
    form = UnitForm(
        request.POST or None, editor=signed_in(request), initial=request.GET
    )
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.create_unit(by=signed_in(request), **form.changes)
        except ActionRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã thêm %(name)s.") % {"name": added})
            return redirect(added)
    return render(request, "organisations/add_unit.html", {"form": form})


def edit_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a unit; whoever comes second sees both values."""
    found = editable(request, code)
    form = UnitForm(request.POST or None, instance=found, editor=signed_in(request))
    context: dict[str, Any] = {"form": form, "unit": found}
    if request.method == "POST" and form.is_valid():
        try:
            return saved(request, found, form)
        except EditConflictError as conflict:
            current = cast("Unit", conflict.current)
            again = request.POST.copy()
            # The second save overwrites on purpose: the page has shown the other editor's values.
            again["version"] = str(current.version)
            form.data = again
            context |= {"conflict": conflict, "both": both_values(form, current)}
        except ActionRefusedError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "organisations/edit_unit.html", context)


def saved(request: HttpRequest, found: Unit, form: UnitForm) -> HttpResponse:
    """Write the changes and go to the unit's page."""
    changed = actions.edit_unit(
        unit=found,
        version=form.cleaned_data["version"] or 0,
        by=signed_in(request),
        changes=form.changes,
    )
    messages.success(request, _("Đã lưu %(name)s.") % {"name": changed})
    return redirect(changed)


def both_values(form: UnitForm, current: Unit) -> list[dict[str, Any]]:
    """List the fields where the two editors differ."""
    return [
        {
            "label": form.fields[name].label,
            "mine": shown_value(name, mine),
            "theirs": shown_value(name, getattr(current, name)),
        }
        for name, mine in form.changes.items()
        if mine != getattr(current, name)
    ]


def shown_value(name: str, value: Any) -> object:
    """Return a value of a field as the form shows it."""
    if name == "kind":
        return UnitKind(value).label
    return BLOCK_WORDS.get(value, value) if name == "block" else actions.plain(value)


def close_unit(request: HttpRequest, code: str) -> HttpResponse:
    """End a unit on a day."""
    found = editable(request, code)
    objections = objections_to_closing(found)
    form = CloseForm(request.POST or None, objections=bool(objections))
    if request.method == "POST" and run_form_action(
        form,
        lambda: actions.close_unit(
            unit=found, by=signed_in(request), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã đóng %(name)s.") % {"name": found})
        return redirect(found)
    context = {"form": form, "unit": found, "objections": objections}
    return render(request, "organisations/close_unit.html", context)


def import_list(request: HttpRequest) -> HttpResponse:
    """Take a list, show every fault, or show what it would write."""
    require_editor(request)
    form = ListForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": column_words()}
    if request.method == "POST" and form.is_valid():
        try:
            table = form.table()
            listed = actions.preview_units(table, signed_in(request))
        except ListRefusedError as refusal:
            context |= shown_faults(refusal)
        except ActionRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            signed_table = sign_list(table, app="organisations")
            return render(
                request,
                "organisations/preview.html",
                {"table": table, "listed": listed, "signed_table": signed_table},
            )
    return render(request, "organisations/import_list.html", context)


@require_POST
def write_list(request: HttpRequest) -> HttpResponse:
    """Write the list that was shown."""
    require_editor(request)
    try:
        table = read_signed_list(request.POST.get("held", ""), app="organisations")
        written = actions.import_units(table=table, by=signed_in(request))
    except BadSignature:
        messages.error(request, EXPIRED)
        return redirect("organisations:import_list")
    except ListRefusedError as refusal:
        context = {"form": ListForm(), "columns": column_words()}
        context |= shown_faults(refusal)
        return render(request, "organisations/import_list.html", context)
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("organisations:import_list")
    count = len(written)
    words = ngettext("Đã nhập %(count)d đơn vị.", "Đã nhập %(count)d đơn vị.", count)
    messages.success(request, words % {"count": count})
    return redirect("organisations:tree")


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Return a list with the right columns and two lines to follow, below the person's first unit."""
    require_editor(request)
    top = units_visible_to(signed_in(request), Role.COORDINATOR).order_by("path")
    above = top.values_list("code", flat=True).first() or ""
    rows = []
    for *names, kind, block in EXAMPLE:
        words = [str(kind.label), str(BLOCK_WORDS[block])]
        rows.append([*names, *words, above, "01/07/2025", ""])
        above = names[0]
    return csv_answer(request, "mau-don-vi.csv", COLUMNS, rows)


def require_editor(request: HttpRequest) -> None:
    """Refuse everyone but coordinators."""
    if not can_edit_units(request.user):
        raise PermissionDenied


def visible(request: HttpRequest, code: str) -> Unit:
    """Fetch a unit that this person may see, or answer as if there were none."""
    units = units_visible_to(request.user).select_related("parent")
    return get_object_or_404(units, code__iexact=code)


def editable(request: HttpRequest, code: str) -> Unit:
    """Fetch a unit that this person may change."""
    found = visible(request, code)
    # 404 as for a unit that is not there: an answer of 403 would tell that the code exists.
    if not can_edit(request.user, found):
        raise Http404
    return found
