"""What is not loaded when a command of the site starts: it would cost each of them more than all else."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {
    "docx",
    "fido2",
    "lark",
    "lxml",
    "numpy",
    "opendti.framework.model",
    "opendti.plan.compile",
    "opendti.rules",
    "opendti_site.config.urls",
    "opendti_site.publication.views",
    "polars",
    "xlsxwriter",
    "yaml",
}
# As from a terminal: `call_command` would leave the checks out.
STARTED = """
import sys
import django
from django.core.management import call_command
django.setup()
try:
    call_command("migrate", "--check", verbosity=0, skip_checks=False)
except SystemExit as asked:
    print(asked.code, *sorted(set(sys.modules)))
"""


@pytest.mark.sqlite
def test_a_command_starts_without_the_engine_and_the_pages(tmp_path: Path) -> None:
    environment = os.environ | {
        "PYTHONPATH": ":".join(sys.path),
        "DJANGO_SETTINGS_MODULE": "opendti_site.config.settings",
        "OPENDTI_DEMO": "1",
        "OPENDTI_DATA_DIR": str(tmp_path),
        "OPENDTI_DATABASE_URL": "",
    }
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-c", STARTED],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    code, *loaded = done.stdout.split()
    assert code == "1", "not every migration is applied"
    assert "opendti_site.assessments.models" in loaded
    assert HEAVY & set(loaded) == set()
