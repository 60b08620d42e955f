"""Check everything that the audit chain seals, and say what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from opendti_site.audit.verification import verify

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Verify the chain, the rows that it seals, and what was published."""

    help = (
        "Check every line of the audit chain and every row that it seals; "
        "name each that differs and exit 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let a quick look leave the long part out."""
        parser.add_argument(
            "--quick",
            action="store_true",
            help="check lines and rows only: score nothing again, read no files",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print a line a finding; fail when there is one."""
        with translation.override("en"):
            report = verify(deep=not options["quick"])
            for finding in report.findings:
                self.stdout.write(str(finding))
        looked_at = f"{report.lines} lines, {report.rows} rows"
        if not report.is_whole:
            message = f"{len(report.findings)} things differ ({looked_at} checked)"
            raise CommandError(message)
        self.stdout.write(f"the audit chain is whole: {looked_at} checked")
