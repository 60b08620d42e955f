"""Running workers, and when each periodic chore was last done."""

from __future__ import annotations

from django.db import models


class Worker(models.Model):
    """One process that runs queued jobs.

    Its row is the lease on the job in hand: a running job whose worker was not seen for
    `settings.JOB_LEASE` seconds, or has another job in hand, is abandoned.
    """

    id = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    job = models.UUIDField(null=True)

    class Meta:
        ordering = ("started_at", "pk")

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class ChoreRecord(models.Model):
    """The last time that a periodic chore was done, and what came of it.

    `code` and `params` say `outcome` to a program; rows of older versions have none.
    """

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    faults = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class BackupRecord(models.Model):
    """One backup that was tried; `fault` says why it is none, `sha256` what a daily one's bytes are."""

    started_at = models.DateTimeField(db_index=True)
    seconds = models.FloatField()
    size = models.PositiveBigIntegerField(default=0)
    files = models.PositiveBigIntegerField(default=0)
    target = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True)
    fault = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"{self.started_at}: {self.target}"


class StorageRecord(models.Model):
    """What each kind of data took, the last measure of a day: `sizes` maps kinds to bytes."""

    day = models.DateField(primary_key=True)
    measured_at = models.DateTimeField()
    sizes = models.JSONField(default=dict)

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return str(self.day)
