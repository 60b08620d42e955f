"""Every act that asks for a reason refuses one that holds no letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.actions import reopen_round
from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.actions import accept_lost_lines
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.results.models import Run
from tests.site.runs import round_, run

__all__ = ["round_", "run"]

SOURCE = Path(__file__).parents[3] / "src" / "opendti_site"
NO_WORDS = ["", "  ", "...", "12/3"]
COMMANDS = {
    "accept_changed_rows": ["organisations.Unit", "1"],
    "accept_lost_lines": [],
    "seal_existing": [],
}


@pytest.mark.parametrize("reason", NO_WORDS)
@pytest.mark.parametrize("command", COMMANDS)
def test_command_refuses_a_reason_without_words(
    db: None, command: str, reason: str
) -> None:
    before = AuditLine.objects.count()
    with pytest.raises(CommandError, match="Hãy ghi lý do"):
        call_command(command, *COMMANDS[command], f"--reason={reason}")
    assert AuditLine.objects.count() == before


@pytest.mark.parametrize("reason", NO_WORDS)
def test_act_refuses_a_reason_without_words(
    run: Run, coordinator: User, reason: str
) -> None:
    round_ = Round.objects.get(pk=run.round_id)
    with pytest.raises(ValidationError, match="Hãy ghi lý do"):
        reopen_round(round_, reason=reason, by=coordinator)
    with pytest.raises(ActionRefusedError, match="Hãy ghi lý do"):
        accept_lost_lines(reason=reason, by=coordinator)


def test_no_act_asks_for_a_reason_otherwise() -> None:
    """A guard like `if not reason.strip()` would take dots and digits."""
    guard = re.compile(r"not \S*(reason|note|change_note)\.strip\(\)")
    files = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    assert len(files) > 100
    assert [path.name for path in files if guard.search(path.read_text("utf-8"))] == []
