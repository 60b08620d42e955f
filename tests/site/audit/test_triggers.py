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


@pytest.mark.postgres
def test_a_rule_that_takes_writes_elsewhere_is_found():
    assert planted(RULE) == [("trigger_found", "better", "assessments_answer")]
