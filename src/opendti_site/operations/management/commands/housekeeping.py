"""Do the periodic work that is due."""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from opendti_site.operations.chores import ChoresReport, known_chores, run_chores
from opendti_site.operations.logs import event
from opendti_site.operations.management.schema_checked import SchemaCheckedCommand

logger = logging.getLogger("opendti.housekeeping")


class Command(SchemaCheckedCommand):
    """All periodic work of the site in one command, for a timer."""

    help = "Do the periodic work that is due; run it every few minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to do everything now."""
        parser.add_argument(
            "--all", action="store_true", help="do also what is not due yet"
        )
        parser.add_argument(
            "--without",
            action="append",
            default=[],
            metavar="NAME",
            choices=[chore.name for chore in known_chores() if chore.every],
            help="leave out what a timer of its own does, such as backup",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was done, or log it for programs; exit 1 where a fault was found."""
        self.refuse_other_tables()
        report = run_chores(all_of_them=options["all"], without=options["without"])
        write = self._log if settings.LOG == "json" else self._print
        write(report)
        if report.faults:
            sys.exit(1)

    def _print(self, report: ChoresReport) -> None:
        for name, outcome in report.outcomes.items():
            if outcome.done:
                self.stdout.write(f"{name}: {outcome.done}")
        if report.faults:
            raise CommandError("\n".join(report.faults))

    def _log(self, report: ChoresReport) -> None:
        for name, outcome in report.outcomes.items():
            if outcome.done:
                event(logger, logging.INFO, outcome.done, chore=name)
            for fault in outcome.faults:
                event(logger, logging.ERROR, fault, chore=name)
