"""Measure reads of observations on a PostgreSQL of its own: `python -m benchmarks.observed`.

Six million rows (ROWS=50000000 for more), made by one statement: 1,000 units × 100 items, every
value measured again and again. A round of 100 units × 47 items is read; one tab-separated line a case
(words, milliseconds, queries, function calls, budget), as `benchmarks.site` writes them.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path

UNITS, ITEMS, READ_UNITS, READ_ITEMS = 1000, 100, 100, 47
ROWS = int(os.environ.get("ROWS", "6000000"))
TIMES = 15
LAST = dt.date(2026, 11, 30)
FRAMEWORK = "vn.moit.dti"
FILL = """\
INSERT INTO observations_observation (delivery_id, unit_id, framework, version, item, value, text,
  state, reason, period_start, period_end, recorded_at, source)
SELECT %s, units.id, %s, '2023', 'i' || item, time %% 97, '', 'given', '',
  %s::date - 7 * time - 6, %s::date - 7 * time, %s::timestamptz - time * interval '7 days', 'feed'
FROM generate_series(0, %s) time, generate_series(1, %s) item, organisations_unit units
"""


def fill() -> list[int]:
    """Make units, and rows in the order in which they would have arrived; return the units of the round."""
    from django.db import connection  # noqa: PLC0415 -- after the set-up
    from django.utils import timezone  # noqa: PLC0415

    from opendti_site.observations.models import Delivery  # noqa: PLC0415
    from opendti_site.organisations.models import Unit  # noqa: PLC0415

    Unit.objects.bulk_create(
        Unit(code=f"DV{n:04}", name=f"Đơn vị {n}", path=f"{n}/", search_key="")
        for n in range(UNITS)
    )
    delivery = Delivery.objects.create(
        source="feed", recorded_at=timezone.now(), count=ROWS, digest=""
    )
    last = max(0, ROWS // (UNITS * ITEMS) - 1)
    params = [delivery.pk, FRAMEWORK, LAST, LAST, LAST, last, ITEMS]
    with connection.cursor() as cursor:
        # Without a look at each row's references: there are twelve million of them.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FILL, params)
        cursor.execute("VACUUM ANALYZE observations_observation")
    found = Unit.objects.order_by("pk").values_list("pk", flat=True)
    return [*found[: UNITS : UNITS // READ_UNITS]]


def measure(units: list[int]) -> None:
    """Print what each case takes at its best, as the clock says: most of it is the database's."""
    from opendti_site.observations.queries import ItemCode, current_values  # noqa: PLC0415

    codes = [ItemCode(f"i{n}", f"i{n}", ("2023",)) for n in range(1, READ_ITEMS + 1)]
    back = LAST - dt.timedelta(days=365)
    known = dt.datetime.combine(back, dt.time(), dt.UTC)
    size = f"{READ_UNITS} units × {READ_ITEMS} among {ROWS:,} observations"
    cases = [
        (f"current values of {size}", LAST, None, 50),
        (f"values a year back, as known then, of {size}", back, known, 200),
    ]
    for what, as_of, known_at, budget in cases:
        best = float("inf")
        for _ in range(TIMES):
            start = time.perf_counter()
            moments = dict.fromkeys(units, known_at)
            found = current_values(moments, FRAMEWORK, codes, as_of=as_of)
            best = min(best, time.perf_counter() - start)
        if len(found) != READ_UNITS * READ_ITEMS:
            sys.exit(f"only {len(found)} values were found")
        print(what, f"{best * 1000:.1f}", 1, 0, f"< {budget} ms", sep="\t", flush=True)


def main() -> None:
    """Start a server, fill it, and measure."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from benchmarks.site import scratch_site  # noqa: PLC0415
    from tools.with_postgres import Server  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="opendti-pg-") as folder:
        server = Server(Path(folder), "fsync=off", "max_wal_size=4GB")
        server.create()
        server.start()
        os.environ["OPENDTI_DATABASE_URL"] = server.address
        try:
            with scratch_site():
                measure(fill())
        finally:
            server.stop()


if __name__ == "__main__":
    main()
