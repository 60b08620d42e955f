"""Django's `migrate`, in one transaction."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection

from opendti_site.operations.management.base import SiteCommand
from opendti_site.operations.migration_state import migration_state, unknown_in_words
from opendti_site.operations.one_transaction import single_transaction
from opendti_site.operations.upgrade_lock import UpgradeRunningError, upgrade_lock


class Command(SiteCommand, migrate.Command):
    """What Django does, but all of it or nothing, and never on tables that a newer program has changed."""

    help = f"{migrate.Command.help} All migrations are applied, or none."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse tables of a newer program; then migrate, and undo everything where that fails."""
        unknown = unknown_in_words(migration_state())
        if unknown:
            raise CommandError(unknown)
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        try:
            with upgrade_lock(), single_transaction():
                super().handle(*args, **options)
        except UpgradeRunningError as running:
            raise CommandError(str(running)) from None
        except Exception:
            self.stderr.write("Nothing was migrated: the database is as it was before.")
            raise

    def migration_progress_callback(self, action: str, *about: Any) -> None:
        """Settle what waits for the end of the transaction: PostgreSQL changes no table while anything does."""
        if action == "apply_start" and connection.in_atomic_block:
            connection.check_constraints()
        super().migration_progress_callback(action, *about)
