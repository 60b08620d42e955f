"""Take the password and the second factor from an account."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from opendti_site.accounts.actions import remove_credentials
from opendti_site.accounts.models import User
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Let an account open by the provider of single sign-on alone; its name must be written exactly."""

    help = "Take the password, the second factor and the passkeys from an account; its sessions end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name."""
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take them."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            message = f"there is no account {options['username']}"
            raise CommandError(message)
        remove_credentials(user=user, by=None)
        self.stdout.write(f"{user.username} has no password and no second factor now")
