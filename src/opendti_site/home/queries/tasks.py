"""What each person has to do now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import scopes_of
from opendti_site.assessments.appraisal.times import steps_for
from opendti_site.assessments.appraisal.workload import Workload, workload_of
from opendti_site.assessments.rounds.enums import (
    APPRAISING,
    FILLED_IN,
    FOR_UNITS,
    RUNNING,
    RoundOrigin,
    RoundState,
    SubmissionState,
)
from opendti_site.assessments.rounds.models import TAKES_PART, Round, Submission
from opendti_site.assessments.rounds.permissions import answered_by, overseen_by
from opendti_site.assessments.rounds.steps import present_step
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import stale_in
from opendti_site.home.queries.groups import Group, Task
from opendti_site.home.queries.request_tasks import to_explain, to_look_again
from opendti_site.home.queries.role_tasks import roles_to_confirm
from opendti_site.publication.models import Edition, Proposal, ProposalState
from opendti_site.results.enums import RunState
from opendti_site.results.models import Run


def tasks_of(user: User) -> list[Group]:
    """Return the person's tasks, one group a role that they hold."""
    task_queries = {
        Role.REPORTER: (
            _to_fill,
            _(
                "Chưa có hồ sơ nào chờ nhập. Khi kỳ đánh giá mở, hồ sơ của đơn vị sẽ hiện ở đây."
            ),
        ),
        Role.SIGNATORY: (
            _to_sign,
            _(
                "Chưa có hồ sơ nào chờ ký. Khi cán bộ nhập liệu chuyển hồ sơ, việc ký duyệt sẽ hiện ở đây."
            ),
        ),
        Role.APPRAISER: (_to_appraise, _("Chưa có kỳ nào ở bước thẩm định.")),
        Role.COUNCIL: (_to_settle, _("Chưa có kỳ nào chờ hội đồng quyết định.")),
        Role.COORDINATOR: (
            _to_coordinate,
            _("Không có việc đang chờ."),
        ),
        Role.VIEWER: (
            _nothing,
            _("Vai trò người xem không có việc phải làm."),
        ),
    }
    return [
        Group(role, empty, make(user))
        for role, (make, empty) in task_queries.items()
        if scopes_of(user, role)
    ]


def _rounds(user: User, role: Role, *states: RoundState) -> QuerySet[Round]:
    mine = overseen_by(user, role)
    # Rounds made from published tables have no forms, and nobody has anything to do in them.
    found = Round.objects.filter(mine, state__in=states, origin=RoundOrigin.COLLECTED)
    # The frozen framework may have hundreds of kB, and no task shows it.
    taking_part = ~Q(submissions__state=SubmissionState.WITHDRAWN)
    counted = found.defer("framework_text").annotate(
        units=Count("submissions", filter=taking_part),
        submitted=Count(
            "submissions", filter=Q(submissions__state=SubmissionState.SUBMITTED)
        ),
        criteria=Sum("submissions__total", filter=taking_part),
    )
    return counted.order_by(
        "-year", "-opens_at", "-pk"
    )  # counting forgets the model's order


def _submissions(user: User, role: Role) -> QuerySet[Submission]:
    """Return the forms of the person's units in rounds that run, whatever their state."""
    mine = answered_by(user, role)
    found = Submission.objects.filter(mine, round__state__in=FOR_UNITS)
    return found.select_related("unit", "round").defer("round__framework_text")


def _to_fill(user: User) -> list[Task]:
    return to_explain(user, Role.REPORTER) + [
        Task(
            title=_("Nhập số liệu: %(unit)s") % {"unit": row.unit},
            words=_filling_words(row),
            url=row.get_absolute_url(),
            act=_("Mở hồ sơ"),
            due=row.closes_at,
            done=row.filled,
            total=row.total,
            counted=pgettext("đếm", "tiêu chí"),
            occasion=row.hand_back_reason or row.return_reason,
            is_rehearsal=row.round.is_rehearsal,
        )
        for row in _submissions(user, Role.REPORTER).filter(state__in=FILLED_IN)
    ]


