"""Writes of whole lists of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models, transaction

from opendti_site.accounts.actions.links import notify_address_changed, send_invitation
from opendti_site.accounts.actions.people import (
    changed_identity,
    locked_person,
    save_identity,
)
from opendti_site.accounts.actions.proposals import file_proposal
from opendti_site.accounts.enums import RoleChange
from opendti_site.accounts.lists import ListedPerson, read_list
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.permissions import can_manage_people, require
from opendti_site.accounts.queries import (
    SupportsPath,
    is_as_proposed,
    roles_need_second_person,
)
from opendti_site.audit.actions import record
from opendti_site.ui.list_tables.bridge import ListTable


@dataclass(slots=True)
class ImportResult:
    """What became of a list."""

    listed: list[ListedPerson] = field(default_factory=list)
    written: list[models.Model] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    roles: int = 0
    invited: int = 0
    identities: dict[int, dict[str, dict[str, str]]] = field(default_factory=dict)
    """What was changed of names and addresses, as digests, by the account's key."""


@transaction.atomic
def import_people(*, table: ListTable, by: User, invite: bool) -> ImportResult:
    """Write a checked list, all of it or nothing: accounts, roles, and letters to the new people.

    An account that there is gets the name, the address and the roles of the list; nothing is taken from it.
    """
    done = _write_list(table, by, invite=invite)
    if done.written:
        record(
            "import_people",
            "accounts.User",
            by=by,
            name=table.name,
            seals=done.written,
            rows=len(done.listed),
            created=done.created,
            changed=done.changed,
            roles=done.roles,
            invited=done.invited,
            identities=done.identities,
        )
    return done


def preview_people(table: ListTable, user: User) -> ImportResult:
    """Return what `import_people` would write for a person, by writing it and taking it back."""
    with transaction.atomic():
        done = _write_list(table, user, invite=True)
        transaction.set_rollback(True)
    return done


def _write_list(table: ListTable, by: User, *, invite: bool) -> ImportResult:
    require(can_manage_people(by))
    # A list that is sent twice at once is read twice, one after the other.
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    done = ImportResult(read_list(table, by))
    for person in done.listed:
        user = _write_person(person, done, by)
        for role, unit in person.roles:
            _write_role(user, role, unit, done, by)
        is_new = person.existing is None
        if is_new and invite and settings.MAIL_IS_SET and user.email:
            send_invitation(user, by)
            done.invited += 1
        user.forget_roles()
    return done


def _write_role(
    user: User, role: str, unit: SupportsPath, done: ImportResult, by: User
) -> None:
    """Write a role that the person lacks, or propose it where it takes two people."""
    if roles_need_second_person():
        asked: dict[str, Any] = {"user": user, "role": role, "unit": unit}
        if not is_as_proposed(**asked, change=RoleChange.GIVE):
            file_proposal(**asked, change=RoleChange.GIVE, by=by)
            done.roles += 1
        return
    held, is_new_role = RoleAssignment.objects.get_or_create(
        user=user, role=role, unit_id=unit.pk
    )
    done.roles += is_new_role
    done.written += [held] * is_new_role


def _write_person(person: ListedPerson, done: ImportResult, by: User) -> User:
    """Add an account, or change the one that there is where the list says otherwise."""
    if person.existing is None:
        user = User(username=person.username, full_name=person.full_name)
        user.email = person.email
        user.set_password(None)
        save_identity(user)
        done.created += 1
        done.written.append(user)
        return user
    # A row of its own: the preview still compares the list with the account as it was.
    user = locked_person(person.existing)
    if person.changes_details:
        before = {"full_name": user.full_name, "email": user.email}
        user.full_name = person.full_name
        user.email = person.email or user.email
        save_identity(user, ["full_name", "email"])
        was, now = changed_identity(user, before)
        done.identities[user.pk] = {"before": was, "after": now}
        notify_address_changed(user, before["email"], by)
        done.changed += 1
        done.written.append(user)
    return user
