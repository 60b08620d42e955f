"""A trigger would change a row within the act that seals it, so none may be there."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from opendti_site.audit.verification import verify

pytestmark = [pytest.mark.django_db, pytest.mark.tampered("what these tests are for")]

SQLITE = """
CREATE TRIGGER better AFTER INSERT ON assessments_answer
BEGIN UPDATE assessments_answer SET value = 90 WHERE id = new.id; END
"""
POSTGRESQL = """
CREATE FUNCTION better_values() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN new.value = 90; RETURN new; END $$;
CREATE TRIGGER better BEFORE INSERT ON assessments_answer
FOR EACH ROW EXECUTE FUNCTION better_values();
"""
RULE = "CREATE RULE better AS ON INSERT TO assessments_answer DO INSTEAD NOTHING"


CASCADE = {
    "sqlite": "ALTER TABLE assessments_answer ADD COLUMN {0} bigint"
    " REFERENCES assessments_submission (id) ON {1}",
    "postgresql": "ALTER TABLE assessments_answer ADD CONSTRAINT {0}"
    " FOREIGN KEY (submission_id) REFERENCES assessments_submission (id) ON {1}",
}


def planted(sql: str) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
    return [(found.code, found.key, found.name) for found in verify().findings]


def test_a_trigger_is_found_and_named(capsys):
    assert verify().findings == []
    sql = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    assert planted(sql) == [("trigger_found", "better", "assessments_answer")]
    with pytest.raises(CommandError, match="1 things differ"):
        call_command("verify_audit")
    assert "trigger on the table assessments_answer" in capsys.readouterr().out


@pytest.mark.parametrize("act", ["UPDATE CASCADE", "DELETE SET NULL"])
def test_a_foreign_key_that_passes_a_change_on_is_found(act):
    """It would change a row within the act that seals it, as a trigger does."""
    sql = CASCADE[connection.vendor].format("passing_on", act)
    assert planted(sql) == [("trigger_found", "passing_on", "assessments_answer")]


@pytest.mark.postgres
def test_a_rule_that_takes_writes_elsewhere_is_found():
    assert planted(RULE) == [("trigger_found", "better", "assessments_answer")]


def test_a_view_in_place_of_a_table_is_found():
    """It could show the verification what was sealed, and a page something else."""
    disguise = """
ALTER TABLE frameworks_frameworkrelease RENAME TO hidden;
CREATE VIEW frameworks_frameworkrelease AS SELECT * FROM hidden;
CREATE VIEW report AS SELECT * FROM hidden;
"""
    with connection.cursor() as cursor:
        for statement in disguise.strip().splitlines():
            cursor.execute(statement)
    table = "frameworks_frameworkrelease"
    found = [(found.code, found.key) for found in verify().findings]
    assert found == [("table_disguised", table)]


@pytest.mark.postgres
def test_a_policy_that_hides_rows_is_found():
    sql = "ALTER TABLE accounts_roleassignment ENABLE ROW LEVEL SECURITY"
    name = "accounts_roleassignment"
    assert planted(sql) == [("table_disguised", name, name)]
