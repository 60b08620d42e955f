"""`opendti serve`: the site with its workers and its periodic work."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Annotated

import typer

from opendti.cli.shared_figures import shared_figures
from opendti.cli.site import MISSING, refuse_without_site
from opendti.cli.supervise import Child, Supervisor
from opendti.errors import UsageError

HIGHEST_PORT = 65535
BACKLOG = 1024
HOUSEKEEPING_EVERY = 300.0  # seconds


def serve(
    *,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=HIGHEST_PORT)] = 8000,
    processes: Annotated[
        int, typer.Option("--processes", min=1, help="Web processes.")
    ] = 1,
    threads: Annotated[
        int,
        typer.Option(
            "--threads",
            min=1,
            help="Requests answered at once by each web process; each takes a database connection.",
        ),
    ] = 8,
    workers: Annotated[
        int,
        typer.Option("--workers", min=0, help="Processes that compute queued runs."),
    ] = 1,
    housekeeping: Annotated[
        bool,
        typer.Option(
            help="Run the periodic work; off where a timer of the system runs it.",
        ),
    ] = True,
) -> None:
    """Serve the site, and run its workers and its periodic work beside it."""
    refuse_without_site()
    if find_spec("waitress") is None:
        raise UsageError(MISSING)
    name_own_address(port)
    notes = _prepared(port)
    with _listening(host, port) as listening, shared_figures(processes):
        print_address(f"http://{host}:{port}/")
        print_notes(notes)
        descriptor = listening.fileno()
        children = (
            *_web_processes(descriptor, processes, threads),
            *(_worker(number, workers) for number in range(1, workers + 1)),
            *(_periodic_work() if housekeeping else ()),
        )
        supervisor = Supervisor(children, report_line)
        raise typer.Exit(supervisor.run())


def name_own_address(port: int) -> None:
    """Let letters of a demonstration lead to where it is served, unless it was given an address."""
    if os.environ.get("OPENDTI_DEMO") == "1" and not os.environ.get("OPENDTI_URL"):
        os.environ["OPENDTI_URL"] = f"http://localhost:{port}"


def print_address(address: str) -> None:
    """Name the address: to people on the terminal, to programs in the log."""
    if is_log_for_programs():
        report_line(f"serving at {address}", level="info")
    else:
        typer.echo(f"OpenDTI: {address} (Ctrl+C stops it)")
        sys.stdout.flush()


def print_notes(notes: str) -> None:
    """Show what the operator must know: who may become the first administrator, and how."""
    if notes and is_log_for_programs():
        report_line(notes, level="warning")
    elif notes:
        typer.echo(notes)
        sys.stdout.flush()


def report_line(line: str, *, level: str = "warning") -> None:
    """Write what became of a process as the site writes its own log."""
    if is_log_for_programs():
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        about = {"time": now, "level": level, "logger": "opendti.serve"}
        line = json.dumps({**about, "message": line}, ensure_ascii=False)
    typer.echo(line, err=True)


def is_log_for_programs() -> bool:
    """Return whether the site's log is one object a line."""
    return os.environ.get("OPENDTI_LOG") == "json"


def _listening(host: str, port: int) -> socket.socket:
    """Open the socket that all web processes share; a taken port raises `UsageError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        message = f"cannot listen at {host}:{port}: {error.strerror}"
        raise UsageError(message) from error


def _web_processes(descriptor: int, count: int, threads: int) -> list[Child]:
    options = ("--socket", str(descriptor), "--threads", str(threads))
    return [
        Child(
            "web server" if count == 1 else f"web server {number}",
            _command("web", *options),
            is_vital=True,
            descriptors=(descriptor,),
        )
        for number in range(1, count + 1)
    ]


def _worker(number: int, count: int) -> Child:
    return Child("worker" if count == 1 else f"worker {number}", _command("worker"))


def _periodic_work() -> list[Child]:
    return [Child("housekeeping", _command("housekeeping"), every=HOUSEKEEPING_EVERY)]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "opendti", "site", *arguments]


def _prepared(port: int) -> str:
    """Serve no pages over tables that are behind the program or ahead of it; return what the operator should read."""
    checked = subprocess.run(  # noqa: S603 -- our own command
        _command("prepare_serving", "--port", str(port)),
        capture_output=True,
        text=True,
        check=False,
    )
    if checked.returncode:
        faults = checked.stderr.strip().splitlines()
        if checked.stdout.strip() or not faults:  # the migrations that are to be done
            faults = ["the database is not up to date; run: opendti site upgrade"]
        raise UsageError(faults[-1])
    return checked.stdout.strip()
