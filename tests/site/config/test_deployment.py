"""A production environment passes Django's deployment check; a bare one says what it lacks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PRODUCTION = {
    "OPENDTI_SECRET_KEY": "x9Kd-" * 5
    + "".join(chr(c) for c in range(65, 122) if chr(c).isalnum()),
    "OPENDTI_HOSTS": "dti.example.gov.vn",
    "OPENDTI_AUDIT_KEY_FILE": "/etc/opendti/audit_key",
    "DJANGO_SETTINGS_MODULE": "opendti_site.config.settings",
}


def python(tmp_path, *words, **environment):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OPENDTI_")}
    return subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-W", "error", *words],
        env=kept
        | {"PYTHONPATH": "src", "OPENDTI_DATA_DIR": str(tmp_path)}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def manage(tmp_path, *words, program=("django",), **environment):
    return python(tmp_path, "-m", *program, *words, **environment)


def test_production_passes_the_deployment_check(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


HSTS = """
from opendti_site.config import settings
print(settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD)
"""


def test_hsts_binds_this_name_alone_unless_more_is_asked_for(tmp_path):
    done = python(tmp_path, "-c", HSTS, **PRODUCTION)
    assert done.stdout.split() == ["31536000", "False", "False"]
    asked = {"OPENDTI_HSTS_SUBDOMAINS": "1", "OPENDTI_HSTS_PRELOAD": "1"}
    done = python(tmp_path, "-c", HSTS, **PRODUCTION | asked)
    assert done.stdout.split() == ["31536000", "True", "True"]


def test_production_without_a_secret_names_the_variable(tmp_path):
    done = manage(tmp_path, "check", **(PRODUCTION | {"OPENDTI_SECRET_KEY": ""}))
    assert done.returncode == 1
    assert "OPENDTI_SECRET_KEY is not set" in done.stderr
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    "words", [["verify_audit"], ["rename_user", "a", "b"], ["backup", "empty.tar.gz"]]
)
def test_a_command_on_an_empty_database_asks_for_the_settings(tmp_path, words):
    """As in a terminal where nobody has set them: no trace, and no backup of nothing."""
    if words[0] == "backup":
        words = ["backup", str(tmp_path / words[1])]
    done = manage(tmp_path, *words, program=("opendti", "site"), **PRODUCTION)
    assert done.returncode != 0
    assert "OPENDTI_DATA_DIR among them, set in this terminal?" in done.stderr
    assert not (tmp_path / "empty.tar.gz").exists()


def test_no_migration_is_missing(tmp_path):
    done = manage(tmp_path, "makemigrations", "--check", "--dry-run", **PRODUCTION)
    assert done.returncode == 0, done.stdout
