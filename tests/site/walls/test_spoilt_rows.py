"""Wall: a row, a line or the head that cannot be read is named, and neither hides another nor ends a verification.

Whoever writes SQL can write what no program of ours does: half a surrogate pair, bytes that are
no text, a number without end, keys that no column takes. None may keep a verification from
reading on, nor end the page that publishes.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from opendti_site.audit import verification
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.verification import verify
from opendti_site.publication.actions import findings_before
from opendti_site.publication.models import Edition, EditionScore
from opendti_site.publication.older import seal_older_editions
from opendti_site.results.models import Run, RunScore
from tests.site.walls.tampering import (  # noqa: F401 -- fixtures are found by their names here
    TABLES,
    columns,
    last_row,
    sealed_world,
    world_coordinator,
    world_reporter,
)

pytestmark = [pytest.mark.django_db, pytest.mark.tampered("what this wall is for")]

LINES, PEOPLE = "audit.AuditLine", "accounts.User"
HALF_A_PAIR = r'{"a": "\ud800"}'
NO_TEXT = "CAST(x'ff' AS TEXT)"
ODD_KEYS = ["abc", "", " 1", "-5", "1.5", "9" * 30, r"\ud800"]


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def named(*, deep: bool = False) -> set[tuple[str, str]]:
    """Verify, and return table and key of every row that is named."""
    return {(finding.table, finding.key) for finding in verify(deep=deep).findings}


@pytest.fixture(name="changed")
def a_superuser_made_by_hand(world, reporter) -> tuple[str, str]:
    """Change a row by hand; return how a finding names it, whatever else is spoilt."""
    sql("UPDATE accounts_user SET is_superuser = (1=1) WHERE id = %s", reporter.pk)
    return PEOPLE, str(reporter.pk)


def json_columns() -> list[tuple[str, str]]:
    return [
        (label, name)
        for label, name in columns()
        if isinstance(TABLES[label]._meta.get_field(name), models.JSONField)  # noqa: SLF001 -- Django's documented name
    ]


@pytest.mark.sqlite
def test_half_a_surrogate_pair_names_its_row_and_hides_no_other(changed):
    unseen = []
    assert len(json_columns()) > 5
    for label, name in json_columns():
        row = last_row(label)
        with transaction.atomic():
            table = row._meta.db_table  # noqa: SLF001 -- Django's documented name
            text = f'UPDATE {table} SET "{name}" = %s WHERE id = %s'  # noqa: S608 -- our own names
            sql(text, HALF_A_PAIR, row.pk)
            if not {changed, (label, str(row.pk))} <= named(deep=True):
                unseen.append(f"{label}.{name}")
            transaction.set_rollback(True)
    assert unseen == []


@pytest.mark.sqlite
@pytest.mark.parametrize("column", ["digest", "previous", "key", "verb", "actor_name"])
def test_a_line_with_what_is_no_text_is_named_and_hides_no_row(changed, column: str):
    line = AuditLine.objects.order_by("pk")[5]
    sql(
        f"UPDATE audit_auditline SET {column} = {NO_TEXT} WHERE id = %s",  # noqa: S608 -- our own names
        line.pk,
    )
    assert {changed, (LINES, str(line.pk))} <= named()


@pytest.mark.sqlite
@pytest.mark.parametrize("column", ["digest", "key"])
def test_a_head_that_cannot_be_read_is_a_finding(changed, column: str):
    sql(f"UPDATE audit_chainhead SET {column} = {NO_TEXT}")  # noqa: S608 -- our own names
    assert {changed, (LINES, str(AuditLine.objects.latest("pk").pk))} <= named()


@pytest.mark.parametrize("key", ["", "zz"])
def test_a_head_with_another_key_is_a_finding(world, key: str):
    """Acts would stop, or be sealed with a key that was changed because others know it."""
    assert named() == set()
    ChainHead.objects.update(key=key)
    (finding,) = verify(deep=False).findings
    assert finding.code == "head_key_changed"


def seal_by_hand(keys: str) -> str:
    """Add a line to the end that seals rows by odd keys; return its own key."""
    last = AuditLine.objects.latest("pk")
    sql(
        "INSERT INTO audit_auditline (id, at, actor_id, actor_name, verb, subject,"
        " subject_name, detail, previous, digest, key, seals) SELECT id + 1, at, actor_id,"
        " actor_name, verb, subject, subject_name, detail, digest, 'x', key, %s"
        " FROM audit_auditline WHERE id = %s",
        f'{{"{PEOPLE}": {{{keys}}}}}',
        last.pk,
    )
    return str(last.pk + 1)


@pytest.mark.parametrize("key", ODD_KEYS)
def test_a_forged_line_with_keys_that_no_column_takes_hides_no_row(
    changed, key: str, capsys
):
    if key == r"\ud800" and connection.vendor == "postgresql":
        key = "abc"  # PostgreSQL refuses it
    line = seal_by_hand(f'"{key}": "x"')
    assert {changed, (LINES, line)} <= named()
    with pytest.raises(CommandError, match="things differ"):
        call_command("verify_audit", "--quick")
    capsys.readouterr().out.encode()


def test_rows_with_other_keys_than_the_site_gives_are_confirmed(world):
    """A key that is not looked for by a query is found among all rows."""
    for pk in (-5, 9 * 10**18):
        sql(
            "INSERT INTO accounts_roleassignment (id, role, user_id, unit_id, since)"
            " SELECT %s, 'council', user_id, unit_id, since FROM accounts_roleassignment"
            " WHERE id = (SELECT MIN(id) FROM accounts_roleassignment)",
            pk,
        )
        assert ("accounts.RoleAssignment", str(pk)) in named()
        sql("DELETE FROM accounts_roleassignment WHERE id = %s", pk)


def test_more_rows_than_a_query_can_name_are_all_found(changed, monkeypatch):
    monkeypatch.setattr(verification, "KEYS_A_QUERY", 1)
    sql("UPDATE accounts_user SET is_superuser = (1=1)")
    people = apps.get_model(PEOPLE).objects.values_list("pk", flat=True)
    assert named() == {(PEOPLE, str(pk)) for pk in people}
    assert len(people) > 1


@pytest.mark.parametrize("model", [EditionScore, RunScore])
def test_a_score_without_end_is_named_and_hides_no_other(world, coordinator, model):
    """Digests refuse it, so it is the comparison with the run that names it."""
    table = model._meta.db_table  # noqa: SLF001 -- Django's documented name
    rows = list(model.objects.order_by("pk"))
    sql(f"UPDATE {table} SET points = %s WHERE id = %s", float("inf"), rows[0].pk)  # noqa: S608 -- our own names
    sql(f"UPDATE {table} SET points = 9.75 WHERE id = %s", rows[-1].pk)  # noqa: S608 -- our own names
    label = model._meta.label  # noqa: SLF001 -- Django's documented name
    assert {(label, str(rows[0].pk)), (label, str(rows[-1].pk))} <= named(deep=True)
    found = [finding.code for finding in findings_before(Run.objects.get())]
    assert found == (["scores_differ"] if model is RunScore else [])


def test_frozen_answers_that_are_no_json_name_their_run_alone(world):
    run, edition = Run.objects.get(), Edition.objects.get()
    sql("UPDATE results_run SET inputs = 'x' WHERE id = %s", run.pk)
    found = named(deep=True)
    assert ("results.Run", str(run.pk)) in found
    assert not {table for table, _key in found} & {"check"}
    assert edition.run_id == run.pk


def test_the_first_upgrade_seals_a_database_that_has_an_edition_of_before(world):
    """Editions are sealed by a line too: it must not come before the line that seals the rows."""
    edition = Edition.objects.get()
    older = {k: v for k, v in edition.manifest.items() if k != "content_digest"}
    sql("UPDATE publication_edition SET manifest = %s", json.dumps(older))
    sql("UPDATE audit_auditline SET key = '', seals = '{}', detail = '{}'")
    sql("UPDATE audit_chainhead SET key = ''")
    seal_older_editions(apps=apps)
    rows = {row for row in named() if row[0] != LINES}
    assert rows == set()
