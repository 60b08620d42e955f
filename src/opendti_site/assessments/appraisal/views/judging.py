"""What both grids do: read which page is asked for, show its rows, appraise what is posted."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.appraisal.bridge import sheet_of
from opendti_site.assessments.appraisal.facts import EVERYTHING
from opendti_site.assessments.appraisal.flags import outlier_rule
from opendti_site.assessments.appraisal.looked_at import no_longer_shown
from opendti_site.assessments.appraisal.permissions import can_watch, is_appraiser
from opendti_site.assessments.appraisal.queries import appraisable_by
from opendti_site.assessments.appraisal.rows import (
    GridPage,
    GridView,
    RefusedInput,
    RowView,
)
from opendti_site.assessments.appraisal.times import may_judge_now
from opendti_site.assessments.evidence.remarks import remarks_on
from opendti_site.assessments.requests.enums import ASKING, SIGNED
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.permissions import can_ask
from opendti_site.assessments.requests.queries import requests_about
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import Stage, Verdict
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.request_numbers import read_number

KEPT_PARAMETERS = ("loc", "page")
OVER_TYPED = "accepted_over"  # accept, and let go of what was typed
VERDICTS = (Verdict.ACCEPTED, OVER_TYPED, Verdict.CORRECTED)


def page_asked(
    request: StaffRequest,
    chosen: str,
    refused_input: RefusedInput | None = None,
) -> GridPage:
    """Return which page of a grid an address asks for."""
    return GridPage(
        wanted=request.GET.get("loc", EVERYTHING),
        number=request.GET.get("page"),
        chosen=chosen or None,
        refused_input=refused_input,
    )


def kept_in(request: StaffRequest, **more: str) -> str:
    """Return the parameters of a page of a grid, as it was asked for, with more of them."""
    asked = {name: request.GET[name] for name in KEPT_PARAMETERS if name in request.GET}
    return urlencode(asked | more)


def rows_context(request: StaffRequest, view: GridView, base: str) -> dict[str, Any]:
    """Return what the templates of both grids need.

    `base` is the grid's address; a row's stands right below it.
    """
    wanted = request.GET.get("loc", EVERYTHING)
    # A single row that was asked for keeps the page that it was asked from.
    number = read_number(request.GET.get("page", "")) or view.page.number
    rows = [*view.rows, *filter(None, [view.pane])]
    open_ = may_judge_now(view.round, view.stage)
    links = view.pane.evidence.links if view.pane else []
    appraisable = _appraisable(request.user, view, rows) if open_ else frozenset()
    return {
        "view": view,
        "round": view.round,
        "stage": view.stage,
        "base": base,
        "rows": view.rows,
        "page": view.page,
        "pane": view.pane,
        "pane_remarks": remarks_on(links, view.round, request.user),
        "looked_at": no_longer_shown(view.pane),
        "plain": [
            row for row in view.rows if row.is_complete and row.key in appraisable
        ],
        "outlier_rule": outlier_rule(),
        "wanted": wanted,
        "kept": urlencode({"loc": wanted, "page": number}),
        "appraisable": appraisable,
        "can_appraise": open_
        and is_appraiser(request.user, view.stage, view.round.root),
        "sees_round": can_watch(request.user, view.round.root),
        **_requests(request.user, view, rows),
    }


def _appraisable(user: User, view: GridView, rows: list[RowView]) -> frozenset[str]:
    """Return the keys of the rows that a person may appraise."""
    # Where only the assigned appraise, the others see and do not judge.
    bound = view.round.only_assigned and view.stage == Stage.APPRAISED
    open_to = [row for row in rows if row.is_mine or not bound]
    units = {row.submission.pk: row.submission.unit for row in open_to}
    among = appraisable_by(user, view.stage, units, owner=view.round.root)
    return frozenset(row.key for row in open_to if row.submission.pk in among)


def _requests(user: User, view: GridView, rows: list[RowView]) -> dict[str, Any]:
    """Return the requests about the rows shown, and about which rows this person may ask."""
    for row in rows:
        row.submission.round = view.round
    submissions = {row.submission.pk: row.submission for row in rows}
    found = requests_about(list(submissions.values()), {row.sheet.code for row in rows})
    histories: defaultdict[str, list[CriterionRequest]] = defaultdict(list)
    for row in rows:
        if history := found.get((row.submission.pk, row.sheet.code)):
            histories[row.key] = history
    asks = view.round.state in ASKING
    may_ask = {
        pk: asks and row.state in SIGNED and can_ask(user, row)
        for pk, row in submissions.items()
    }
    return {
        "histories": dict(histories),
        "asked_of": {key: history[0] for key, history in histories.items()},
        "askable": frozenset(row.key for row in rows if may_ask[row.submission.pk]),
    }


def appraised(
    request: StaffRequest, submission: Submission, stage: str, criterion: str, key: str
) -> RefusedInput | None:
    """Appraise as posted; where that is refused, return what was typed in the row of a key, with the words why."""
    sheet = sheet_of(submission.round, criterion)
    if sheet is None:
        raise Http404
    judgement = _posted(request.POST, sheet)
    verdict = request.POST.get("verdict")
    is_unsaved = verdict == Verdict.ACCEPTED and _is_touched(request.POST, sheet)
    refusal = _unfit(verdict, is_unsaved=is_unsaved)
    if not refusal:
        try:
            appraise(submission, criterion, judgement, stage=stage, by=request.user)
        except ActionRefusedError as refused:
            refusal = str(refused)
        except ValidationError as fault:
            refusal = " ".join(fault.messages)
        else:
            return None
    return RefusedInput(
        key,
        judgement.texts,
        request.POST.get("reason", ""),
        refusal,
        applies=judgement.applies,
        is_unsaved=is_unsaved,
    )


def _posted(post: QueryDict, sheet: CriterionSheet) -> Judgement:
    """Read a judgement; a reason that stands from the correction before explains no acceptance."""
    is_correction = post.get("verdict") == Verdict.CORRECTED
    reason = post.get("reason", "")
    # `wr` is the reason as the page showed it, from an earlier correction.
    if not is_correction and reason == post.get("wr", ""):
        reason = ""
    return Judgement(
        verdict=Verdict.CORRECTED if is_correction else Verdict.ACCEPTED,
        reason=reason,
        texts={item.id: post.get(f"v:{item.id}", "") for item in sheet.items},
        applies=post.get("applies", "1") == "1",
        seen=post.get("seen", ""),
    )


def _is_touched(post: QueryDict, sheet: CriterionSheet) -> bool:
    """Whether a value or the choice of "applies" differs from what the page showed."""
    pairs = [(f"v:{item.id}", f"w:{item.id}") for item in sheet.items]
    pairs.append(("applies", "wa"))
    return any(
        post.get(now, "").strip() != post.get(was, "").strip() for now, was in pairs
    )


def _unfit(verdict: str | None, *, is_unsaved: bool) -> str:
    """Return why a post is no judgement yet; nothing, if it is one."""
    if verdict not in VERDICTS:
        return _("Hãy chọn chấp nhận hoặc điều chỉnh.")
    if is_unsaved:
        return _(
            "Số liệu đã được sửa mà chưa lưu. Bấm “Điều chỉnh” để lưu số đã sửa, "
            "hoặc bỏ số đã sửa và chấp nhận số của đơn vị."
        )
    return ""
