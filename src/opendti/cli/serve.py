"""`opendti serve`: the site with its worker."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from opendti.cli.site import MISSING, refuse_without_site
from opendti.cli.supervise import Child, Supervisor
from opendti.errors import UsageError

APPLICATION = "opendti_site.config.wsgi:application"
HIGHEST_PORT = 65535
THREADS = "16"


def serve(
    *,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=HIGHEST_PORT)] = 8000,
) -> None:
    """Serve the site, and run its worker beside it."""
    refuse_without_site()
    if find_spec("granian") is None:
        raise UsageError(MISSING)
    _refuse_old_database()
    typer.echo(f"OpenDTI: http://{host}:{port}/ (Ctrl+C stops it)")
    sys.stdout.flush()
    children = (
        Child("web server", _server(host, port), is_vital=True),
        Child("worker", _command("db_worker", "--no-reload")),
    )
    raise typer.Exit(
        Supervisor(children, lambda line: typer.echo(line, err=True)).run()
    )


def _server(host: str, port: int) -> list[str]:
    """Give one process of a few threads: SQLite has one writer anyway."""
    settings = ["--interface", "wsgi", "--no-ws", "--backpressure", THREADS]
    address = ["--host", host, "--port", str(port)]
    return [sys.executable, "-m", "granian", *settings, *address, APPLICATION]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "opendti", "site", *arguments]


def _refuse_old_database() -> None:
    """Serve no pages over tables that are missing."""
    checked = subprocess.run(  # noqa: S603 -- our own command
        _command("migrate", "--check"), capture_output=True, text=True, check=False
    )
    if checked.returncode:
        told = checked.stderr.strip().splitlines()
        reason = told[-1] if told else "the database is not up to date"
        message = f"{reason}; bring it up to date with: opendti site migrate"
        raise UsageError(message)
