"""Answer requests on a socket that is already open; `opendti serve` starts it."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from typing import Any

from django.db import connections

from opendti_site.operations.management.schema_checked import SchemaCheckedCommand
from opendti_site.operations.serving import serve


class Command(SchemaCheckedCommand):
    """One web process."""

    help = "One web process of `opendti serve`, on a socket that it inherits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the socket and the number of threads."""
        parser.add_argument("--socket", type=int, required=True, metavar="DESCRIPTOR")
        parser.add_argument("--threads", type=int, required=True)

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:  # noqa: ARG002 -- Django's hook
        """Ask for every check: they load the pages, so that the first visitor does not wait for that."""
        return {}

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve until stopped."""
        self.refuse_other_tables()
        connections.close_all()  # this thread asks no more; each that answers has its own
        with socket.socket(fileno=options["socket"]) as listening:
            serve(listening, threads=options["threads"])
