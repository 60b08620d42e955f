"""The process that runs queued jobs: it survives restarts of the database and writes a heartbeat."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connections,
    transaction,
)
from django.utils import timezone
from django.utils.crypto import get_random_string

from opendti_site.operations.chores import run_network_chores, run_urgent_chores
from opendti_site.operations.jobs import claim_job, holds_lease, note_job
from opendti_site.operations.logs import logged_with
from opendti_site.operations.models import Worker
from opendti_site.operations.pausing import reason_to_pause
from opendti_site.operations.queries import Job
from opendti_site.operations.upgrade_lock import PAUSED

logger = logging.getLogger(__name__)

# The machine's faults: the database restarts, is locked, or has no space left.
# A job that meets one is not at fault; it is left to be recovered.
MACHINE_ERRORS = (OperationalError, InterfaceError)
IDLE = 1.0  # seconds between two looks at an empty queue
RECOVER_EVERY = 10.0  # seconds between two looks for abandoned jobs
NETWORK_EVERY = 2.0  # seconds between two looks for what waits for other machines
BEATS_A_LEASE = 6
FIRST_PAUSE, MAX_PAUSE = 1.0, 30.0  # seconds between attempts to reach the database


class JobWorker:
    """Claims jobs one after the other until it is told to stop."""

    def __init__(self, *, ends_when_idle: bool = False) -> None:
        """Give the worker a name of its own; `ends_when_idle` is for scripts and tests."""
        self.id = get_random_string(32)
        self.stopping = Event()
        self.ends_when_idle = ends_when_idle
        self._started_at = timezone.now()
        self._recover_at = 0.0
        self._reason = ""

    def run(self) -> None:
        """Work until stopped; a lost database is tried again, later each time."""
        Thread(target=self._beat, name="heartbeat", daemon=True).start()
        if not self.ends_when_idle:
            Thread(target=self._reach_out, name="network", daemon=True).start()
        pause = FIRST_PAUSE
        while not self.stopping.is_set():
            try:
                self._turn()
            except MACHINE_ERRORS as error:
                logger.warning("no database (%s); again in %.0f s", error, pause)
                connections.close_all()
                self.stopping.wait(pause)
                pause = min(pause * 2, MAX_PAUSE)
            else:
                pause = FIRST_PAUSE
        self._leave()

    def _turn(self) -> None:
        close_old_connections()
        if self._is_paused():
            self.stopping.wait(IDLE)
            return
        self.write_heartbeat()
        note_job(self.id, None)
        if monotonic() >= self._recover_at:
            run_urgent_chores()
            self._recover_at = monotonic() + RECOVER_EVERY
        while not self.stopping.is_set() and not self._is_paused():
            job = claim_job(self.id)
            if job is None:
                break
            with logged_with(job=str(job.pk)):
                self._work_on(job)
            note_job(self.id, None)
        if self.ends_when_idle:
            self.stopping.set()
        self.stopping.wait(IDLE)

    def _is_paused(self) -> bool:
        """Return whether an upgrade runs or has changed the tables; say so once, and end in the second case."""
        reason = reason_to_pause()
        if reason != self._reason:
            logger.warning("%s", reason or "the upgrade is over: working again")
            self._reason = reason
        if reason and reason != PAUSED:
            self.stopping.set()
        return bool(reason)

    def _work_on(self, job: Job) -> None:
        """Run a job and keep what came of it, unless another worker has it by now."""
        logger.info("job %s: started", job.task_name)
        finish: Callable[[], None]
        try:
            arguments = job.args_kwargs
            value = job.task.call(*arguments["args"], **arguments["kwargs"])
        # Raised, so that the job stays claimed and is recovered: to fail it would blame it for
        # the machine.
        except MACHINE_ERRORS:
            raise
        except Exception as error:
            logger.exception("job %s: failed", job.task_name)
            fault = error
            finish = lambda: job.set_failed(fault)  # noqa: E731 -- one of two ends
        else:
            logger.info("job %s: done", job.task_name)
            finish = lambda: job.set_successful(value)  # noqa: E731 -- one of two ends
        with transaction.atomic():
            # Asked with the row locked: after a pause longer than the lease the job may be
            # another's, whose result counts.
            if holds_lease(job, self.id):
                finish()

    def write_heartbeat(self) -> None:
        """Write this worker's heartbeat."""
        Worker.objects.update_or_create(
            pk=self.id,
            defaults={"seen_at": timezone.now()},
            create_defaults=self._first_row(),
        )

    def _first_row(self) -> dict[str, Any]:
        return {
            "host": socket.gethostname()[:255],
            "pid": os.getpid(),
            "started_at": self._started_at,
            "seen_at": timezone.now(),
        }

    def _beat(self) -> None:
        """Renew the lease while a job computes, over a connection of this thread alone."""
        while not self.stopping.wait(settings.JOB_LEASE / BEATS_A_LEASE):
            try:
                Worker.objects.filter(pk=self.id).update(seen_at=timezone.now())
            except DatabaseError as error:
                logger.warning("no heartbeat: %s", error)
            finally:
                connections.close_all()

    def _reach_out(self) -> None:
        """Do what waits for other machines, such as sending mail, over a connection of this thread."""
        pause = NETWORK_EVERY
        while not self.stopping.wait(pause):
            if self._reason:
                continue
            try:
                report = run_network_chores()
                pause = MAX_PAUSE if report.faults else NETWORK_EVERY
            finally:
                connections.close_all()

    def _leave(self) -> None:
        try:
            # The row goes at once, so that nobody waits a lease long for a worker that left in
            # order.
            Worker.objects.filter(pk=self.id).delete()
        except DatabaseError as error:
            logger.warning("the worker's row stays behind: %s", error)
