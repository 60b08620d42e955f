"""Restore a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opendti_site.operations.backup import BackupError, restore

NEXT = """\
Next:
  opendti site migrate --no-input
  opendti site verify_audit
What was written after the backup is gone. Where an anchor of the audit log outlived the site, it knows
of that, and verify_audit says that it is ahead of the log: note the restoration where your office keeps
such notes."""


class Command(BaseCommand):
    """Database and files, while the site stands still."""

    help = "Replace the database and all files by a backup; the site must be stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the backup, the keys, and the leave to replace what is there."""
        parser.add_argument("source", type=Path, help="what `backup` wrote")
        parser.add_argument("--keys", type=Path, help="put the keys of this file back")
        parser.add_argument(
            "--identity", type=Path, help="the file that reads an encrypted backup"
        )
        parser.add_argument(
            "--force", action="store_true", help="replace the data that are here"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check the backup, restore it, and print what to do next."""
        try:
            restored = restore(
                options["source"],
                keys=options["keys"],
                identity=options["identity"],
                force=options["force"],
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"restored: the database of {restored.created_at} and {restored.files} files"
        )
        self.stdout.write(NEXT)
