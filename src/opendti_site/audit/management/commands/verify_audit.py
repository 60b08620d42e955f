"""Check everything that the audit chain seals, and say what differs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from opendti_site.audit.reports import VerificationReport
from opendti_site.audit.verification import verify_and_keep
from opendti_site.operations.management.base import SiteCommand


class Command(SiteCommand):
    """Verify the chain, the rows that it seals, and what was published."""

    help = (
        "Check every line of the audit chain and every row that it seals; "
        "name each that differs and exit 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let a quick look leave the long part out."""
        parser.add_argument(
            "--quick",
            action="store_true",
            help="check lines and rows only: score nothing again, read no files",
        )
        parser.add_argument(
            "--anchors",
            action="append",
            default=[],
            type=Path,
            metavar="FILE",
            help="compare also with anchors in a saved mail or log; may be repeated",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print a line a finding; fail when there is one."""
        report = self._verified(options)
        with translation.override("en"):
            for finding in report.findings:
                self.stdout.write(str(finding))
            for acceptance in report.acceptances:
                self.stdout.write(f"sealed as found in {acceptance}")
        if report.unkept:
            self.stderr.write(f"the result is not kept for the page: {report.unkept}")
        looked_at = (
            f"{report.lines} lines, {report.rows} rows, {report.anchors} anchors"
            + (f", {report.accepted} accepted rows" if report.accepted else "")
        )
        if not report.is_whole:
            message = f"{len(report.findings)} things differ ({looked_at} checked)"
            raise CommandError(message)
        self.stdout.write(f"the audit chain is whole: {looked_at} checked")

    @staticmethod
    def _verified(options: dict[str, Any]) -> VerificationReport:
        """Verify with a line of progress on a terminal, and none in a pipe."""
        for path in options["anchors"]:
            if not path.exists():
                message = f"{path}: no such file"
                raise CommandError(message)
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description} {task.completed}"),
            TimeElapsedColumn(),
        )
        console = Console(stderr=True)
        with Progress(
            *columns, console=console, disable=not sys.stderr.isatty()
        ) as bar:
            tasks: dict[str, Any] = {}

            def step(name: str, count: int) -> None:
                if name not in tasks:
                    tasks[name] = bar.add_task(name, total=None)
                bar.advance(tasks[name], count)

            return verify_and_keep(
                deep=not options["quick"], anchors=options["anchors"], step=step
            )
