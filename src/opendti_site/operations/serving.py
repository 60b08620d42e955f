"""One web process: it reads whole requests before a thread is spent on them.

Waitress takes headers and bodies in one loop that never blocks, and hands complete requests
to a fixed number of threads. Idle connections, slow headers and slow uploads therefore cost
a file descriptor each and no thread; a thread keeps its database connection, so there are
never more connections than threads.
"""

from __future__ import annotations

import resource
import signal
import socket
from contextlib import suppress
from typing import Any

import waitress
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask
from waitress.utilities import RequestEntityTooLarge

from opendti_site.operations.pausing import PausedByUpgrade

CONNECTIONS = 2000  # open at once; more wait in the system's own queue
FILES = 3 * CONNECTIONS + 200  # a connection may spool what it reads and what it sends
BACKLOG = 1024
SILENCE = 60  # seconds after which a connection that sends nothing is closed
MEGABYTE = 1024 * 1024
FORM_MARGIN = MEGABYTE  # bytes of a form around its file


def serve(listening: socket.socket, *, threads: int) -> None:
    """Answer requests on a socket until SIGTERM; requests in hand are finished."""
    _allow_many_files()
    _keep_journal()
    HTTPChannel.error_task_class = TranslatedErrorTask
    application = PausedByUpgrade(import_string(settings.WSGI_APPLICATION))
    signal.signal(signal.SIGTERM, _stop)
    waitress.serve(application, sockets=[listening], **adjustments(threads))


class TranslatedErrorTask(ErrorTask):  # type: ignore[misc]  # no stubs
    """An answer of the server itself: a file that is too large for it is refused in our words."""

    def execute(self) -> None:
        """Send a page where the body is too large, and waitress's own line for anything else."""
        if isinstance(self.request.error, RequestEntityTooLarge):
            self.request.error = UploadTooLarge()
        super().execute()


class UploadTooLarge:
    """What waitress asks an error for."""

    def to_response(self, _ident: object) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and the page; who asks is not known, so it is in Vietnamese."""
        about = {"status": "large", "megabytes": settings.UPLOAD_LIMIT // MEGABYTE}
        page = render_to_string("ui/failure.html", about).encode()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),
        ]
        return "413 Request Entity Too Large", headers, page


def adjustments(threads: int) -> dict[str, Any]:
    """Return the settings of waitress."""
    return {
        "threads": threads,
        "connection_limit": CONNECTIONS,
        "backlog": BACKLOG,
        "channel_timeout": SILENCE,
        "cleanup_interval": 5,
        "asyncore_use_poll": True,  # select() knows no descriptor above 1023
        "max_request_body_size": settings.UPLOAD_LIMIT + FORM_MARGIN,
        "max_request_header_size": 64 * 1024,
        # Django itself decides by OPENDTI_TRUSTED_PROXY which headers it believes.
        "clear_untrusted_proxy_headers": False,
        "ident": None,
        "_quiet": True,
    }


def _keep_journal() -> None:
    """Keep SQLite's journal open for as long as this process lives.

    The last connection to close removes the journal, and the next one, even if it only
    reads, has to make it again: on a full disk nobody could read any more.
    """
    if connection.vendor == "sqlite":
        connection.introspection.table_names()


def _stop(*_received: object) -> None:
    raise SystemExit(0)


def _allow_many_files() -> None:
    """Raise the soft limit on open files as far as the hard one lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if wanted > soft:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
