"""Commands that work on the tables, and so need those of this program."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import DatabaseError

from opendti_site.operations.management.base import SiteCommand
from opendti_site.operations.pausing import reason_to_pause


class SchemaCheckedCommand(SiteCommand):
    """A command that refuses a database which is behind the program or ahead of it."""

    def refuse_other_tables(self) -> None:
        """Raise CommandError where database and program do not fit; one that does not answer is left to the command."""
        try:
            mismatch = reason_to_pause()
        except DatabaseError:
            return
        if mismatch:
            raise CommandError(mismatch)
