"""Answer for rows that were changed behind the site's back and are right as they are."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from opendti_site.audit.accepting import accept_changed_rows
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.verification import verify
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Verify, seal the named rows as they are now, and say so in the chain."""

    help = (
        "Seal rows as they are now, by one line that names them and the reason: "
        "for rows that verify_audit names and that a person has looked at."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for table and keys as verify_audit prints them, and for the reason."""
        parser.add_argument("table", help="as organisations.Unit")
        parser.add_argument("keys", nargs="+", metavar="key")
        parser.add_argument("--reason", required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the line, and say which rows it seals."""
        findings = verify(deep=False).findings
        table, keys = options["table"], options["keys"]
        try:
            line = accept_changed_rows(
                table, keys, findings=findings, reason=options["reason"], by=None
            )
        except ActionRefusedError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"line {line.pk} answers for {table} {', '.join(keys)}")
