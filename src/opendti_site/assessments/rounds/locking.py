"""The order in which rows are locked, by functions that every action uses.

    the round  →  its submissions, by key  →  their answers, evidence and entries  →  the head of the audit chain

An action takes the locks that it needs in this order and checks its preconditions after the last of
them, so that what it checked still holds when it writes:

- A transition of a round (open, extend, start the appraisal, close, reopen), a table of answers brought in,
  and the freezing of answers for a run lock the round and all its submissions: `locked_round`.
- A write to a submission locks that submission and then reads the round: `locked_submission`. It does not
  lock the round, so that the units of a round do not wait for each other.

A write to a submission therefore either ends before a transition begins, or begins after it and sees the new state.
The round is read by a statement of its own: PostgreSQL gives a joined row as it was when the statement began, even
where the locked row itself was waited for. SQLite has no row locks; its transactions begin by taking the only write
lock there is (`BEGIN IMMEDIATE`), which serves the same end.

Where a round opens, the tree of units is locked after the round (`organisations.locking`); where it is set up, its
framework is (`frameworks.locking`). `record` locks the head of the audit chain, so it is the last statement of an
action.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.audit.errors import ActionRefusedError


def locked_round(pk: int) -> Round:
    """Lock a round and all its submissions until the transaction ends; return the round as it is.

    Refuses a round that is gone: a draft that was discarded meanwhile.
    """
    round_ = locked_draft(pk)
    rows = Submission.objects.select_for_update().filter(round=pk)
    list(rows.order_by("pk").values_list("pk"))  # by key: two transitions never cross
    return round_


def locked_draft(pk: int) -> Round:
    """Lock a round alone: enough while it has no submissions."""
    # Without its key: PostgreSQL looks at the key of the round when a form is written for the second
    # time in one transaction, which then would wait for who holds the round and waits for the form.
    locked = Round.objects.select_for_update(no_key=True).filter(pk=pk)
    list(locked.values_list("pk"))
    # Read after that: PostgreSQL drops a joined row that was waited for if its release is another by then.
    round_ = Round.objects.select_related("release", "root").filter(pk=pk).first()
    if round_ is None:
        raise ActionRefusedError(_("Kỳ đánh giá này đã bị bỏ."))
    return round_


def locked_submission(pk: int) -> Submission:
    """Lock a submission until the transaction ends; return it with its round as that stands now."""
    rows = locked_submissions([pk])
    if not rows:
        raise ActionRefusedError(_("Kỳ đánh giá này đã bị bỏ."))
    return rows[0]


def locked_submissions(keys: Collection[int]) -> list[Submission]:
    """Lock some submissions of one round, by key; return them in that order with their round."""
    locked = Submission.objects.select_for_update(of=("self",))
    rows = list(locked.filter(pk__in=keys).select_related("unit").order_by("pk"))
    rounds = (
        Round.objects
        .select_related("release", "root")
        .defer("framework_text", "release__text")
        .in_bulk({row.round_id for row in rows})
    )
    for row in rows:
        row.round = rounds[row.round_id]
    return rows


def refuse_unwritable(submission: Submission) -> None:
    """Insist that the values of a locked submission may change now."""
    if submission.is_writable:
        return
    if submission.state == SubmissionState.HANDED_OVER:
        raise ActionRefusedError(
            _("Hồ sơ đang chờ người ký nên không sửa được; người ký có thể chuyển lại.")
        )
    raise ActionRefusedError(_("Hồ sơ đã nộp hoặc đã hết hạn nên không lưu được nữa."))