def _filling_words(row: Submission) -> str:
    if row.hand_back_reason:
        return _("Người ký chuyển lại: %(reason)s") % {"reason": row.hand_back_reason}
    if row.state == SubmissionState.RETURNED:
        return _("Bị trả lại: %(reason)s") % {"reason": row.return_reason}
    if row.round.amended:
        words = _("%(round)s · bộ chỉ số của kỳ đã thay đổi")
        return words % {"round": row.round.title}
    return row.round.title


def _to_sign(user: User) -> list[Task]:
    return to_explain(user, Role.SIGNATORY) + [
        Task(
            title=_("Ký duyệt: %(unit)s") % {"unit": row.unit},
            words=row.round.title,
            url=reverse("assessments:hand_in", args=[row.pk]),
            act=_("Xem và ký"),
            is_rehearsal=row.round.is_rehearsal,
            due=row.closes_at,
            done=row.filled,
            total=row.total,
            counted=pgettext("đếm", "tiêu chí"),
        )
        for row in _submissions(user, Role.SIGNATORY).filter(
            state=SubmissionState.HANDED_OVER
        )
    ]


def _to_appraise(user: User) -> list[Task]:
    rounds = list(_rounds(user, Role.APPRAISER, *APPRAISING))
    appraised, stale = _appraised_counts(rounds)
    return to_look_again(user) + [
        _appraising(
            round_,
            workload_of(user, round_),
            Workload(vars(round_)["criteria"], appraised[round_.pk], stale[round_.pk]),
        )
        for round_ in rounds
    ]


def _appraising(round_: Round, mine: Workload | None, everything: Workload) -> Task:
    """Describe the appraisal of a round: what was assigned to the person, else all of it."""
    words, work = round_.title, mine or everything
    if work.stale:
        again = _("%(n)d tiêu chí cần xem lại") % {"n": work.stale}
        words = f"{words} · {again}"
    return Task(
        title=_("Thẩm định phần được phân công") if mine else _("Thẩm định hồ sơ"),
        words=words,
        url=reverse("assessments:appraisal", args=[round_.pk]),
        act=_("Mở bảng thẩm định"),
        is_rehearsal=round_.is_rehearsal,
        due=present_step(round_).deadline,
        done=work.done,
        total=work.total,
        counted=pgettext("đếm", "tiêu chí"),
    )


def _appraised_counts(rounds: Sequence[Round]) -> tuple[Counter[int], Counter[int]]:
    """Count each round's criteria that an appraiser has appraised, and those to be looked at again.

    Each unit's by itself.

    What has changed since, and so has to be looked at again, is not appraised.
    """
    # A criterion may have several entries of a stage: each pair counts once.
    unit_criterion = Concat(
        Cast("submission", CharField()),
        Value("/"),
        "criterion",
        output_field=CharField(),
    )
    found = Submission.objects.filter(TAKES_PART, round__in=rounds)
    entries = ScoreEntry.objects.filter(
        submission__in=found.values("pk"), stage=Stage.APPRAISED
    )
    counted = (
        entries
        .order_by()
        .values("submission__round")
        .annotate(appraised=Count(unit_criterion, distinct=True))
    )
    appraised = Counter({row["submission__round"]: row["appraised"] for row in counted})
    again: Counter[int] = Counter()
    stale = stale_in(found)
    round_of = dict(
        found.filter(pk__in={pk for pk, *_rest in stale}).values_list("pk", "round")
    )
    # Subtracted instead of filtered out in SQL: whether an entry is stale depends on a digest of
    # values and evidence that only Python computes.
    for pk, _criterion, stage in stale:
        if stage == Stage.APPRAISED:
            appraised[round_of[pk]] -= 1
            again[round_of[pk]] += 1
    return appraised, again


