"""Give a person another name to sign in with."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from opendti_site.accounts.actions import rename_user
from opendti_site.accounts.models import User
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Rename an account; the old name must be written exactly."""

    help = "Give a person another name to sign in with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the old and the new name."""
        parser.add_argument("username")
        parser.add_argument("new_username")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Rename, or say why not."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            message = f"there is no account {options['username']}"
            raise CommandError(message)
        try:
            rename_user(user=user, username=options["new_username"], by=None)
        except (ActionRefusedError, ValidationError) as refusal:
            raise CommandError(
                "; ".join(map(str, getattr(refusal, "messages", [refusal])))
            ) from None
        self.stdout.write(f"{options['username']} is now {user.username}")
