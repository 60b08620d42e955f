"""Roles given and taken by two people: one coordinator proposes, another one confirms or declines."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.actions.links import invite_user
from opendti_site.accounts.actions.people import (
    give_role,
    locked_person,
    refuse_last_coordinator,
    take_role,
)
from opendti_site.accounts.enums import Role, RoleChange, RoleProposalState
from opendti_site.accounts.models import RoleAssignment, RoleProposal, User
from opendti_site.accounts.permissions import (
    can_grant,
    can_manage,
    can_settle_proposal,
    require,
)
from opendti_site.accounts.queries import SupportsPath, is_reached_by_mail
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.queries import lines_about
from opendti_site.ui.text import has_words

OPENING = (
    "create_user",
    "edit_user",
    "hand_out_link",
    "invite_user",
    "remove_second_factor",
    "reset_password",
)
"""Acts after which somebody else may sign in as a person."""
OPENED_FOR = dt.timedelta(days=30)


@transaction.atomic
def propose_role(
    *, user: User, role: str, unit: SupportsPath, change: str, by: User
) -> RoleProposal:
    """Propose to give a person a role, or to take it; a second coordinator confirms it."""
    if change == RoleChange.GIVE and user == by:
        raise ActionRefusedError(_("Không ai tự giao vai trò cho chính mình."))
    gives = change == RoleChange.GIVE
    require(can_grant(by, user, unit) if gives else can_manage(by, user))
    return file_proposal(user=user, role=role, unit=unit, change=change, by=by)


@transaction.atomic
def file_proposal(
    *, user: User, role: str, unit: SupportsPath, change: str, by: User
) -> RoleProposal:
    """Write a proposal that somebody may make, with its line; one whose time passed makes room for it."""
    locked_person(user)
    is_held = RoleAssignment.objects.filter(user=user, role=role, unit_id=unit.pk)
    if is_held.exists() == (change == RoleChange.GIVE):
        raise ActionRefusedError(_("Vai trò này đã như vậy rồi."))
    found = RoleProposal.objects.filter(
        user=user,
        role=role,
        unit_id=unit.pk,
        change=change,
        state=RoleProposalState.OPEN,
    ).first()
    if found and found.is_waiting:
        raise ActionRefusedError(_("Đã có đề nghị này, đang chờ người thứ hai."))
    if found:
        _settle(found, RoleProposalState.WITHDRAWN, by)
    made = RoleProposal.objects.create(
        user=user,
        role=Role(role),
        unit_id=unit.pk,
        change=change,
        proposed_by=by,
        proposed_at=timezone.now(),
    )
    seals = [made, found] if found else [made]
    record(
        "propose_role",
        user,
        by=by,
        seals=seals,
        role=made.role,
        unit=unit.code,
        change=made.change,
    )
    return made


@transaction.atomic
def confirm_role_proposal(proposal: RoleProposal, *, by: User) -> RoleProposal:
    """Give or take the role that another coordinator proposed."""
    current = _waiting(proposal, by)
    if current.proposed_by_id == by.pk:
        raise ActionRefusedError(
            _("Người thứ hai phải khác người đề nghị; hãy nhờ một điều phối khác.")
        )
    refuse_opened_account(by, current.proposed_by)
    user, unit = current.user, current.unit
    _refuse_lapsed_right(current)
    if current.change == RoleChange.GIVE:
        give_role(user, current.role, unit, by)
        if _waits_for_invitation(user):
            invite_user(user=user, by=by)
    else:
        held = RoleAssignment.objects.select_related("user", "unit").filter(
            user=user, role=current.role, unit_id=unit.pk
        )
        for assignment in held:
            refuse_last_coordinator(user, [assignment], by)
            take_role(assignment, by)
    _settle(current, RoleProposalState.CONFIRMED, by)
    _record("confirm_role_proposal", current, by)
    return current


def refuse_opened_account(second: User, first: User) -> None:
    """
    Refuse a second person into whose account the first could have got by an act of their own.

    Whoever sets a password, an address or a link, or removes a second factor, may sign in as that
    person; for `OPENED_FOR` from then on the two do not count as two.
    """
    opened = lines_about(second).filter(
        actor=first, verb__in=OPENING, at__gte=timezone.now() - OPENED_FOR
    )
    if opened.exists():
        raise ActionRefusedError(
            _(
                "Trong 30 ngày qua, người đề nghị đã lập hoặc đặt lại cách đăng nhập của tài "
                "khoản này; hãy nhờ một điều phối khác xác nhận."
            )
        )


def _refuse_lapsed_right(proposal: RoleProposal) -> None:
    """Refuse what the proposer could no longer propose."""
    first, gives = proposal.proposed_by, proposal.change == RoleChange.GIVE
    may = (
        can_grant(first, proposal.user, proposal.unit)
        if gives
        else can_manage(first, proposal.user)
    )
    if not may:
        raise ActionRefusedError(
            _("Người đề nghị không còn quyền đề nghị việc này; hãy lập đề nghị mới.")
        )


@transaction.atomic
def withdraw_role_proposal(
    proposal: RoleProposal, *, by: User, reason: str = ""
) -> RoleProposal:
    """Take one's own proposal back, or decline another's with a reason: no role changes."""
    current = _waiting(proposal, by)
    is_own = current.proposed_by_id == by.pk
    if not is_own and not has_words(reason):
        raise ActionRefusedError(_("Hãy ghi lý do không đồng ý."))
    current.reason = reason.strip()
    state = RoleProposalState.WITHDRAWN if is_own else RoleProposalState.DECLINED
    _settle(current, state, by)
    _record("withdraw_role_proposal", current, by)
    return current


def _waiting(proposal: RoleProposal, by: User) -> RoleProposal:
    """Read a proposal anew under the lock of its person; refuse one that waits no more."""
    locked_person(proposal.user)
    current = RoleProposal.objects.select_related("user", "unit").get(pk=proposal.pk)
    require(can_settle_proposal(by, current))
    if not current.is_waiting:
        raise ActionRefusedError(_("Đề nghị này đã được xử lý hoặc đã quá hạn."))
    return current


def _waits_for_invitation(user: User) -> bool:
    """Whether a new person, who could not do anything before the role, has no way in yet."""
    return (
        not (user.has_usable_password() or user.invitations)
        and user.is_active
        and is_reached_by_mail(user)
        and settings.OIDC is None
    )


def _settle(proposal: RoleProposal, state: str, by: User) -> None:
    proposal.state = state
    proposal.settled_by, proposal.settled_at = by, timezone.now()
    proposal.save(update_fields=["state", "settled_by", "settled_at", "reason"])


def _record(verb: str, proposal: RoleProposal, by: User) -> None:
    record(
        verb,
        proposal.user,
        by=by,
        seals=[proposal],
        role=proposal.role,
        unit=proposal.unit.code,
        change=proposal.change,
    )
