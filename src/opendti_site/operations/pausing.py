"""Whether a process that runs may work on: not during an upgrade, and never on tables of another program.

A process has checked the tables when it started; an upgrade may have come since.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic
from typing import Any

from django.db import DatabaseError, connection
from django.template.loader import render_to_string
from django.utils import translation

from opendti_site.operations.migration_state import migration_state, mismatch_in_words
from opendti_site.operations.probes import PROBES
from opendti_site.operations.upgrade_lock import PAUSED, upgrade_is_running

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
LOOK_EVERY = 2.0  # seconds between two looks of a web process
RETRY_AFTER = "30"  # seconds that a browser is asked to wait


def reason_to_pause() -> str:
    """Return why nobody may work on the tables now; empty where work may go on."""
    if upgrade_is_running():
        return PAUSED
    return mismatch_in_words(migration_state())


class PausedByUpgrade:
    """A web application that answers 503 during an upgrade, and after one until it is started anew."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.lock = Lock()
        self.reason = ""
        self.look_at = 0.0

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request; probes are answered in any case."""
        if environ.get("PATH_INFO", "") in PROBES or not self._reason():
            return self.application(environ, start_response)
        is_english = environ.get("PATH_INFO", "").startswith("/en/")
        with translation.override("en" if is_english else "vi"):
            page = render_to_string("ui/failure.html", {"status": "upgrading"}).encode()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Cache-Control", "no-store"),
            ("Retry-After", RETRY_AFTER),
        ]
        start_response("503 Service Unavailable", headers)
        return [page]

    def _reason(self) -> str:
        """Look every two seconds, in one thread; a database or disk that does not answer is Django's to report."""
        if monotonic() >= self.look_at and self.lock.acquire(blocking=False):
            try:
                self.look_at = monotonic() + LOOK_EVERY
                self._note(reason_to_pause())
            except (DatabaseError, OSError):
                if not connection.in_atomic_block:
                    connection.close()
            finally:
                self.lock.release()
        return self.reason

    def _note(self, reason: str) -> None:
        if reason != self.reason:
            logger.warning("%s", reason or "the upgrade is over: answering again")
        self.reason = reason
