"""Pages of which units take part in a round that is open: one joins, is withdrawn, or comes back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opendti_site.accounts.page_actions import run_form_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.rounds.bridge import blocks_of, size_in
from opendti_site.assessments.rounds.enums import FOR_UNITS, RUNNING
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import rounds_visible_to
from opendti_site.assessments.submissions.actions import (
    admit_unit,
    change_block,
    readmit_unit,
    withdraw_unit,
)
from opendti_site.assessments.submissions.actions.blocks import (
    block_refusal,
    moves_of,
)
from opendti_site.assessments.submissions.actions.taking_part import state_before
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.forms import (
    AdmissionForm,
    BlockForm,
    UnitActForm,
)
from opendti_site.assessments.submissions.permissions import can_take_out
from opendti_site.assessments.submissions.views.fetching import visible
from opendti_site.organisations.models import Unit
from opendti_site.organisations.queries import find_units
from opendti_site.ui.language import translated

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class BlockOfRound:
    """A block of a round: what its form holds, and how many units are ranked in it."""

    code: str
    title: str
    criteria: int
    points: float
    units: int


@read_or_write
def admit_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a unit join an open round; say in numbers what it gets and beside how many it is ranked."""
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    if not can_take_out(request.user, round_):
        raise PermissionDenied
    if round_.state not in FOR_UNITS:
        return redirect(round_)
    blocks = _blocks(round_)
    text, units = request.GET.get("q", ""), _units_outside(round_)
    if text and request.method != "POST":
        units = units.filter(pk__in=find_units(text))
    form = AdmissionForm(
        request.POST or None,
        units=units,
        blocks=[(block.code, block.title) for block in blocks],
    )
    if request.method == "POST" and run_form_action(
        form, lambda: admit_unit(round_, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Đã thêm đơn vị vào kỳ đánh giá."))
        return redirect(round_)
    context = {"round": round_, "form": form, "blocks": blocks, "q": text}
    return render(request, "assessments/submissions/admit_unit.html", context)


@read_or_write
def withdraw_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show in numbers what leaves the round with a unit; withdraw it with a reason."""
    submission = _form_of(request, pk)
    if submission.round.state not in RUNNING or not submission.takes_part:
        return redirect(submission)
    form = UnitActForm(request.POST or None)
    if request.method == "POST" and run_form_action(
        form,
        lambda: withdraw_unit(submission, by=request.user, **form.cleaned_data),
    ):
        messages.success(
            request,
            _("Đã rút %(unit)s khỏi kỳ đánh giá.")
            % {"unit": submission.unit.local_name},
        )
        return redirect(submission.round)
    context = {"submission": submission, "form": form, **_numbers(submission)}
    return render(request, "assessments/submissions/withdraw_unit.html", context)


@read_or_write
def readmit_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what comes back to the round with a unit; bring it back with a reason."""
    submission = _form_of(request, pk)
    if submission.round.state not in RUNNING or submission.takes_part:
        return redirect(submission)
    form = UnitActForm(request.POST or None)
    if request.method == "POST" and run_form_action(
        form,
        lambda: readmit_unit(submission, by=request.user, **form.cleaned_data),
    ):
        messages.success(
            request,
            _("Đã đưa %(unit)s trở lại kỳ đánh giá.")
            % {"unit": submission.unit.local_name},
        )
        return redirect(submission.round)
    context = {
        "submission": submission,
        "form": form,
        "state_before": state_before(submission).label,
        **_numbers(submission),
    }
    return render(request, "assessments/submissions/readmit_unit.html", context)


@read_or_write
def change_block_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show in numbers what each other block would make of a form; move the unit with a reason."""
    submission = _form_of(request, pk)
    if refusal := block_refusal(submission):
        messages.error(request, refusal)
        return redirect(submission)
    moves = moves_of(submission)
    form = BlockForm(
        request.POST or None,
        blocks=[(move.code, move.title) for move in moves if not move.is_present],
    )
    if request.method == "POST" and run_form_action(
        form,
        lambda: change_block(submission, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("Đã chuyển đơn vị sang khối khác."))
        return redirect(submission)
    context = {"submission": submission, "form": form, "moves": moves}
    return render(request, "assessments/submissions/change_block.html", context)


def _form_of(request: StaffRequest, pk: int) -> Submission:
    submission = visible(request, pk)
    if not can_take_out(request.user, submission.round):
        raise PermissionDenied
    return submission


def _numbers(submission: Submission) -> dict[str, int | str]:
    """Count what a form holds, and the units that are ranked in its block besides."""
    entries = submission.score_entries.exclude(stage=Stage.SELF).order_by()
    others = submission.round.taking_part.exclude(pk=submission.pk)
    blocks = {b.code: translated(b.title) for b in blocks_of(submission.round)}
    return {
        "judged": entries.values("criterion").distinct().count(),
        "documents": submission.evidence_links.count(),
        "others": others.count(),
        "in_block": others.filter(block=submission.block).count(),
        # Not `block`, which Django's templates use themselves.
        "block_name": blocks.get(submission.block, submission.block),
    }


def _blocks(round_: Round) -> list[BlockOfRound]:
    codes = list(round_.taking_part.order_by().values_list("block", flat=True))
    return [
        BlockOfRound(
            block.code,
            translated(block.title),
            *size_in(round_, block.code),
            codes.count(block.code),
        )
        for block in blocks_of(round_)
    ]


def _units_outside(round_: Round) -> QuerySet[Unit]:
    """Return the open units below the root that have no form in the round."""
    units = Unit.objects.filter(
        path__startswith=round_.root.path, closed_on__isnull=True
    )
    inside = round_.submissions.order_by().values("unit")
    return units.exclude(pk__in=inside).order_by("path")
