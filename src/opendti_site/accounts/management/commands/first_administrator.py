"""Let the first administrator of a new site set a password, without a dialogue on a terminal."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from opendti_site.accounts.actions import invite_first_administrator
from opendti_site.accounts.links import FIRST, LIFETIMES, path_to
from opendti_site.accounts.models import User
from opendti_site.accounts.names import refuse_unfit_address
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.operations.durable import flushed_beside

HERE = "http://localhost"
"""The address of a site that nobody gave a name: one machine, which the port completes."""


class Command(BaseCommand):
    """Make the account and show the link on this console alone: no visitor of the site ever sees it."""

    help = "Make the superuser of a new site, and show a link to set its password."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name, the address, and where the link goes; the settings have them as well."""
        parser.add_argument("--name", default=settings.ADMIN_NAME)
        parser.add_argument("--mail", default=settings.ADMIN_MAIL)
        parser.add_argument(
            "--file",
            default=settings.ADMIN_LINK_FILE,
            help="Write the link to this file instead, readable by its owner alone.",
        )
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it and show the link, or say why not."""
        user = self._invited(options["name"], options["mail"])
        path = path_to(user, FIRST)
        at_port = f":{options['port']}" if settings.SITE_URL == HERE else ""
        link = f"{settings.SITE_URL}{at_port}{path}"
        if options["file"]:
            link = f"(in the file {written(Path(options['file']), link)})"
        ends = timezone.localtime(timezone.now() + LIFETIMES[FIRST])
        self.stdout.write(
            f"Nobody can sign in yet. The first administrator, {user.username}, sets a password at\n  {link}\n"
            f"This link works once, until {ends:%H:%M %d/%m/%Y}. Another one: opendti site first_administrator"
        )

    def _invited(self, name: str, mail: str) -> User:
        try:
            if mail:
                refuse_unfit_address(mail)
            return invite_first_administrator(username=name, email=mail)
        except (ActionRefusedError, ValidationError) as refusal:
            reasons = getattr(refusal, "messages", [refusal])
            raise CommandError("; ".join(map(str, reasons))) from refusal


def written(path: Path, link: str) -> Path:
    """Write a link to a file of its owner's alone, in one move; raise CommandError where that fails."""
    try:
        with flushed_beside(path, f"{link}\n".encode()) as fresh:
            fresh.replace(path)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}"
        raise CommandError(message) from None
    return path
