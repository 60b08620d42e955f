"""Writes about identities of a provider: linking them to accounts, and the roles of their groups."""

from __future__ import annotations

import logging

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.actions.links import notify_identity_linked
from opendti_site.accounts.actions.people import create_user, give_role, locked_person
from opendti_site.accounts.enums import Role
from opendti_site.accounts.identities import Claims, mapped_roles
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.permissions import can_set_password, require
from opendti_site.accounts.queries import (
    has_second_factor,
    others_coordinating,
    units_by_code,
)
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.rows import reference

logger = logging.getLogger(__name__)


@transaction.atomic
def link_identity(*, user: User, claims: Claims, by: User | None) -> SocialAccount:
    """Link an identity to an account, which has no other one of the provider.

    All sessions and open links of the account end, and its owner is told by mail.
    """
    current = locked_person(user)
    of_provider = SocialAccount.objects.filter(provider=claims.provider)
    if of_provider.filter(uid=claims.subject).exists():
        raise ActionRefusedError(_("Danh tính này đã gắn với một tài khoản khác."))
    # One identity a provider: a second one would be a second way in that its owner may not know
    # of.
    if of_provider.filter(user=current).exists():
        raise ActionRefusedError(_("Tài khoản này đã gắn với một danh tính khác."))
    identity = SocialAccount.objects.create(
        user=current, provider=claims.provider, uid=claims.subject, extra_data={}
    )
    # Ends all sessions: whoever is signed in must be the holder of the identity from now on.
    current.session_version += 1
    current.save(update_fields=["session_version"])
    rows = [identity, current]
    record("link_identity", current, by=by, seals=rows, provider=claims.provider)
    notify_identity_linked(current)
    return identity


@transaction.atomic
def unlink_identity(*, identity: SocialAccount, by: User) -> User:
    """Undo a link of one's own; whoever has no password keeps it."""
    user = User.objects.select_for_update(no_key=True).get(pk=identity.user_id)
    if user != by:
        raise ActionRefusedError(_("Chỉ chủ tài khoản gỡ được liên kết này."))
    # Without this link nobody could sign in any more.
    if not user.has_usable_password():
        raise ActionRefusedError(
            _("Tài khoản này chưa có mật khẩu, nên chưa gỡ được liên kết.")
        )
    # Before the deletion, which takes the key from the instance.
    gone = reference(identity)
    deleted, _each = SocialAccount.objects.filter(pk=identity.pk).delete()
    # A second request at the same moment has deleted it: the log gets one line, not two.
    if not deleted:
        raise ActionRefusedError(_("Liên kết này đã được gỡ."))
    record("unlink_identity", user, by=by, seals=[gone], provider=identity.provider)
    return user


@transaction.atomic
def person_of_claims(*, claims: Claims) -> User | None:
    """Find or make the account of an identity that is not linked yet, and link it; None where there is none.

    Only a name that the settings trust leads to an account, and only to one that nobody can open
    by other means: whoever holds one under a colleague's name would get the roles of that colleague.
    Raise ActionRefusedError, which says what to do, for an account with another way in. An account is
    made for whoever's groups give a role.
    """
    if not claims.username:
        return None
    named = User.objects.select_for_update(no_key=True)
    user = named.filter(username__iexact=claims.username).first()
    if user is None:
        user = _newcomer(claims)
    # As if there were no such account: the answer must not tell which accounts are closed.
    elif user.demo or not user.is_active:
        user = None
    elif user.is_superuser or has_credentials(user):
        raise ActionRefusedError(
            _(
                "Tài khoản %(name)s có mật khẩu hoặc cách đăng nhập riêng, nên không tự gắn với danh tính này. "
                "Xin đăng nhập theo cách đó rồi gắn danh tính ở trang “Tài khoản”, "
                "hoặc nhờ người quản trị máy chủ gỡ mật khẩu rồi đăng nhập lại."
            )
            % {"name": user.username}
        )
    if user is None:
        return None
    linked: User = link_identity(user=user, claims=claims, by=None).user
    return linked


