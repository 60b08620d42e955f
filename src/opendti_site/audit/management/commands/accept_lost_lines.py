"""Answer for audit lines that an anchor knows and the chain has lost."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from opendti_site.audit.actions import accept_lost_lines
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Write a line that says why lines at the end are gone."""

    help = "Say why lines at the end are gone, as after restoring a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the reason."""
        parser.add_argument("--reason", required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the line."""
        try:
            accept_lost_lines(reason=options["reason"], by=None)
        except ActionRefusedError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("earlier anchors may know more lines than the chain has now")
