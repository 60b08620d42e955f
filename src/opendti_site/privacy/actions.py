"""Writes about personal data: handing a person's data out, and erasing a person."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from opendti_site.accounts.actions.identities import remove_factors
from opendti_site.accounts.actions.people import (
    locked_person,
    refuse_last_coordinator,
    save_identity,
)
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.permissions import can_erase, require
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import Verification
from opendti_site.audit.rows import reference
from opendti_site.mail.models import QueuedMail
from opendti_site.privacy.erased_file import note_erased
from opendti_site.privacy.permissions import can_export
from opendti_site.privacy.queries import (
    Erasure,
    erasure_of,
    letters_of,
    sessions_of,
)
from opendti_site.reminders.models import ReminderChoice, SentReminder


@transaction.atomic
def export_person(*, user: User, by: User) -> User:
    """Note that a person's data were handed out; the caller writes the file."""
    require(can_export(by, user))
    record("export_person", user, by=by)
    return user


@transaction.atomic
def erase_person(*, user: User, by: User, seen: str) -> User:
    """Replace a person's name and addresses by a pseudonym, for ever; nobody can sign in as them any more.

    Roles, factors, identities, sessions and letters go, each sealed row with its line. What the
    person wrote stays, by the number of the account; so do the lines of the audit log, and
    nothing that is published changes. `seen` are the numbers that were confirmed.
    """
    require(can_erase(by, user))
    # Before the account's own lock: two who erase each other lock all coordinators in one order.
    refuse_last_coordinator(user, user.assignments.select_related("unit"), by)
    person = _locked_with_roles(user)
    erasure = erasure_of(person)
    if erasure.seen != seen:
        raise ActionRefusedError(
            _("Tài khoản vừa thay đổi. Xin xem lại các con số rồi xác nhận.")
        )
    _erase(person, erasure, by)
    # Once it is done: a note of an erasure that was taken back would erase somebody unasked.
    transaction.on_commit(lambda: note_erased(person), robust=True)
    return person


@transaction.atomic
def repeat_erasure(*, user: User, by: None = None) -> User:
    """Erase a person whom a restored backup has brought back; it was confirmed then."""
    person = _locked_with_roles(user)
    _erase(person, erasure_of(person), by)
    return person


def _locked_with_roles(user: User) -> User:
    """Read an account under a lock, and let nobody take a role back meanwhile: each ends once."""
    person = locked_person(user)
    roles = RoleAssignment.objects.select_for_update(no_key=True).filter(user=person)
    list(roles.order_by("pk").values_list("pk"))
    return person


def _erase(person: User, erasure: Erasure, by: User | None) -> None:
    sessions, letters = _end_ways_in(person, by)
    known = [person.full_name, person.username, person.email]
    _put_pseudonym(person)
    _forget_in_results([text for text in known if text], person.full_name)
    record(
        "erase_person",
        person,
        by=by,
        seals=[person],
        ended=erasure.roles,
        factors=erasure.factors,
        linked=erasure.identities,
        sessions=sessions,
        letters=letters,
    )


def _end_ways_in(person: User, by: User | None) -> tuple[int, int]:
    """End roles, factors, identities, sessions and letters; count sessions and letters."""
    for role in RoleAssignment.objects.filter(user=person).select_related("unit"):
        gone, code = reference(role), role.unit.code
        role.delete()
        record("revoke_role", person, by=by, seals=[gone], role=role.role, unit=code)
    remove_factors(person, by)
    for linked in SocialAccount.objects.filter(user=person).order_by("pk"):
        gone = reference(linked)
        linked.delete()
        record("unlink_identity", person, by=by, seals=[gone], provider=linked.provider)
    EmailAddress.objects.filter(user=person).delete()
    keys = [session.pk for session in sessions_of(person)]
    sessions, _each = Session.objects.filter(pk__in=keys).delete()
    letters, _each = letters_of(person).delete()
    SentReminder.objects.filter(user=person).delete()
    ReminderChoice.objects.filter(user=person).delete()
    # Letters that were queued before accounts were named by number hold the name of their sender.
    QueuedMail.objects.filter(details__by=person.full_name).delete()
    return sessions, letters


def _put_pseudonym(person: User) -> None:
    """Write the account as one of nobody."""
    person.erased_at = timezone.now()
    with translation.override("vi"):
        person.full_name = str(person)
    name = f"erased-{person.pk}"
    is_taken = User.objects.filter(username__iexact=name).exists()
    person.username = f"{name}.{person.erased_at:%Y%m%d%H%M%S}" if is_taken else name
    person.email = ""
    person.set_unusable_password()
    person.must_change_password = person.is_superuser = person.is_staff = False
    person.is_active = False
    person.invitations = 0
    person.session_version += 1
    person.last_login = None
    save_identity(person)
    person.forget_roles()


def _forget_in_results(known: list[str], pseudonym: str) -> None:
    """Replace a name in kept results of verifications, which copied it from lines of before."""
    for result in Verification.objects.exclude(findings=[], acceptances=[]):
        found = _replaced(result.findings, "name", known, pseudonym)
        accepted = _replaced(result.acceptances, "by", known, pseudonym)
        if (found, accepted) != (result.findings, result.acceptances):
            result.findings, result.acceptances = found, accepted
            result.save(update_fields=["findings", "acceptances"])


def _replaced(
    rows: list[dict[str, Any]], field: str, known: list[str], pseudonym: str
) -> list[dict[str, Any]]:
    """Return rows with a known text replaced that is this field, or the end of its words.

    Elsewhere the same text is none of the person's: somebody may be called `12`, as a row's key is.
    """
    replaced = []
    for row in rows:
        head, colon, name = str(row.get(field, "")).rpartition(": ")
        is_theirs = name in known
        replaced.append(row | {field: head + colon + pseudonym} if is_theirs else row)
    return replaced
