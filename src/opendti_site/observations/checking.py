"""Whether the observations are those that their deliveries brought."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from opendti_site.audit.findings import Finding, with_errors_as_findings
from opendti_site.observations.models import Delivery, Observation
from opendti_site.observations.readings import DIGESTED, digest_of

TABLE = "observations.Delivery"


def check_deliveries(tick: Callable[[], None]) -> Iterator[Finding]:
    """Digest the observations of every delivery again."""
    keys = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    for pk in keys.iterator(chunk_size=2000):
        yield from with_errors_as_findings(partial(_check, pk), TABLE, str(pk))
        tick()


def _check(pk: int) -> Iterator[Finding]:
    delivery = Delivery.objects.filter(pk=pk).first()
    if delivery is None:
        return
    rows = Observation.objects.filter(delivery=pk).order_by()
    if digest_of(rows.values_list(*DIGESTED).iterator()) != delivery.digest:
        yield Finding("observations_differ", TABLE, str(pk), str(delivery))
