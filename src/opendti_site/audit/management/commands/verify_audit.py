"""Walk along the audit chain and say whether it is whole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opendti_site.audit.queries import walk_chain


class Command(BaseCommand):
    """Check every seal of the audit chain."""

    help = "Check every seal of the audit chain; exit 1 where it is broken."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how many lines stand, or where the chain breaks."""
        report = walk_chain()
        if not report.is_whole:
            where = f" at line {report.broken_at}" if report.broken_at else ""
            message = f"the audit chain is broken{where}: {report.reason}"
            raise CommandError(message)
        self.stdout.write(f"the audit chain is whole: {report.length} lines")
