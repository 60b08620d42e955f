"""Accepting several units of a criterion, or several criteria of a unit, at once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.appraisal.actions import accept_criteria, accept_rest
from opendti_site.assessments.appraisal.basis import bases_at, bases_of, token
from opendti_site.assessments.appraisal.bridge import sheet_of
from opendti_site.assessments.appraisal.criterion_facts import criterion_facts
from opendti_site.assessments.appraisal.facts import RowFacts
from opendti_site.assessments.appraisal.flags import flags_of
from opendti_site.assessments.appraisal.queries import appraisable_by
from opendti_site.assessments.appraisal.times import may_judge_now
from opendti_site.assessments.appraisal.unit_facts import unit_facts
from opendti_site.assessments.appraisal.views.overview import watched_round
from opendti_site.assessments.appraisal.views.unit_grid import watched_form
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.request_numbers import read_number


@require_POST
def accept_rest_step(
    request: StaffRequest, pk: int, stage: str, criterion: str
) -> HttpResponse:
    """Accept the units that the page offered: nobody appraised them, nothing is strange about them."""
    round_ = watched_round(request, pk)
    if sheet_of(round_, criterion) is None:
        raise Http404
    shown = _shown_in(request.POST.getlist("row"))
    if shown:
        _accept(request, round_, criterion, stage, shown)
    else:
        messages.error(request, _("Trang không có đơn vị nào để chấp nhận."))
    return redirect("assessments:criterion_grid", pk, stage, criterion)


@require_http_methods(["GET", "HEAD", "POST"])
def accept_complete(
    request: StaffRequest, pk: int, stage: str, criterion: str
) -> HttpResponse:
    """Show in numbers what accepting all complete units does, and accept them."""
    round_ = watched_round(request, pk)
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        raise Http404
    facts = criterion_facts(round_, sheet, stage, request.user)
    bound = round_.only_assigned and stage == Stage.APPRAISED
    units = {
        unit.form.pk: unit.form.unit for unit in facts if unit.is_mine or not bound
    }
    appraisable = appraisable_by(request.user, stage, units, owner=round_.root)
    if request.method == "POST" and may_judge_now(round_, stage) and not appraisable:
        raise PermissionDenied
    among = appraisable.intersection(unit.form.pk for unit in facts if unit.is_complete)
    bases = bases_at(sorted(among), criterion, stage)
    shown = {key: token(None, basis) for key, basis in bases.items()}
    digest = _digest(shown)
    if request.method == "POST":
        if request.POST.get("seen") == digest and shown:
            _accept(request, round_, criterion, stage, shown)
            return redirect("assessments:criterion_grid", pk, stage, criterion)
        messages.error(
            request, _("Có đơn vị đã thay đổi từ khi mở trang; hãy xem lại các con số.")
        )
    context = {
        "sheet": sheet,
        "bulk": bulk_of(facts, [str(key) for key in shown]),
        "digest": digest,
        **_times(round_, stage),
    }
    return render(request, "assessments/appraisal/accept_complete.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def accept_unit_complete(request: StaffRequest, pk: int, stage: str) -> HttpResponse:
    """Show in numbers what accepting all complete criteria of a unit does, and accept them."""
    submission = watched_form(request, pk)
    round_, unit = submission.round, {submission.pk: submission.unit}
    may_appraise = appraisable_by(request.user, stage, unit, owner=round_.root)
    if request.method == "POST" and may_judge_now(round_, stage) and not may_appraise:
        raise PermissionDenied
    facts = unit_facts(submission, stage, request.user)
    bound = round_.only_assigned and stage == Stage.APPRAISED
    sheets = [
        row.sheet
        for row in facts
        if may_appraise and row.is_complete and (row.is_mine or not bound)
    ]
    codes = [sheet.code for sheet in sheets]
    bases = bases_of([submission.pk], codes, stage)
    shown = {code: token(None, basis) for (_pk, code), basis in bases.items()}
    digest = _digest(shown)
    if request.method == "POST":
        if request.POST.get("seen") == digest and shown:
            _accept_criteria(request, submission, stage, shown)
            return redirect("assessments:unit_grid", pk, stage)
        messages.error(
            request,
            _("Có tiêu chí đã thay đổi từ khi mở trang; hãy xem lại các con số."),
        )
    context = {
        "submission": submission,
        "sheets": sheets,
        "bulk": bulk_of(facts, codes),
        "digest": digest,
        **_times(round_, stage),
    }
    return render(request, "assessments/appraisal/accept_criteria.html", context)


def _times(round_: Round, stage: str) -> dict[str, Any]:
    return {"round": round_, "stage": stage, "is_open": may_judge_now(round_, stage)}


@dataclass(frozen=True, slots=True)
class BulkSummary:
    """What accepting all complete rows of a grid does, in numbers of rows.

    `reasons` say why rows are left, as icon, words and number; a row may have several.
    """

    rows: int
    accepted: int
    decided: int
    left: int
    reasons: tuple[tuple[str, str, int], ...]


def bulk_of(facts: Sequence[RowFacts], accepted: Collection[str]) -> BulkSummary:
    """Count what accepting some rows of a grid, by their keys, does and leaves."""
    taken = set(accepted)
    left = [row for row in facts if row.latest is None and row.key not in taken]
    return BulkSummary(
        rows=len(facts),
        accepted=len(taken),
        decided=sum(row.latest is not None for row in facts),
        left=len(left),
        reasons=tuple(_reasons(left)),
    )


def _digest(shown: Mapping[Any, str]) -> str:
    """Return one token for all rows that a page counted, too many to post one by one."""
    parts = "\n".join(f"{key}:{seen}" for key, seen in sorted(shown.items()))
    return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()


def _reasons(left: Sequence[RowFacts]) -> list[tuple[str, str, int]]:
    """Return why rows are left, as icon, words and number of rows; a row may have several reasons."""
    counts = Counter(code for row in left for code in row.flags if code != "waived")
    words: dict[str, tuple[str, str]] = {}
    for row in left:
        if not counts.keys() - words.keys():
            break
        for flag in flags_of(row):
            # A jump has words of its own in each row; here it is one reason.
            of_all = _("Thay đổi nhiều so với năm trước")
            words[flag.code] = flag.icon, of_all if flag.code == "jump" else flag.words
    reasons = [(*words[code], count) for code, count in counts.most_common()]
    others = (
        ("user-off", _("Xung đột lợi ích của anh/chị"), "has_conflict"),
        ("hourglass", _("Đề nghị không áp dụng"), "is_claimed"),
    )
    for symbol, of_all, name in others:
        if count := sum(getattr(row, name) for row in left):
            reasons.append((symbol, of_all, count))
    if count := sum(row.is_explained is not None for row in left):
        reasons.append(("message-question", _("Có yêu cầu giải trình"), count))
    return reasons


def _accept(
    request: StaffRequest,
    round_: Round,
    criterion: str,
    stage: str,
    shown: Mapping[int, str],
) -> None:
    """Accept, and add the message of how many were accepted and how many left."""
    try:
        n = accept_rest(round_, criterion, stage=stage, by=request.user, shown=shown)
    except ActionRefusedError as refused:
        messages.error(request, str(refused))
        return
    words = ngettext("Đã chấp nhận %(n)d đơn vị.", "Đã chấp nhận %(n)d đơn vị.", n)
    messages.success(request, words % {"n": n})
    # Not an error: the others were accepted, and these must be looked at one by one.
    skipped = len(shown) - n
    if skipped:
        words = ngettext(
            "%(n)d đơn vị đã thay đổi từ khi mở trang nên được để lại; hãy xem từng đơn vị.",
            "%(n)d đơn vị đã thay đổi từ khi mở trang nên được để lại; hãy xem từng đơn vị.",
            skipped,
        )
        messages.warning(request, words % {"n": skipped})


def _accept_criteria(
    request: StaffRequest, submission: Submission, stage: str, shown: Mapping[str, str]
) -> None:
    """Accept, and add the message of how many criteria were accepted and how many left."""
    try:
        n = accept_criteria(submission, shown, stage=stage, by=request.user)
    except ActionRefusedError as refused:
        messages.error(request, str(refused))
        return
    words = ngettext("Đã chấp nhận %(n)d tiêu chí.", "Đã chấp nhận %(n)d tiêu chí.", n)
    messages.success(request, words % {"n": n})
    if skipped := len(shown) - n:
        words = ngettext(
            "%(n)d tiêu chí đã thay đổi từ khi mở trang nên được để lại; hãy xem từng tiêu chí.",
            "%(n)d tiêu chí đã thay đổi từ khi mở trang nên được để lại; hãy xem từng tiêu chí.",
            skipped,
        )
        messages.warning(request, words % {"n": skipped})


def _shown_in(rows: list[str]) -> dict[int, str]:
    """Read `submission:token` of each unit that the page offered."""
    pairs = [row.partition(":") for row in rows]
    return {
        key: seen for pk, _colon, seen in pairs if (key := read_number(pk)) is not None
    }
