"""What another release of its framework would do to a running round, and whether the round can get it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import waiting
from opendti_site.assessments.rounds.drafts import unscorable_words
from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.rounds.frameworks import former_frameworks
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge.amending import (
    CriteriaChanges,
    StageMove,
    block_codes,
    criteria_changes,
    is_composite,
    items_of,
    moves_in,
    unscored_blocks,
)
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.frameworks.bridge import Comparison, compare_texts
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import releases_to_open


@dataclass(frozen=True, slots=True)
class FormChange:
    """What another release asks of one form: criteria that it adds, defines otherwise or leaves out, and values."""

    submission: int
    criteria: int
    new_blanks: int
    unasked: int


@dataclass(frozen=True, slots=True)
class FrameworkPreview:
    """All that another release would do to a round; `digest` names it, with the state of the round."""

    changes: CriteriaChanges
    comparison: Comparison
    stages: tuple[Stage, ...]
    moves: list[StageMove]
    units: int
    unasked: int
    """Values that would be asked for no longer: kept, and not scored."""
    new_blanks: int
    """Values that the forms would be asked for besides."""
    incomplete: int
    """Forms, submitted or before their signatory, that get new blanks."""
    decisions: int
    """Criteria of units, decided by appraisers or council, that are looked at again."""
    forms: tuple[FormChange, ...]
    """The forms of which questions change."""
    judges: dict[int, int]
    """By the account of an appraiser or council: how many of their decisions are looked at again."""
    digest: str

    @property
    def totals(self) -> list[tuple[Stage, int, int]]:
        """By stage: how many units get another score, and how many another rank."""
        return [
            (
                stage,
                sum(m.moves_score for m in self.moves if m.stage == stage),
                sum(m.moves_rank for m in self.moves if m.stage == stage),
            )
            for stage in self.stages
        ]


def releases_for(round_: Round) -> QuerySet[FrameworkRelease]:
    """Return the other published releases of the framework that a round has."""
    name = round_.release.identity.partition("@")[0]
    found = releases_to_open().filter(identity__startswith=f"{name}@")
    return found.exclude(fingerprint=round_.fingerprint).order_by("identity")


def framework_refusal(round_: Round, release: FrameworkRelease) -> str:
    """Return why a round cannot get a release; empty where it can."""
    if not releases_for(round_).filter(pk=release.pk).exists():
        return _("Chỉ chọn được phiên bản khác, đã ban hành, của cùng bộ chỉ số.")
    if is_composite(round_) or is_composite(release):
        return _("Chỉ số tổng hợp không đổi được bộ chỉ số khi kỳ đang mở.")
    codes = set(round_.submissions.values_list("block", flat=True))
    if lacking := sorted(codes - block_codes(release)):
        return _("Phiên bản này không có khối %(blocks)s của kỳ.") % {
            "blocks": ", ".join(lacking)
        }
    if unscored_blocks(release, codes):
        return unscorable_words([])
    return _codes_refusal(round_, release)


def _codes_refusal(round_: Round, release: FrameworkRelease) -> str:
    """Return why the answers, requests and decisions of a round would not fit; empty where they do."""
    changes = criteria_changes(round_, release)
    recoded = {*changes.recoded}
    # Answers to what an earlier framework asked for are kept, and count again where this one asks for it.
    for former in former_frameworks(round_):
        recoded.update(criteria_changes(former, release).recoded)
    if recoded:
        return _(
            "Phiên bản này dùng mã %(codes)s cho nội dung khác, nên số liệu đã nhập sẽ bị hiểu sai; "
            "hãy giữ mã cũ và dùng mã mới cho nội dung mới; "
            "phương án của câu chọn giữ nguyên thứ tự, phương án mới thêm ở cuối."
        ) % {"codes": ", ".join(sorted(recoded))}
    asked = CriterionRequest.objects.filter(waiting(), submission__round=round_)
    if asked.filter(criterion__in=changes.removed).exists():
        return _(
            "Còn yêu cầu đang chờ trả lời về tiêu chí bị bỏ; hãy rút yêu cầu trước."
        )
    judged = _judged(round_, changes.marked)
    if judged.filter(~Exists(_later_entries()), basis="").exists():
        return _(
            "Có kết luận được ghi từ trước khi hệ thống lưu căn cứ về tiêu chí thay đổi; "
            "hãy xác nhận lại các kết luận đó trước."
        )
    return ""


def framework_preview(round_: Round, release: FrameworkRelease) -> FrameworkPreview:
    """Return what a release that is not refused would do to a round; the number of queries is constant."""
    changes = criteria_changes(round_, release)
    judged = round_.taking_part.filter(score_entries__isnull=False)
    made = set(judged.values_list("score_entries__stage", flat=True).order_by())
    stages = tuple(s for s in Stage if s == Stage.SELF or s in made)
    moves = moves_in(round_, release, changes.marked, stages)
    forms = list(round_.taking_part.order_by("pk"))
    asked = _asked(round_, release, forms, changes)
    locked_in = {SubmissionState.SUBMITTED, SubmissionState.HANDED_OVER}
    decided = _judged(round_, changes.marked).order_by()
    pairs = set(decided.values_list("submission", "criterion"))
    return FrameworkPreview(
        changes=changes,
        comparison=compare_texts(round_.text, release.text),
        stages=stages,
        moves=moves,
        units=len(forms),
        unasked=sum(form.unasked for form in asked),
        new_blanks=sum(form.new_blanks for form in asked),
        incomplete=sum(
            bool(change.new_blanks) and form.state in locked_in
            for form, change in zip(forms, asked, strict=True)
        ),
        decisions=len(pairs),
        forms=tuple(form for form in asked if form.criteria),
        judges=_judges(decided),
        digest=_digest(round_, release, moves),
    )


def _judged(round_: Round, criteria: Iterable[str]) -> QuerySet[ScoreEntry]:
    entries = ScoreEntry.objects.exclude(stage=Stage.SELF)
    return entries.filter(
        submission__in=round_.taking_part.values("pk"), criterion__in=criteria
    )


def _later_entries() -> QuerySet[ScoreEntry]:
    """Return the entries of the same stage that replace an entry."""
    return ScoreEntry.objects.filter(
        submission=OuterRef("submission"),
        criterion=OuterRef("criterion"),
        stage=OuterRef("stage"),
        pk__gt=OuterRef("pk"),
    ).order_by()


def _judges(decided: QuerySet[ScoreEntry]) -> dict[int, int]:
    """Count the criteria of units by whose decision about them, the last of its stage, is looked at again."""
    last = {
        (submission, criterion, stage): by
        for submission, criterion, stage, by in decided.order_by("pk").values_list(
            "submission", "criterion", "stage", "by"
        )
    }
    return dict(Counter(last.values()))


def _asked(
    round_: Round,
    release: FrameworkRelease,
    forms: Iterable[Submission],
    changes: CriteriaChanges,
) -> list[FormChange]:
    """Count, form by form, the values that are asked for no longer and those that become blanks besides."""
    given: defaultdict[int, set[str]] = defaultdict(set)
    answers = Answer.objects.filter(submission__in=round_.taking_part.values("pk"))
    rows = answers.exclude(state=AnswerState.BLANK).order_by()
    for submission, item in rows.values_list("submission", "item"):
        given[submission].add(item)
    touched = {*changes.added, *changes.removed, *changes.changed}
    asked = {
        block: (items_of(round_, block), items_of(release, block))
        for block in {form.block for form in forms}
    }
    found = []
    for form in forms:
        before, after = asked[form.block]
        criteria = {*before.values(), *after.values()} & touched
        blanks = after.keys() - before.keys() - given[form.pk]
        unasked = given[form.pk] & (before.keys() - after.keys())
        counts = (len(criteria), len(blanks), len(unasked))
        found.append(FormChange(form.pk, *counts))
    return found


def state_of(round_: Round) -> list[object]:
    """Return the versions of all that a preview is made of: equal as long as nobody has done anything in the round."""
    entries = ScoreEntry.objects.filter(submission__round=round_)
    asked = CriterionRequest.objects.filter(submission__round=round_).order_by("pk")
    forms = round_.submissions.order_by("pk")
    return [
        [round_.pk, round_.version, round_.state, round_.fingerprint],
        entries.aggregate(Max("pk"))["pk__max"],
        [[*row] for row in asked.values_list("pk", "version")],
        [
            [pk, version, state, block, at.isoformat() if at else ""]
            for pk, version, state, block, at in forms.values_list(
                "pk", "version", "state", "block", "changed_at"
            )
        ],
    ]


def _digest(
    round_: Round, release: FrameworkRelease, moves: Iterable[StageMove]
) -> str:
    """Return a digest of the preview: both frameworks, every move, and how far forms and decisions are."""
    seen = [
        [state_of(round_), release.fingerprint],
        [
            [move.submission.pk, str(move.stage), repr(move.before), repr(move.after)]
            for move in moves
        ],
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()
