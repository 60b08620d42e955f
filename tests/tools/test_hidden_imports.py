"""Imports stand under `TYPE_CHECKING` only where decision 1 says so."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DECISION = ROOT / "docs" / "decisions" / "0001-walls-are-contracts.md"
SOURCE = ROOT / "src"


def test_exactly_the_modules_that_decision_1_names_hide_imports() -> None:
    named = set(re.findall(r"`(opendti\w*/[\w/.]*)`", DECISION.read_text("utf-8")))
    folders = {name for name in named if name.endswith("/")}
    hiding = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "if TYPE_CHECKING" in path.read_text("utf-8")
    }
    one_by_one = {name for name in hiding if not name.startswith(tuple(folders))}
    assert folders == {"opendti/cli/"}
    assert one_by_one == named - folders
