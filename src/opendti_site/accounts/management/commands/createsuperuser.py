"""Django's command, which here leaves an audit line."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.audit.personal import personal_digest
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand, createsuperuser.Command):
    """Make a superuser, and say so in the audit chain."""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make one as Django does; a superuser made in any other way is a finding."""
        superusers = User.objects.filter(is_superuser=True)
        before = list(superusers.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in superusers.exclude(pk__in=before):
            named = personal_digest(user.username)
            record("create_superuser", user, by=None, seals=[user], username=named)
