"""Recording values that arrive: rows are added, none is ever changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.observations.appending import append_observations
from opendti_site.observations.enums import ObservationSource
from opendti_site.observations.faults import ObservationsRefusedError, faults_in
from opendti_site.observations.models import Delivery
from opendti_site.observations.permissions import can_record
from opendti_site.observations.readings import (
    NO_MESSAGE,
    NewObservation,
    RawMessage,
)
from opendti_site.observations.receivers import call_receivers
from opendti_site.organisations.models import Unit


@transaction.atomic
def record_observations(
    rows: Sequence[NewObservation],
    *,
    source: str,
    by: User,
    machine: str = "",
    message: RawMessage = NO_MESSAGE,
) -> Delivery:
    """Record what one message of one machine source brought, all or nothing; a row may repeat or correct earlier ones.

    `by` is the person who sent it, or who answers for the machine account `machine` (`app.Model:key`),
    and must be allowed to send values of every unit named. The caller has narrowed the rows to what the
    account may send, and checked values against the framework. Raises `ObservationsRefusedError` with the faults of rows.
    """
    if source == ObservationSource.FORM or source not in ObservationSource.values:
        raise ActionRefusedError(_("Nguồn này không gửi số đo theo cách này."))
    if not rows:
        raise ActionRefusedError(_("Không có số đo nào."))
    if faults := faults_in(rows):
        raise ObservationsRefusedError(faults)
    units = Unit.objects.in_bulk({row.unit for row in rows})
    if any(
        row.unit not in units or not can_record(by, units[row.unit]) for row in rows
    ):
        raise PermissionDenied
    delivery = append_observations(
        rows,
        source=source,
        by=by,
        at=timezone.now(),
        machine=machine,
        raw_digest=message.digest,
        raw_location=message.location,
        note=message.note,
    )
    record(
        "record_observations",
        delivery,
        by=by,
        name=str(delivery),
        seals=[delivery, *_followed(rows)],
        source=source,
        machine=machine,
        count=delivery.count,
        units=len(units),
    )
    return delivery


def _followed(rows: Sequence[NewObservation]) -> list[Model]:
    """Let other capabilities follow what arrived; return the rows that they wrote."""
    units: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        units[row.lineage].add(row.unit)
    return [
        found for name in sorted(units) for found in call_receivers(name, units[name])
    ]
