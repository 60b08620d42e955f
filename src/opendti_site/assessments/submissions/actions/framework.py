"""Changes the framework of a running round to another release of it, once every score that this moves was shown."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.requests.actions import expire_requests
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import waiting
from opendti_site.assessments.rounds.drafts import unscorable_words
from opendti_site.assessments.rounds.enums import RUNNING, SubmissionState
from opendti_site.assessments.rounds.frameworks import former_frameworks
from opendti_site.assessments.rounds.locking import locked_round
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions.taking_part import require_reason
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
from opendti_site.assessments.submissions.permissions import can_change_framework
from opendti_site.assessments.submissions.progress import update_progress
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.bridge import Comparison, compare_texts
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import releases_to_open
from opendti_site.ui.text import has_words

PROGRESS = ["filled", "total", "points", "max_points", "changed_at", "version"]
BATCH = 500
"""Forms that are written by one statement."""


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


@transaction.atomic
def change_framework(
    round_: Round,
    release: FrameworkRelease,
    *,
    seen: str,
    document: str,
    reason: str,
    by: User,
) -> Round:
    """Give a running round another release of its framework; `seen` is the digest of the preview.

    Answers are kept, also those that nobody asks for any more. What was decided about a criterion whose
    definition changed stays written, and counts only once somebody looks at it again.
    """
    current = locked_round(round_.pk)
    if not can_change_framework(by, current):
        raise PermissionDenied
    _require_running(current)
    require_reason(reason)
    _require_document(document)
    if refusal := framework_refusal(current, release):
        raise ActionRefusedError(refusal)
    preview = framework_preview(current, release)
    if preview.digest != seen:
        raise ActionRefusedError(
            _(
                "Số liệu của kỳ vừa thay đổi nên bản xem trước không còn đúng; "
                "hãy xem lại rồi xác nhận."
            )
        )
    before = {"release": current.release.identity, "fingerprint": current.fingerprint}
    _replace_framework(current, release, preview.changes)
    forms = _rescored(current)
    # Of units that were withdrawn, or out of time: those that wait have refused the change.
    unseen = CriterionRequest.objects.filter(
        submission__round=current, criterion__in=preview.changes.removed
    )
    over = expire_requests(unseen)
    record(
        "change_framework",
        current,
        by=by,
        name=current.title,
        seals=[current, *forms, *over],
        before=before,
        after={"release": release.identity, "fingerprint": release.fingerprint},
        fingerprint=release.fingerprint,
        preview=preview.digest,
        scores_moved=sum(move.moves_score for move in preview.moves),
        stale=preview.decisions,
        reason=reason.strip(),
        document_number=document.strip(),
    )
    return current


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
    unasked, blanks = _asked(round_, release, forms)
    locked_in = {SubmissionState.SUBMITTED, SubmissionState.HANDED_OVER}
    decided = _judged(round_, changes.marked).order_by()
    return FrameworkPreview(
        changes=changes,
        comparison=compare_texts(round_.text, release.text),
        stages=stages,
        moves=moves,
        units=len(forms),
        unasked=unasked,
        new_blanks=sum(blanks.values()),
        incomplete=sum(bool(blanks[f.pk]) and f.state in locked_in for f in forms),
        decisions=decided.values("submission", "criterion").distinct().count(),
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


def _asked(
    round_: Round, release: FrameworkRelease, forms: Iterable[Submission]
) -> tuple[int, dict[int, int]]:
    """Count the values that are asked for no longer, and by form those that become blanks besides."""
    given: defaultdict[int, set[str]] = defaultdict(set)
    answers = Answer.objects.filter(submission__in=round_.taking_part.values("pk"))
    rows = answers.exclude(state=AnswerState.BLANK).order_by()
    for submission, item in rows.values_list("submission", "item"):
        given[submission].add(item)
    asked = {
        block: (set(items_of(round_, block)), set(items_of(release, block)))
        for block in {form.block for form in forms}
    }
    unasked, blanks = 0, {}
    for form in forms:
        before, after = asked[form.block]
        unasked += len(given[form.pk] & (before - after))
        blanks[form.pk] = len(after - before - given[form.pk])
    return unasked, blanks


def _digest(
    round_: Round, release: FrameworkRelease, moves: Iterable[StageMove]
) -> str:
    """Return a digest of the preview: both frameworks, every move, and how far forms and decisions are."""
    last = ScoreEntry.objects.filter(submission__round=round_).aggregate(Max("pk"))
    forms = round_.submissions.order_by("pk").values_list("pk", "version", "state")
    seen = [
        [round_.pk, round_.version, round_.state, last["pk__max"]],
        [round_.fingerprint, release.fingerprint],
        [[*form] for form in forms],
        [
            [move.submission.pk, str(move.stage), repr(move.before), repr(move.after)]
            for move in moves
        ],
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _require_document(document: str) -> None:
    if not has_words(document):
        raise ValidationError({"document": _("Hãy ghi số văn bản.")})


def _require_running(round_: Round) -> None:
    if round_.state not in RUNNING:
        raise ActionRefusedError(
            _("Kỳ đánh giá đang ở bước “%(state)s” nên không làm được việc này.")
            % {"state": round_.get_state_display()}
        )


def _replace_framework(
    round_: Round, release: FrameworkRelease, changes: CriteriaChanges
) -> None:
    """Freeze the release in the round, and mark the criteria that it adds or defines otherwise."""
    number = max(round_.amended.values(), default=0) + 1
    round_.amended = {**round_.amended, **dict.fromkeys(sorted(changes.marked), number)}
    round_.release = release
    round_.framework_text, round_.fingerprint = release.text, release.fingerprint
    round_.version += 1
    round_.save()


def _rescored(round_: Round) -> list[Submission]:
    """Count every form's criteria and points anew by the round's framework, and store them."""
    forms = list(round_.submissions.select_related("unit").order_by("pk"))
    answers: defaultdict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(submission__round=round_).order_by("pk"):
        answers[answer.submission_id][answer.item] = answer
    for form in forms:
        form.round = round_
        form.version += 1
    update_progress(round_, forms, answers)
    Submission.objects.bulk_update(forms, PROGRESS, batch_size=BATCH)
    return forms
