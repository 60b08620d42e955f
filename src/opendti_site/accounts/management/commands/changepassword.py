"""Django's command, which here leaves an audit line."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand, changepassword.Command):
    """Set a person's password for one sign-in, and say so in the audit chain."""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> str | None:
        """Set it as Django does; one that is set in any other way is a finding."""
        username = options["username"] or getpass.getuser()
        output: str | None = super().handle(*args, **options | {"username": username})
        user = User.objects.get(username=username)
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
        record("reset_password", user, by=None, seals=[user])
        return output
