"""Adds observations within an act that another capability records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from opendti_site.accounts.models import User
from opendti_site.observations.models import Delivery, Observation
from opendti_site.observations.readings import DIGESTED, NewObservation, digest_of

BATCH = 1000


def append_observations(
    rows: Sequence[NewObservation],
    *,
    source: str,
    by: User | None,
    at: dt.datetime,
    **about: Any,
) -> Delivery:
    """Add a delivery and its observations; the line of the caller's act must seal the delivery.

    `about` are further columns of the delivery.
    """
    found = [
        Observation(
            unit_id=row.unit,
            framework=row.lineage,
            version=row.version,
            item=row.item,
            value=row.stored_value,
            text=row.text,
            state=row.state,
            reason=row.reason,
            period_start=row.period_start,
            period_end=row.period_end,
            source=source,
            recorded_at=at,
        )
        for row in rows
    ]
    digest = digest_of(tuple(getattr(row, name) for name in DIGESTED) for row in found)
    delivery = Delivery.objects.create(
        source=source, by=by, recorded_at=at, count=len(found), digest=digest, **about
    )
    for row in found:
        row.delivery = delivery
    Observation.objects.bulk_create(found, batch_size=BATCH)
    return delivery
