"""Bring the database up to the program, or leave it as it is."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation

from opendti_site.operations.management.base import SiteCommand
from opendti_site.system.upgrading import UpgradeError, UpgradeOptions, upgrade


class Command(SiteCommand):
    """The step between two versions, while the site stands still."""

    help = (
        "Back the site up, migrate the database and verify it, in one step: "
        "where anything fails, the database is as it was before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the backup goes, and what to do about findings."""
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--backup",
            type=Path,
            metavar="FILE",
            help="a new file for the backup; where daily ones go, unless named",
        )
        where.add_argument(
            "--no-backup", action="store_true", help="there is one already"
        )
        parser.add_argument(
            "--despite-findings",
            action="store_true",
            help="keep what was migrated though the verification finds something",
        )
        parser.add_argument(
            "--quick", action="store_true", help="verify lines and rows only"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Upgrade; print each step, and exit 1 where the database stays as it was."""
        choices = UpgradeOptions(
            backup=options["backup"],
            without_backup=options["no_backup"],
            despite_findings=options["despite_findings"],
            quick=options["quick"],
        )
        try:
            with translation.override("en"):
                upgrade(choices, self.stdout.write)
        except UpgradeError as error:
            raise CommandError(str(error)) from error
