"""What a round is set up with, and the checks of its dates and framework."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti.plan.model import PlanBlock
from opendti_site.assessments.rounds.bridge import blocks_without_score, is_scorable
from opendti_site.assessments.rounds.enums import RoundOrigin
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.steps import (
    DEADLINE_FIELDS,
    appraised_until,
    extendable_deadlines,
)
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.locking import locked_releases
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.organisations.models import Unit
from opendti_site.ui.language import translated

STEP_DATES = tuple(DEADLINE_FIELDS.values())


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """What a coordinator says to set a round up."""

    title: str
    year: int
    release: FrameworkRelease
    root: Unit
    opens_at: dt.datetime
    submit_by: dt.datetime
    appraise_by: dt.datetime | None = None
    explain_by: dt.datetime | None = None
    reappraise_by: dt.datetime | None = None
    council_by: dt.datetime | None = None
    origin: str = RoundOrigin.COLLECTED
    source_note: str = ""
    source_note_en: str = ""
    illustrative: bool = False


def check_draft(draft: RoundDraft) -> None:
    """Refuse dates that cannot be, and a framework that is not published."""
    (release,) = locked_releases([draft.release])
    if release.is_draft:
        raise ValidationError({"release": _("Bộ chỉ số này chưa được ban hành.")})
    if not is_scorable(release):
        raise ValidationError({"release": unscorable_words([])})
    if faults := date_faults(draft):
        raise ValidationError(faults)
    if draft.origin == RoundOrigin.COLLECTED and draft.submit_by <= timezone.now():
        raise ValidationError({
            "submit_by": _("Hạn nộp phải sau lúc này, nếu không đơn vị không nộp được.")
        })


def date_faults(dates: RoundDraft | Round) -> dict[str, str]:
    """Return what is wrong with the dates of the steps, by field."""
    faults = {}
    if dates.submit_by <= dates.opens_at:
        faults["submit_by"] = _("Hạn nộp phải sau lúc bắt đầu nhận hồ sơ.")
    if dates.explain_by and not dates.reappraise_by:
        faults["reappraise_by"] = _("Có bước giải trình thì phải có hạn thẩm định lại.")
    if dates.reappraise_by and not dates.explain_by:
        faults["explain_by"] = _(
            "Bước thẩm định lại chỉ có sau giải trình; hãy đặt hạn giải trình."
        )
    for earlier, later in pairwise(n for n in STEP_DATES if getattr(dates, n)):
        if getattr(dates, later) <= getattr(dates, earlier):
            words = _("%(later)s phải sau %(earlier)s.") % {
                "later": deadline_label(later),
                "earlier": _label_within(earlier),
            }
            faults.setdefault(later, words)
    return faults


def deadline_label(name: str) -> str:
    """Return the words for a deadline, by its column."""
    return str(vars(Round._meta.get_field(name))["verbose_name"])  # noqa: SLF001 -- Django's documented name


def _label_within(name: str) -> str:
    """Return the words for a deadline as they stand within a sentence."""
    label = deadline_label(name)
    return label[:1].lower() + label[1:]


def check_extension(round_: Round, deadlines: Mapping[str, dt.datetime]) -> None:
    """Refuse deadlines that take time away, that have passed, or that do not follow on each other.

    `deadlines` has the new one of the present step, and those of later steps that move with it.
    """
    present, *later = extendable_deadlines(round_)
    faults = {}
    if deadlines[present] <= getattr(round_, present):
        words = _("Hạn mới phải sau %(deadline)s hiện nay.")
        faults[present] = words % {"deadline": _label_within(present)}
    elif deadlines[present] <= timezone.now():
        faults[present] = _("Hạn mới phải sau lúc này.")
    for name in later:
        if name in deadlines and deadlines[name] < getattr(round_, name):
            words = _("Hạn mới không được trước %(deadline)s hiện nay.")
            faults[name] = words % {"deadline": _label_within(name)}
    after = {n: deadlines.get(n) or getattr(round_, n) for n in (present, *later)}
    for name, following in pairwise(after):
        if after[following] <= after[name]:
            words = _("Hạn mới phải trước %(deadline)s; hãy lùi cả hạn đó.")
            faults.setdefault(name, words % {"deadline": _label_within(following)})
    if faults:
        raise ValidationError(faults)


def check_amendment(round_: Round, changed: Collection[str]) -> None:
    """Refuse dates of an open round, set already, that are past, out of order, or take time from a unit."""
    faults = date_faults(round_)
    for name in changed:
        moment = getattr(round_, name)
        if moment and moment <= timezone.now():
            faults.setdefault(name, _("Thời điểm mới phải sau lúc này."))
    until = appraised_until(round_)
    longer = round_.taking_part.filter(due_at__gte=until).count() if until else 0
    if longer and {"appraise_by", "reappraise_by"} & set(changed):
        words = _("%(count)d đơn vị có hạn nộp riêng sau hạn thẩm định này.")
        name = "reappraise_by" if round_.reappraise_by else "appraise_by"
        faults.setdefault(name, words % {"count": longer})
    if faults:
        raise ValidationError(faults)


def unscorable_words(blocks: Sequence[PlanBlock]) -> str:
    """Say that the framework cannot score anybody, or which blocks it cannot score."""
    if not blocks:
        return _(
            "Bộ chỉ số này không có điểm tối đa nên không tính được điểm; hãy chọn bộ chỉ số khác."
        )
    return _(
        "Khối “%(blocks)s” không có điểm tối đa trong bộ chỉ số nên không tính được điểm; "
        "hãy chọn khối khác hoặc bộ chỉ số khác."
    ) % {"blocks": "”, “".join(translated(block.title) for block in blocks)}


def why_unscorable(round_: Round, codes: Iterable[str]) -> str:
    """Return why units of these blocks would never have a score; empty where they can."""
    if not is_scorable(round_):
        return unscorable_words([])
    blocks = blocks_without_score(round_, codes)
    return unscorable_words(blocks) if blocks else ""


def refuse_unscorable(round_: Round, codes: Iterable[str]) -> None:
    """Refuse to open a round that no run could ever score."""
    if reason := why_unscorable(round_, codes):
        raise ActionRefusedError(reason)


def refuse_past_deadline(round_: Round) -> None:
    """Refuse to open a round that nobody could fill in; published data is brought in after its time."""
    if round_.origin == RoundOrigin.COLLECTED and round_.submit_by <= timezone.now():
        raise ActionRefusedError(
            _(
                "Hạn nộp đã qua nên mở kỳ thì không đơn vị nào nộp được; hãy sửa hạn nộp."
            )
        )
