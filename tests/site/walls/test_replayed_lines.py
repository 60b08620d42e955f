"""Wall: true lines and rows of another time or site, put where they do not belong, without the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection

from opendti_site.accounts.actions import edit_user
from opendti_site.audit import keys
from opendti_site.audit.models import AuditLine
from opendti_site.audit.seal import canonical, seal_of
from opendti_site.audit.verification import verify

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.tampered("what this wall is for")]

LINES = "audit.AuditLine"
COPIED = (
    "at",
    "actor_id",
    "actor_name",
    "verb",
    "subject",
    "subject_name",
    "detail",
    "seals",
)
"""What a line says, without its seal and its link to the line before."""
SEAL = ("previous", "digest", "key")


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def found() -> set[tuple[str, str]]:
    return {(finding.code, finding.key) for finding in verify(deep=False).findings}


def write(pk: int, line: AuditLine, columns: tuple[str, ...]) -> None:
    """Write columns of a line over those of another."""
    for name in columns:
        value = getattr(line, name)
        text = canonical(value) if name in {"detail", "seals"} else value
        sql(f"UPDATE audit_auditline SET {name} = %s WHERE id = %s", text, pk)  # noqa: S608 -- our own names


def renamed(user: User, by: User, name: str) -> AuditLine:
    edit_user(user=user, by=by, full_name=name, email="")
    return AuditLine.objects.latest("pk")


def set_name(user: User, name: str) -> None:
    sql("UPDATE accounts_user SET full_name = %s WHERE id = %s", name, user.pk)


@pytest.mark.parametrize("columns", [COPIED, (*COPIED, "previous", "key")])
def test_an_older_line_in_place_of_a_newer_one_is_found(
    reporter: User, coordinator: User, columns: tuple[str, ...]
):
    older = renamed(reporter, coordinator, "Lê Một")
    newer = renamed(reporter, coordinator, "Lê Hai")
    write(newer.pk, older, columns)
    set_name(reporter, "Lê Một")
    assert ("line_changed", str(newer.pk)) in found()


def test_swapped_lines_are_found(reporter: User, coordinator: User):
    first = renamed(reporter, coordinator, "Lê Một")
    second = renamed(reporter, coordinator, "Lê Hai")
    sql("UPDATE audit_auditline SET id = -1 WHERE id = %s", first.pk)
    sql("UPDATE audit_auditline SET id = %s WHERE id = %s", first.pk, second.pk)
    sql("UPDATE audit_auditline SET id = %s WHERE id = -1", second.pk)
    sql("UPDATE audit_chainhead SET digest = %s", first.digest)
    set_name(reporter, "Lê Một")
    assert {code for code, _key in found()} == {"line_missing"}


def test_an_end_written_by_another_installation_is_found(
    reporter: User, coordinator: User
):
    """The chain goes on behind the cut with lines that another key sealed, head and all."""
    line = renamed(reporter, coordinator, "Lê Một")
    theirs = keys.new_key()
    line.key = theirs.id
    line.digest = seal_of(line, theirs)
    write(line.pk, line, SEAL)
    sql("UPDATE audit_chainhead SET digest = %s, key = %s", line.digest, theirs.id)
    codes = {code for code, _key in found()}
    assert {"key_changed", "key_missing"} <= codes


def test_an_accepted_line_that_is_written_anew_is_found(
    reporter: User, coordinator: User
):
    """An acceptance answers for a line as it lay there, not for whatever its number holds later."""
    older = renamed(reporter, coordinator, "Lê Một")
    newer = renamed(reporter, coordinator, "Lê Hai")
    sql("UPDATE audit_auditline SET actor_name = 'x' WHERE id = %s", newer.pk)
    call_command("accept_changed_rows", LINES, str(newer.pk), reason="Công văn 12")
    assert found() == set()
    write(newer.pk, older, COPIED)
    set_name(reporter, "Lê Một")
    assert found() == {("line_changed", str(newer.pk))}


def test_an_acceptance_follows_no_number_to_another_line(
    reporter: User, coordinator: User
):
    changed = renamed(reporter, coordinator, "Lê Một")
    accepted = renamed(reporter, coordinator, "Lê Hai")
    sql("UPDATE audit_auditline SET actor_name = 'x' WHERE id = %s", accepted.pk)
    call_command("accept_changed_rows", LINES, str(accepted.pk), reason="Công văn 12")
    write(accepted.pk, accepted, ("actor_name",))  # the accepted line is whole again
    sql("UPDATE audit_auditline SET actor_name = 'y' WHERE id = %s", changed.pk)
    sql("UPDATE audit_auditline SET id = id + 100 WHERE id > %s", changed.pk)
    sql("UPDATE audit_auditline SET id = %s WHERE id = %s", accepted.pk, changed.pk)
    assert found() == {("line_changed", str(accepted.pk))}


def test_more_lines_taken_out_before_an_accepted_gap_are_found(
    reporter: User, coordinator: User
):
    lines = [renamed(reporter, coordinator, name) for name in ("Một", "Hai", "Ba")]
    sql("DELETE FROM audit_auditline WHERE id = %s", lines[1].pk)
    sql("UPDATE audit_chainhead SET length = length - 1")
    call_command("accept_changed_rows", LINES, str(lines[2].pk), reason="Công văn 12")
    assert ("line_missing", str(lines[2].pk)) not in found()
    sql("DELETE FROM audit_auditline WHERE id = %s", lines[0].pk)
    sql("UPDATE audit_chainhead SET length = length - 1")
    assert ("line_missing", str(lines[2].pk)) in found()


def loosen(table: str) -> None:
    """Let a table take the same key twice, as its owner can."""
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey CASCADE")
        return
    sql(f"CREATE TABLE loose AS SELECT * FROM {table}")  # noqa: S608 -- our own names
    sql(f"DROP TABLE {table}")
    sql(f"ALTER TABLE loose RENAME TO {table}")


def test_a_row_that_is_there_twice_is_found(coordinator: User):
    role = coordinator.assignments.get()
    loosen("accounts_roleassignment")
    if connection.vendor == "postgresql":
        sql(
            "ALTER TABLE accounts_roleassignment"
            " DROP CONSTRAINT accounts_role_granted_once"
        )
    sql("INSERT INTO accounts_roleassignment SELECT * FROM accounts_roleassignment")
    assert found() == {("row_twice", str(role.pk))}
