"""Seal the rows that no line of the audit chain names."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from opendti_site.audit.existing import seal_existing
from opendti_site.operations.management.base import SiteCommand
from opendti_site.ui.text import has_words


class Command(SiteCommand):
    """Write one line that seals them and says how many there were."""

    help = "Seal rows that no audit line names, by one line that lists them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the reason."""
        parser.add_argument("--reason", required=True)

    def handle(self, *_given: Any, **options: Any) -> None:
        """Seal them, and say what was sealed."""
        if not has_words(options["reason"]):
            raise CommandError(_("Hãy ghi lý do."))
        counts = seal_existing(by=None, reason=options["reason"])
        for label, count in counts.items():
            self.stdout.write(f"{label}: {count} rows sealed")
        if not counts:
            self.stdout.write("every row is sealed already")
