"""Wall: what is written into the audit log without the key is found, and nothing obeys it.

The verbs are those that the verification itself follows: an app that registers another one
meets these tests by itself. Values that no program of ours can read name their row, and hide no other.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from opendti_site.audit.actions import record
from opendti_site.audit.anchors import add_to_files, anchor_of
from opendti_site.audit.chain import LOSS, ROTATION
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.succession import RESEALING_VERBS
from opendti_site.audit.verification import verify
from tests.site.walls.tampering import (  # noqa: F401 -- fixtures are found by their names here
    TABLES,
    columns,
    last_row,
    sealed_world,
    world_reporter,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.tampered("what this wall is for")]

OBEYED = sorted(RESEALING_VERBS | {LOSS, ROTATION})
LINES = "audit.AuditLine"
IN_2099 = "2099-01-01 00:00:00+00:00"


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def named() -> set[tuple[str, str]]:
    """Verify, and return table and key of every row that is named."""
    return {(finding.table, finding.key) for finding in verify(deep=False).findings}


def key_in_use() -> str:
    """Return the name of the key that seals now, which the database tells anybody."""
    return ChainHead.objects.get().key


def made_superuser(user: User) -> tuple[str, str]:
    """Change a row by hand; return how a finding names it."""
    sql("UPDATE accounts_user SET is_superuser = (1=1) WHERE id = %s", user.pk)
    return "accounts.User", str(user.pk)


def excuses(*rows: tuple[str, str]) -> dict[str, Any]:
    """Return a detail that answers for all lines, for rows, and for a change of the key."""
    lines = [str(pk) for pk in range(-9, AuditLine.objects.latest("pk").pk + 9)]
    accepted = {LINES: lines} | {label: [pk] for label, pk in rows}
    return {"accepted": accepted, "next": key_in_use(), "reason": "theo quy định"}


def forge(verb: str, key: str, rows: list[tuple[str, str]], pk: int = 0) -> str:
    """Add a line behind the last one, or with a key of its own, and set the head to it."""
    last = AuditLine.objects.latest("pk")
    pk = pk or last.pk + 1
    digest = f"{pk:064x}"
    seals: dict[str, dict[str, str]] = {label: {row: "x"} for label, row in rows}
    sql(
        "INSERT INTO audit_auditline (id, at, actor_name, verb, subject, subject_name, detail,"
        " previous, digest, key, seals) VALUES (%s, %s, 'x', %s, 'x', '', %s, %s, %s, %s, %s)",
        pk,
        IN_2099,
        verb,
        json.dumps(excuses(*rows)),
        last.digest,
        digest,
        key,
        json.dumps(seals),
    )
    sql("UPDATE audit_chainhead SET digest = %s, length = length + 1", digest)
    return str(pk)


@pytest.mark.parametrize("verb", OBEYED)
@pytest.mark.parametrize("key", ["ours", "unknown", "none"])
def test_a_forged_line_excuses_nothing(world, reporter, verb: str, key: str):
    changed = made_superuser(reporter)
    keys = {"ours": key_in_use(), "unknown": "zz", "none": ""}
    forged = forge(verb, keys[key], [changed])
    assert (LINES, forged) in named()


@pytest.mark.parametrize("verb", OBEYED)
def test_a_forged_line_that_seals_nothing_hides_no_row(world, reporter, verb: str):
    changed = made_superuser(reporter)
    forge(verb, key_in_use(), [])
    assert changed in named()


@pytest.mark.parametrize("verb", OBEYED)
def test_a_line_that_is_made_to_excuse_itself_is_found(world, reporter, verb: str):
    changed = made_superuser(reporter)
    line = AuditLine.objects.order_by("pk")[5]
    sql(
        "UPDATE audit_auditline SET verb = %s, detail = %s WHERE id = %s",
        verb,
        json.dumps(excuses(changed)),
        line.pk,
    )
    assert {changed, (LINES, str(line.pk))} <= named()


def test_forged_words_about_lost_lines_excuse_no_anchor(
    settings: SettingsWrapper, tmp_path: Path, reporter: User
):
    settings.AUDIT_ANCHORS = [str(tmp_path / "anchor")]
    kept = AuditLine.objects.latest("pk")
    for number in range(5):
        record("act", f"thing:{number}", by=None)
    add_to_files(anchor_of(ChainHead.objects.get()))
    sql("DELETE FROM audit_auditline WHERE id > %s", kept.pk)
    sql("UPDATE audit_chainhead SET length = length - 5")
    forge(LOSS, key_in_use(), [])
    found = {finding.code for finding in verify(deep=False).findings}
    assert {"anchor_ahead", "line_changed"} <= found


@pytest.mark.parametrize("pk", [-1, 0])
def test_a_line_before_the_first_is_read(world, pk: int):
    """Most databases count from 1, and take any number that is given to them."""
    last = AuditLine.objects.latest("pk")
    forge("grant_role", last.key, [], pk=pk or -10)
    sql("UPDATE audit_auditline SET id = %s WHERE id = %s", pk, pk or -10)
    assert (LINES, str(pk)) in named()


def unreadable(column: models.Field[Any, Any]) -> str | None:
    """Return a value that the database takes and that no program of ours reads; None for none."""
    if isinstance(column, models.JSONField):
        return '{"a": 1e400}'
    if connection.vendor == "sqlite":
        kinds = (models.DecimalField, models.DateField, models.DateTimeField)
        return "abc" if isinstance(column, kinds) else None
    if isinstance(column, (models.DecimalField, models.FloatField)):
        return "NaN"
    return "infinity" if isinstance(column, models.DateField) else None


def spoilt() -> list[tuple[str, models.Field[Any, Any], str]]:
    """Return label, column and value of each column that can hold what cannot be read."""
    return [
        (label, column, value)
        for label, name in columns()
        for column in [TABLES[label]._meta.get_field(name)]  # noqa: SLF001 -- Django's documented name
        for value in [unreadable(column)]
        if value is not None and not label.endswith("Score")
    ]


def named_with(
    row: models.Model, column: str, value: str
) -> set[tuple[str, str]] | None:
    """Return what is named while a row holds a value; None where the database refuses it."""
    text = f'UPDATE {row._meta.db_table} SET "{column}" = %s WHERE id = %s'  # noqa: S608, SLF001 -- our own names
    with transaction.atomic():
        try:
            with transaction.atomic():
                sql(text, value, row.pk)
        except IntegrityError:
            return None
        found = named()
        transaction.set_rollback(True)
    return found


def test_a_value_that_cannot_be_read_names_its_row_and_hides_no_other(world, reporter):
    changed, cases = made_superuser(reporter), spoilt()
    assert len({label for label, _column, _value in cases}) > 5
    unseen = []
    for label, column, value in cases:
        row = last_row(label)
        if getattr(row, column.attname) is None and value == "abc":
            continue  # SQLite's dates give nothing for it, as they did before
        found = named_with(row, column.column, value)
        if found is not None and not {changed, (label, str(row.pk))} <= found:
            unseen.append(f"{label}.{column.name}")
    assert unseen == []


SHAPES = [
    ("seals", '{"accounts.User": 5}'),
    ("seals", '{"accounts.User": {"1": 5}}'),
    ("seals", "[1]"),
    ("detail", '{"accepted": [1]}'),
    ("detail", "[]"),
    ("detail", '{"a": 1e400}'),
    ("at", "unreadable"),
]


@pytest.mark.parametrize(("column", "value"), SHAPES)
@pytest.mark.parametrize("verb", [*OBEYED, "grant_role"])
def test_a_line_of_another_shape_is_named_and_hides_no_row(
    world, reporter, verb: str, column: str, value: str
):
    changed = made_superuser(reporter)
    line = AuditLine.objects.order_by("pk")[5]
    if column == "at":
        value = "infinity" if connection.vendor == "postgresql" else "abc"
    sql(
        f"UPDATE audit_auditline SET {column} = %s, verb = %s WHERE id = %s",  # noqa: S608 -- our own names
        value,
        verb,
        line.pk,
    )
    assert {changed, (LINES, str(line.pk))} <= named()
