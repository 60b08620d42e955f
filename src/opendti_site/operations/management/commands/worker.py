"""Run queued jobs."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from typing import Any

from opendti_site.operations.management.schema_checked import SchemaCheckedCommand
from opendti_site.operations.worker import JobWorker


class Command(SchemaCheckedCommand):
    """A worker that ends after the job in hand when it is asked to."""

    help = "Run queued jobs, such as the scoring of a round, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to end when nothing is queued."""
        parser.add_argument(
            "--batch", action="store_true", help="end when the queue is empty"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work until a signal comes."""
        self.refuse_other_tables()
        worker = JobWorker(ends_when_idle=options["batch"])
        before = {
            number: signal.signal(number, lambda *_received: worker.stopping.set())
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            worker.run()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
