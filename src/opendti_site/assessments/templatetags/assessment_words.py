"""Filters of the pages of assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.template.context import Context
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.queries import documents_visible_to
from opendti_site.assessments.rounds import lateness, steps
from opendti_site.assessments.rounds.lateness import Lateness
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.permissions import can_fill
from opendti_site.assessments.rounds.steps import RoundStep
from opendti_site.assessments.submissions.form_views import anchor_of
from opendti_site.frameworks.sheets import FrameworkPage
from opendti_site.ui.language import translated
from opendti_site.ui.templatetags.parts import crumb

register = template.Library()


@register.simple_tag(takes_context=True)
def unit_crumbs(context: Context) -> SafeString:
    """Write the breadcrumbs down to a unit's form: from the own forms, or from the round for whoever oversees it."""
    submission = context["submission"]
    if can_fill(context["request"].user, submission):
        above = crumb(_("Hồ sơ tự đánh giá"), "assessments:submissions")
    else:
        page = "assessments:round_page"
        above = crumb(submission.round.title, page, submission.round_id)
    unit = submission.unit.local_name
    return above + crumb(unit, "assessments:form_page", submission.pk)


@register.filter
def moment(at: dt.datetime) -> str:
    """Write a moment: `17:00 ngày 20/01/2027`."""
    local = timezone.localtime(at)
    return _("%(time)s ngày %(day)s") % {
        "time": date_format(local, "H:i"),
        "day": date_format(local, "d/m/Y"),
    }


@register.filter
def clock(at: dt.datetime) -> str:
    """Write the time of today, and the day too where it is not today."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return date_format(local, "H:i")
    return moment(at)


@register.filter
def is_past(at: dt.datetime) -> bool:
    """Return whether a moment lies behind us."""
    return at <= timezone.now()


@register.filter
def readable_by(document: Document | None, user: User) -> Document | None:
    """Return a document, such as the correction of another, where the person may read it; a query where there is one."""
    if document is None:
        return None
    return document if documents_visible_to(user).filter(pk=document.pk) else None


@register.filter
def present_step(round_: Round) -> RoundStep:
    """Return the step that a round is in, with its deadline."""
    return steps.present_step(round_)


@register.filter
def step_after(round_: Round) -> RoundStep | None:
    """Return the step that a round goes on to."""
    return steps.step_after(round_)


@register.filter
def dated_steps(round_: Round) -> list[tuple[RoundStep, bool]]:
    """Return the steps in which something is due, each with whether the round has passed it."""
    return steps.dated_steps(round_)


@register.filter
def late_mark(submission: Submission, round_: Round) -> Lateness | None:
    """Return what marks a form as late or overdue; None where nothing does."""
    return lateness.late_mark(submission, round_)


A_DAY = 24
"""Hours of a day: below, the hours themselves are written."""


@register.filter
def time_left(at: dt.datetime) -> str:
    """Write how long it is to a moment: days of the calendar, below a whole day hours, else minutes."""
    now = timezone.now()
    minutes = max(int((at - now).total_seconds() // 60), 0)
    hours = minutes // 60
    if hours >= A_DAY:
        days = (timezone.localdate(at) - timezone.localdate(now)).days
        return ngettext("%(n)d ngày", "%(n)d ngày", days) % {"n": days}
    if hours:
        return ngettext("%(n)d giờ", "%(n)d giờ", hours) % {"n": hours}
    return ngettext("%(n)d phút", "%(n)d phút", minutes) % {"n": minutes}


@register.filter
def anchor(code: str) -> str:
    """Return the HTML id of a criterion's card."""
    return anchor_of(code)


@register.filter
def at_most(number: int, limit: int) -> int:
    """Return the smaller of a number and a limit."""
    return min(number, limit)


@register.filter
def lower_first(words: Any) -> str:
    """Write words as they are inside a sentence."""
    text = str(words)
    return text[:1].lower() + text[1:]


@register.filter
def equation(step: str) -> list[str]:
    """Split `Điểm = a × b = 2 × 3 = 6` into lines: what is computed, then each value."""
    name, *values = step.split(" = ")
    if not values[1:]:
        return [step]
    return [f"{name} = {values[0]}", *(f"= {value}" for value in values[1:])]


@register.filter
def share_of(part: float, whole: float) -> float:
    """Return a part as a share of 1."""
    return part / whole if whole else 0.0


@register.filter
def block_title(code: str, page: FrameworkPage) -> str:
    """Return a block's title."""
    titles = (block.title for block in page.blocks if block.code == code)
    return translated(next(titles, None)) or code


@register.filter
def title_of_node(code: str, page: FrameworkPage) -> str:
    """Return the title of a main indicator or a criterion."""
    found = (sheet.title for sheet in page.mains if sheet.code == code)
    leaves = (leaf for main in page.mains for leaf in main.criteria())
    named = (leaf.title for leaf in leaves if leaf.code == code)
    return translated(next(found, None) or next(named, None)) or ""


@register.filter
def of(values: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping holds under a key: `main_of|of:sheet.code`."""
    return values.get(key)


@register.filter
def file_size(size: int) -> str:
    """Write the size of a file."""
    return filesizeformat(size)


@register.filter
def no_preview_words(state: str) -> str:
    """Explain why a document has no picture, and what to do."""
    words = {
        "other": _("Loại tệp này không xem trước được; hãy tải về để mở."),
        "locked": _("Tệp có mật khẩu nên không xem trước được; hãy hỏi đơn vị."),
        "damaged": _("Tệp bị hỏng, không mở được; hãy đề nghị đơn vị nộp lại."),
        "busy": _("Máy chủ đang bận; hãy thử lại sau ít phút."),
        "file_missing": _("Tệp không còn trong kho; xin báo người quản trị."),
        "file_differs": _("Tệp không còn như lúc nhận; xin báo người quản trị."),
    }
    heavy = _("Tệp quá nặng để xem trước; hãy tải về để mở.")
    return words.get(state, heavy)
