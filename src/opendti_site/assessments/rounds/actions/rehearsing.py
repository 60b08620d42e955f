"""Writes of rehearsals: a copy of a round on which everything is tried, and its end."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import require
from opendti_site.assessments.rounds.actions.moving import DRAFT_FIELDS
from opendti_site.assessments.rounds.locking import locked_draft, locked_round
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.rounds.rehearsals import (
    RoundPart,
    can_be_rehearsed,
    parts_of_rounds,
    rehearsal_title,
)
from opendti_site.audit.actions import address_of, record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.queries import lines_about
from opendti_site.audit.rows import reference


@transaction.atomic
def rehearse_round(original: Round, *, by: User) -> Round:
    """Set up a rehearsal of a round: a draft with its framework, owner and dates, never to be published."""
    original = locked_draft(original.pk)
    require(can_coordinate(by, original.root))
    if original.is_rehearsal:
        raise ActionRefusedError(
            _("Đây đã là kỳ chạy thử; hãy lập kỳ chạy thử từ kỳ chính thức.")
        )
    if not can_be_rehearsed(original):
        raise ActionRefusedError(
            _("Chỉ chạy thử được kỳ đang chuẩn bị hoặc đang nhận hồ sơ.")
        )
    values = {name: getattr(original, name) for name in DRAFT_FIELDS}
    round_ = Round.objects.create(
        **{**values, "title": rehearsal_title(original.title)},
        rehearses=original,
        only_assigned=original.only_assigned,
        created_by=by,
    )
    record(
        "rehearse_round",
        round_,
        by=by,
        name=round_.title,
        seals=[round_],
        framework=original.release.identity,
        rehearses=original.title,
    )
    return round_


@transaction.atomic
def discard_rehearsal(round_: Round, *, by: User) -> dict[str, int]:
    """Delete a rehearsal with all that was entered, judged and computed in it; return the rows by table.

    Documents belong to units and stay.
    """
    current = locked_round(round_.pk)
    require(can_coordinate(by, current.root))
    # The log as well as the row: a column that was changed by hand deletes no round that counts.
    made = lines_about(current).filter(verb="rehearse_round")
    if not current.is_rehearsal or not made.exists():
        raise ActionRefusedError(_("Chỉ xóa được kỳ chạy thử."))
    parts = parts_of_rounds()
    gone = [row for part in parts for row in part.references_in(current)]
    counts = {part.label: _deleted(part, current) for part in parts}
    # Before the deletion, after which the instance has no key.
    subject, itself = address_of(current), reference(current)
    current.delete()
    record(
        "discard_rehearsal",
        subject,
        by=by,
        name=current.title,
        seals=[itself, *gone],
        state=current.state,
        deleted={label: count for label, count in counts.items() if count},
    )
    return counts


def _deleted(part: RoundPart, round_: Round) -> int:
    """Delete the rows of a table that belong to a round; return how many there were."""
    count, _each = part.rows_of(round_).delete()
    return count
