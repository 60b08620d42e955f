"""Write the whole site into one file or folder."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from opendti_site.operations.backup import BackupError, back_up
from opendti_site.operations.backup.chores import DAILY_BACKUP
from opendti_site.operations.backup.encryption import new_identity
from opendti_site.operations.backup.records import noted, size_of
from opendti_site.operations.chores import run_chore
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Database and files, while the site runs."""

    help = (
        "Write the database and all files into a new .tar.gz, .tar.gz.age, .tar or folder; "
        "without a name, do the daily backup of the settings now. Keys go into a file of their own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the target, and where keys go if they are wanted."""
        parser.add_argument("target", type=Path, nargs="?", help="a new file or folder")
        parser.add_argument(
            "--keys", type=Path, help="write the keys into this new file"
        )
        parser.add_argument(
            "--new-identity",
            type=Path,
            metavar="FILE",
            help="make what reads encrypted backups, and print the recipient for the settings",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, or leave nothing behind."""
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            if options["new_identity"]:
                self._make_identity(options["new_identity"])
            elif options["target"]:
                self._back_up(options["target"], options["keys"])
            else:
                self._back_up_on_schedule()
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        finally:
            signal.signal(signal.SIGTERM, before)

    def _back_up(self, target: Path, keys: Path | None) -> None:
        if "django_migrations" not in connection.introspection.table_names():
            message = (
                "the database is empty, so there is nothing to back up; are the site's settings, "
                "OPENDTI_DATA_DIR among them, set in this terminal?"
            )
            raise CommandError(message)
        with noted(str(target.resolve())) as record:
            written = back_up(target, keys=keys)
            record.size, record.files = size_of(target), len(written.files)
        size = sum(record.size for record in written.files.values())
        self.stdout.write(f"{target}: {len(written.files)} files, {size} bytes")
        if keys is None:
            self.stdout.write(
                "The keys are not in it; keep them elsewhere (--keys FILE writes them)."
            )

    def _back_up_on_schedule(self) -> None:
        if not settings.BACKUP_TO:
            message = (
                "name a target, or set OPENDTI_BACKUP_TO to where daily backups go"
            )
            raise CommandError(message)
        outcome = run_chore(DAILY_BACKUP)
        if outcome is None:
            message = "another process is writing the daily backup"
            raise CommandError(message)
        if outcome.faults:
            raise CommandError("\n".join(outcome.faults))
        self.stdout.write(outcome.done)

    def _make_identity(self, path: Path) -> None:
        recipient = new_identity(path)
        self.stdout.write(f"OPENDTI_BACKUP_RECIPIENTS={recipient}")
        self.stderr.write(
            f"Keep {path} away from this machine: nothing else reads encrypted backups."
        )
