"""Figures that rest on rows of several capabilities."""

from __future__ import annotations

from django.db.models import Count

from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.models import Verification
from opendti_site.mail.queries import mail_counts
from opendti_site.operations.metrics import Gauge, Values, register_gauge
from opendti_site.operations.models import BackupRecord


def register_all() -> None:
    """Register the figures."""
    text = "Rounds by state."
    register_gauge(Gauge("opendti_rounds", text, _rounds, ("state",)))
    text = (
        "Letters: waiting, delayed after a failed attempt, given up, sent within a day."
    )
    register_gauge(Gauge("opendti_letters", text, _letters, ("state",)))
    text = "What the last verification of the audit log found."
    register_gauge(Gauge("opendti_verification_findings", text, _findings))
    text = "When the last backup that succeeded began, in seconds since 1970."
    register_gauge(Gauge("opendti_backup_timestamp_seconds", text, _backup))


def _rounds() -> Values:
    counted = Round.objects.order_by().values_list("state").annotate(Count("pk"))
    found = dict(counted)
    return {(state,): found.get(state, 0) for state in RoundState.values}


def _letters() -> Values:
    counts = mail_counts()
    names = ("waiting", "delayed", "failed", "sent")
    return {(name,): getattr(counts, name) for name in names}


def _findings() -> Values:
    found = Verification.objects.values_list("found", flat=True).first()
    return {} if found is None else {(): found}


def _backup() -> Values:
    done = BackupRecord.objects.filter(fault="")
    at = done.values_list("started_at", flat=True).first()
    return {(): at.timestamp()} if at else {}
