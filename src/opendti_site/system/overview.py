"""All that the page shows, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from time import perf_counter

from django.conf import settings
from django.db import connection
from django.utils import timezone

from opendti_site.mail.models import QueuedMail
from opendti_site.mail.queries import (
    MailCounts,
    delayed_mail,
    failed_mail,
    mail_counts,
)
from opendti_site.operations.migration_state import MigrationState, migration_state
from opendti_site.operations.models import Worker
from opendti_site.operations.queries import live_workers
from opendti_site.system import tiles
from opendti_site.system.charts import HourChart, hour_charts
from opendti_site.system.checks import data, machine, mail, scanner
from opendti_site.system.checks.ages import programs
from opendti_site.system.problems import Problem, found_by
from opendti_site.system.queries.hours import HourCounts, hours_of_today
from opendti_site.system.queries.jobs import JobCounts, job_counts
from opendti_site.system.queries.periodic import PeriodicWork, periodic_works
from opendti_site.system.queries.protection import (
    Backups,
    SealStatus,
    backups,
    seals,
)
from opendti_site.system.queries.storage import DiskUsage, disk_of_data

PAGE_CHECKS = (
    machine.workers_and_jobs,
    machine.periodic_work,
    data.space,
    data.tables,
    data.backups,
    data.verifications,
    mail.queue,
    scanner.scanner,
)
"""Checks that ask the database, the disk, and the scanner of files where one is set."""
MAX_LISTED = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the site at a moment."""

    now: datetime
    problems: list[Problem]
    tiles: list[tiles.StatusTile]
    workers: list[Worker]
    counts: JobCounts
    hours: list[HourCounts]
    charts: list[HourChart]
    backups: Backups
    seals: list[SealStatus]
    periodic: list[PeriodicWork]
    disk: DiskUsage
    mail: MailCounts
    undelivered: list[QueuedMail]
    sends_mail: bool
    version: str
    programs: dict[str, str]
    migrations: MigrationState


def overview() -> Overview:
    """Read everything, in a constant number of queries."""
    problems = found_by(*PAGE_CHECKS)
    workers, counts, hours = list(live_workers()), job_counts(), hours_of_today()
    kept, sealed, messages = backups(), seals(), mail_counts()
    here = disk_of_data(is_database_here=connection.vendor == "sqlite")
    versions, state = programs(), migration_state()
    name = " ".join(list(versions.items())[-1])
    return Overview(
        now=timezone.now(),
        problems=problems,
        tiles=[
            tiles.worker_tile(workers),
            tiles.job_tile(counts),
            tiles.backup_tile(kept, problems),
            tiles.seal_tile(sealed, problems),
            tiles.mail_tile(messages, problems),
            tiles.disk_tile(here, problems),
            tiles.database_tile(seconds_of_a_query(), name),
            tiles.version_tile(state.applied, problems),
        ],
        workers=workers,
        counts=counts,
        hours=hours[::-1],
        charts=hour_charts(hours),
        backups=kept,
        seals=sealed,
        periodic=periodic_works(),
        disk=here,
        mail=messages,
        undelivered=[*failed_mail()[:MAX_LISTED], *delayed_mail()[:MAX_LISTED]],
        sends_mail=settings.MAIL_IS_SET,
        version=version("opendti"),
        programs=versions,
        migrations=state,
    )


def seconds_of_a_query() -> float:
    """Return how long the database takes for a question that reads no table."""
    began = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return perf_counter() - began
