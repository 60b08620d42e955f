"""Write the whole site into one file or folder."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opendti_site.operations.backup import BackupError, back_up


class Command(BaseCommand):
    """Database and files, while the site runs."""

    help = "Write the database and all files into a new .tar, .tar.gz or folder; keys go into a file of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the target, and where the keys go if they are wanted."""
        parser.add_argument("target", type=Path, help="a new .tar, .tar.gz or folder")
        parser.add_argument(
            "--keys", type=Path, help="write the keys into this new file"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, or leave nothing behind."""
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            written = back_up(options["target"], keys=options["keys"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        finally:
            signal.signal(signal.SIGTERM, before)
        size = sum(record.size for record in written.files.values())
        self.stdout.write(
            f"{options['target']}: {len(written.files)} files, {size} bytes"
        )
        if options["keys"] is None:
            self.stdout.write(
                "The keys are not in it; keep them elsewhere (--keys FILE writes them)."
            )
