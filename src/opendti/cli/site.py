"""`opendti site`: Django's management commands, where the site is installed."""

from __future__ import annotations

import os
import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer

from opendti.errors import UsageError

SETTINGS = "opendti_site.config.settings"
SITE_SETTINGS = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "help_option_names": [],
}
MISSING = "the site is not installed here; install it with: pip install 'opendti[site]'"

NO_TABLES = (
    "the database is not set up ({error}); are the site's settings, OPENDTI_DATA_DIR among them, "
    "set in this terminal? A new site begins with: opendti site migrate"
)
TABLE_IS_MISSING = re.compile(r'no such table|relation ".*" does not exist')


def site(context: typer.Context) -> None:
    """Run a management command of the site, such as migrate or seed_demo."""
    refuse_without_site()
    run_command(["opendti site", *context.args])


def refuse_without_site() -> None:
    """Explain that the optional part of the distribution is absent."""
    if find_spec("django") is None or find_spec("opendti_site") is None:
        raise UsageError(MISSING)


def run_command(arguments: list[str]) -> None:
    """Run Django's command line, which is known here by name only."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    management: Any = import_module("django.core.management")
    misconfigured: type[Exception] = import_module(
        "django.core.exceptions"
    ).ImproperlyConfigured
    database_error: type[Exception] = import_module("django.db").DatabaseError
    try:
        management.execute_from_command_line(arguments)
    except misconfigured as error:
        raise UsageError(str(error)) from error
    except database_error as error:
        if not TABLE_IS_MISSING.search(str(error)):
            raise
        raise UsageError(NO_TABLES.format(error=error)) from error
    except ModuleNotFoundError as error:
        message = f"{MISSING} ({error.name} is missing)"
        raise UsageError(message) from error
