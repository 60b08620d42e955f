"""Send a letter now, to see whether the mail server takes it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email

from opendti_site.mail.dialogue import message_to
from opendti_site.mail.sending import reason_of
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """The shortest way to know whether the settings of mail are right."""

    help = "Send a test letter to ADDRESS at once, past the queue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address."""
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Send, or say in the server's words why not."""
        address = options["address"]
        try:
            validate_email(address)
        except ValidationError:
            fault = f"{address} is no mail address"
            raise CommandError(fault) from None
        server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        try:
            message_to(address).send()
        except OSError as error:  # smtplib's faults among them
            fault = f"{server} did not take it: {reason_of(error)}"
            if not settings.MAIL_IS_SET:
                fault += "; OPENDTI_SMTP_URL names the mail server, and is not set"
            raise CommandError(fault) from None
        self.stdout.write(f"{server} took a letter to {address}")
