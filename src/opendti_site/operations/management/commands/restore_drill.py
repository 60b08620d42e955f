"""Restore a backup into a scratch folder and database, and verify it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from opendti_site.operations.backup import BackupError
from opendti_site.operations.backup.chores import RESTORE_DRILL
from opendti_site.operations.backup.drill import drill
from opendti_site.operations.chores import run_chore
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Restore the newest backup into a scratch database and verify it."""

    help = "Restore a backup (the newest of the daily ones unless named) into a scratch folder and database, and verify it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another backup than the newest."""
        parser.add_argument("source", type=Path, nargs="?", help="what `backup` wrote")
        parser.add_argument(
            "--identity", type=Path, help="the file that reads an encrypted backup"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what came back; exit 1 where it is not whole."""
        if options["source"] is None:
            self._drill_newest()
            return
        try:
            drilled = drill(options["source"], options["identity"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{drilled.name} restored in {drilled.seconds} s; {drilled.verified}"
        )

    def _drill_newest(self) -> None:
        outcome = run_chore(RESTORE_DRILL)
        if outcome is None or outcome.faults:
            faults = outcome.faults if outcome else ("another process is at it",)
            raise CommandError("\n".join(faults))
        if not outcome.done:
            fault = "OPENDTI_BACKUP_TO is not set, so there are no daily backups: name the one to restore"
            raise CommandError(fault)
        self.stdout.write(outcome.done)
