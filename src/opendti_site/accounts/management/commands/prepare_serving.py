"""What `opendti serve` asks for before it starts: tables that fit, and a way in for the first administrator."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from opendti_site.accounts.actions.first import OvertakenError
from opendti_site.accounts.administrators import lacks_administrator


class Command(BaseCommand):
    """Refuse a database that is behind or ahead; where nobody can sign in yet, show the first link."""

    help = "Say whether the site can be served; called by opendti serve."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port at which the site will listen."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        """End with 1, after the missing migrations, where tables do not fit."""
        call_command("migrate", check_unapplied=True, stdout=self.stdout)
        # A demo has people of its own; without a key nothing can be signed, and the web server says so.
        if settings.SECRET_KEY and not settings.DEMO and lacks_administrator():
            port = options["port"]
            try:
                call_command("first_administrator", port=port, stdout=self.stdout)
            except CommandError as refusal:
                if not isinstance(refusal.__cause__, OvertakenError):
                    raise
                self.stdout.write(str(refusal))  # another server shows the link
