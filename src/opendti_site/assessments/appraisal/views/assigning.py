"""The page on which a coordinator assigns who appraises what."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from opendti_site.accounts.page_actions import run_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.appraisal.actions import (
    AssignedPart,
    assign_appraisal,
    end_assignment,
    restrict_appraisal,
)
from opendti_site.assessments.appraisal.assigned import (
    appraisers_of,
    assignable_nodes,
    assigned_holders,
    conflicts_by_person,
    groups_of,
    verifying_parts,
)
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.rounds.queries import rounds_visible_to
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.organisations.models import Unit
from opendti_site.ui.request_numbers import read_number


@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who appraises what; assign the chosen indicators to the chosen people."""
    round_ = _coordinated(request, pk)
    if request.method == "POST" and _acted(request, round_):
        return redirect("assessments:assignments", pk)
    appraisers = appraisers_of(round_)
    nodes = assignable_nodes(round_)
    context = {
        "round": round_,
        "page": framework_page(round_),
        "holders": assigned_holders(round_),
        "nodes": nodes,
        "groups": groups_of(round_),
        "verifying": verifying_parts(nodes),
        "appraisers": appraisers,
        "conflicts": conflicts_by_person(appraisers),
        "blocks": sorted(set(round_.taking_part.values_list("block", flat=True))),
        "units": [
            row.unit
            for row in round_.taking_part.select_related("unit").order_by("unit__path")
        ],
        "can_assign": round_.state not in {RoundState.DRAFT, RoundState.CLOSED},
        "chosen_nodes": request.POST.getlist("node"),
        "chosen_people": request.POST.getlist("person"),
        "chosen_groups": request.POST.getlist("group"),
        "chosen_block": request.POST.get("block", ""),
        "chosen_unit": request.POST.get("unit", ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(
        request, "assessments/appraisal/assignments.html", context, status=status
    )


def _acted(request: StaffRequest, round_: Round) -> bool:
    """Assign, end an assignment or set who may appraise, as posted; return whether it was done."""
    act = request.POST.get("act")
    if act == "end":
        key = read_number(request.POST.get("assignment", ""))
        found = get_object_or_404(round_.assignments, pk=key)
        done = _("Đã kết thúc phân công.")
        return run_action(request, lambda: end_assignment(found, by=request.user), done)
    if act == "restrict":
        wanted = request.POST.get("only_assigned") == "1"
        return run_action(
            request,
            lambda: restrict_appraisal(round_, only_assigned=wanted, by=request.user),
            _("Đã đặt ai được thẩm định."),
        )
    if act == "verifiers":
        return _assign_verifiers(request, round_)
    return _assign(request, round_)


def _assign_verifiers(request: StaffRequest, round_: Round) -> bool:
    """Assign to each verifying unit the criteria that the framework leaves to it; say which have nobody for it."""
    wanted = verifying_parts(assignable_nodes(round_))
    done = [
        run_action(
            request,
            lambda unit=unit, codes=codes: assign_appraisal(  # type: ignore[misc]  # defaults bind the loop's variables
                round_,
                [],
                [AssignedPart(code) for code in codes],
                groups=[unit],
                by=request.user,
            ),
            _("Đã giao %(unit)s: %(nodes)s.")
            % {"unit": unit, "nodes": ", ".join(codes)},
        )
        for unit, codes in wanted.items()
    ]
    return any(done)


def _assign(request: StaffRequest, round_: Round) -> bool:
    """Assign as posted; where that is refused, say why and return False."""
    code = request.POST.get("unit", "")
    unit = Unit.objects.filter(code=code).first() if code else None
    if code and unit is None:
        messages.error(request, _("Không có đơn vị này."))
        return False
    parts = [
        AssignedPart("" if node == "*" else node, request.POST.get("block", ""), unit)
        for node in request.POST.getlist("node")
    ]
    chosen = set(request.POST.getlist("person"))
    people = [person for person in appraisers_of(round_) if str(person.pk) in chosen]
    wanted = set(request.POST.getlist("group"))
    groups = [unit for unit in groups_of(round_) if unit.code in wanted]
    try:
        made = assign_appraisal(round_, people, parts, groups=groups, by=request.user)
    except ActionRefusedError as refused:
        messages.error(request, str(refused))
        return False
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return False
    words = ngettext("Đã thêm %(n)d phân công.", "Đã thêm %(n)d phân công.", len(made))
    messages.success(request, words % {"n": len(made)})
    return True


def _coordinated(request: StaffRequest, pk: int) -> Round:
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    if not can_coordinate(request.user, round_.root):
        raise PermissionDenied
    return round_
