"""Giving many people their links in one act: by mail where it reaches them, else to be handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.actions.links import invite_user, require_setting_password
from opendti_site.accounts.links import HANDED_OUT
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import is_reached_by_mail
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError


@dataclass(slots=True)
class Handout:
    """Who got a link: on the sheet that is shown now, and by mail."""

    on_paper: list[User] = field(default_factory=list)
    by_mail: list[User] = field(default_factory=list)


@transaction.atomic
def give_links(*, users: Iterable[User], by: User) -> Handout:
    """Give each person a new link to set their own password, all of them or none; links of before end.

    Whom mail reaches gets a letter and nobody else sees the link. Each of the others has a line
    that says who saw theirs; the caller shows those links once and keeps them nowhere.
    """
    keys = [user.pk for user in users]
    if not keys:
        raise ActionRefusedError(_("Xin chọn ít nhất một người."))
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=keys)
    done = Handout()
    for user in locked.order_by("pk"):
        _refuse_unfit(user, by)
        if is_reached_by_mail(user):
            done.by_mail.append(invite_user(user=user, by=by))
            continue
        user.invitations += 1
        user.save(update_fields=["invitations"])
        record("hand_out_link", user, by=by, seals=[user], link=HANDED_OUT)
        done.on_paper.append(user)
    return done


def _refuse_unfit(user: User, by: User) -> None:
    require_setting_password(user, by)
    if not user.is_active:
        words = _("Tài khoản của %(person)s đang bị khóa.")
        raise ActionRefusedError(words % {"person": user})
