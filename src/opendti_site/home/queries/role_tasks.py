"""Tasks that come from proposals about roles."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import can_settle_proposal
from opendti_site.accounts.queries import proposals_for, roles_need_second_person
from opendti_site.home.queries.groups import Task


def roles_to_confirm(user: User) -> list[Task]:
    """Return one task where proposals of others wait for this person, with the first day on which one ends."""
    if not roles_need_second_person():
        return []
    waiting = [
        row
        for row in proposals_for(user)
        if row.proposed_by_id != user.pk and can_settle_proposal(user, row)
    ]
    if not waiting:
        return []
    return [
        Task(
            title=_("Xác nhận đề nghị về vai trò"),
            words=_("%(n)d đề nghị giao hoặc thu hồi vai trò chờ người thứ hai")
            % {"n": len(waiting)},
            url=reverse("accounts:role_proposals"),
            act=_("Xem đề nghị"),
            due=min(row.ends_at for row in waiting),
        )
    ]