def _to_settle(user: User) -> list[Task]:
    return [
        Task(
            title=_("Quyết định điểm cuối cùng"),
            words=round_.title,
            url=reverse("assessments:appraisal", args=[round_.pk]),
            act=_("Xem kết quả thẩm định"),
            is_rehearsal=round_.is_rehearsal,
            due=present_step(round_).deadline,
        )
        for round_ in _rounds(user, Role.COUNCIL, *RUNNING)
        if round_.state in steps_for(round_, Stage.FINAL)
    ]


def _to_coordinate(user: User) -> list[Task]:
    rounds = list(_rounds(user, Role.COORDINATOR, *RoundState))
    # A rehearsal ends with what it showed: there is nothing to publish.
    closed = [
        round_
        for round_ in rounds
        if round_.state == RoundState.CLOSED and not round_.is_rehearsal
    ]
    published = set(
        Edition.objects.filter(run__round__in=closed).values_list(
            "run__round", flat=True
        )
    )
    # Only the final stage is published; runs at earlier stages are previews.
    finished = Run.objects.filter(
        round__in=closed, state=RunState.FINISHED, stage="final"
    )
    # In order of keys, so that the newest run of a round is the one that remains.
    scored = {run.round_id: run for run in finished.defer("inputs").order_by("pk")}
    waiting = [
        _to_publish(round_, scored.get(round_.pk))
        for round_ in closed
        if round_.pk not in published
    ]
    appraised, _again = _appraised_counts([r for r in rounds if r.state in RUNNING[1:]])
    return (
        [
            _to_run(round_, appraised[round_.pk])
            for round_ in rounds
            if round_.state != RoundState.CLOSED
        ]
        + waiting
        + roles_to_confirm(user)
    )


def _to_run(round_: Round, appraised: int) -> Task:
    """Describe what the coordinator does with a round that is not closed."""
    words = {
        RoundState.DRAFT: (_("Mở kỳ đánh giá"), _("Mở kỳ"), round_.opens_at),
        RoundState.OPEN: (_("Theo dõi nộp hồ sơ"), _("Xem tiến độ"), round_.submit_by),
    }
    following = (
        _("Theo dõi thẩm định"),
        _("Xem tiến độ"),
        present_step(round_).deadline,
    )
    title, act, due = words.get(RoundState(round_.state), following)
    counts: dict[str, Any] = {}
    if round_.state == RoundState.OPEN:
        counts = {
            "done": vars(round_)["submitted"],
            "total": vars(round_)["units"],
            "counted": pgettext("đếm", "đơn vị"),
        }
    if round_.state in RUNNING[1:]:
        counts = {
            "done": appraised,
            "total": vars(round_)["criteria"],
            "counted": pgettext("đếm", "tiêu chí"),
        }
    is_draft = round_.state == RoundState.DRAFT
    page = "assessments:round_page" if is_draft else "home:progress"
    return Task(
        title=title,
        words=round_.title,
        url=reverse(page, args=[round_.pk]),
        act=act,
        is_rehearsal=round_.is_rehearsal,
        due=due,
        **counts,
    )


def _to_publish(round_: Round, run: Run | None) -> Task:
    if run is None:
        url = reverse("results:runs", args=[round_.pk])
        return Task(_("Tính điểm"), round_.title, url, _("Đến trang kết quả"))
    if run.unresolved:
        words = _("%(count)s đơn vị còn tiêu chí chưa đo") % {"count": run.unresolved}
        return Task(
            _("Xử lý tiêu chí chưa đo"),
            words,
            run.get_absolute_url(),
            _("Xem lần tính"),
        )
    url = reverse("publication:publish", args=[round_.pk, run.pk])
    if Proposal.objects.filter(run=run, state=ProposalState.OPEN).exists():
        words = _("Đề nghị công bố đang chờ người thứ hai")
        return Task(words, round_.title, url, _("Xem đề nghị"))
    return Task(_("Công bố kết quả"), round_.title, url, _("Công bố"))


def _nothing(_user: User) -> list[Task]:
    return []