def has_credentials(user: User) -> bool:
    """Whether an account opens by a password, a passkey or a second factor of its own."""
    factors = Authenticator.objects.filter(user=user)
    return user.has_usable_password() or factors.exists()


def _newcomer(claims: Claims) -> User | None:
    """Make an account without a password for whoever's groups give a role."""
    if not mapped_roles(claims):
        return None
    # Addresses are unique: a taken one must not keep its second holder from signing in.
    is_free = not User.objects.filter(email__iexact=claims.email).exists()
    return create_user(
        by=None,
        username=claims.username,
        full_name=claims.full_name[:150],
        email=claims.email if is_free else "",
    )


@transaction.atomic
def remove_credentials(*, user: User, by: User | None) -> User:
    """Take the password, the second factor and the passkeys from an account; its sessions and links end.

    It then opens by an identity of the provider alone, or by a new invitation.
    """
    current = locked_person(user)
    current.set_unusable_password()
    current.must_change_password = False
    current.session_version += 1
    current.save(update_fields=["password", "must_change_password", "session_version"])
    record("remove_credentials", current, by=by, seals=[current])
    remove_factors(current, by)
    return current


@transaction.atomic
def remove_second_factor(*, user: User, by: User) -> User:
    """Take the second factor, its codes and the passkeys from whoever lost them; their sessions end.

    The password stays: whoever may do this may set a new one as well.
    """
    if user == by:
        raise ActionRefusedError(
            _("Xin tắt xác thực hai bước của mình ở trang “Tài khoản”.")
        )
    current = locked_person(user)
    require(can_set_password(by, current))
    if not has_second_factor(current):
        raise ActionRefusedError(_("Tài khoản này không bật xác thực hai bước."))
    current.session_version += 1
    current.save(update_fields=["session_version"])
    record("remove_second_factor", current, by=by, seals=[current])
    remove_factors(current, by)
    return current


def remove_factors(user: User, by: User | None) -> None:
    """Delete all second factors and passkeys of an account, each with its line."""
    rows = Authenticator.objects.filter(user=user).order_by("type", "pk")
    # Codes last: without any factor beside them the log does not take them for renewed.
    for factor in sorted(rows, key=lambda row: row.type == row.Type.RECOVERY_CODES):
        factor.removed_by = by
        factor.delete()


@transaction.atomic
def follow_groups(*, user: User, claims: Claims) -> None:
    """Grant and revoke a person's roles by their groups, as far as the settings map any.

    Roles over units that no rule names stay as coordinators gave them. A unit keeps its last coordinator.
    """
    rules = settings.OIDC.roles if settings.OIDC else []
    if not rules or user.is_superuser:
        return
    locked_person(user)
    mapped = mapped_roles(claims)
    units = units_by_code(rule.unit for rule in rules)
    for role, code in sorted({(rule.role, rule.unit) for rule in rules}):
        unit = units.get(code)
        if unit is None:
            logger.warning(
                "OPENDTI_OIDC_ROLES names the unit %s, which is unknown", code
            )
        elif (role, code) in mapped:
            give_role(user, role, unit, by=None)
        else:
            _withdraw(user, role, unit)
    user.forget_roles()


def _withdraw(user: User, role: str, unit: RoleAssignment) -> None:
    held = RoleAssignment.objects.select_related("unit").filter(
        user=user, role=role, unit_id=unit.pk
    )
    for assignment in held:
        if role == Role.COORDINATOR and not others_coordinating(assignment.unit, user):
            code = assignment.unit.code
            logger.warning("person %s stays the last coordinator of %s", user.pk, code)
            continue
        gone = reference(assignment)
        code = assignment.unit.code
        assignment.delete()
        record("revoke_role", user, by=None, seals=[gone], role=role, unit=code)
