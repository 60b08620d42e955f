"""Fill a database to the size of a country: `python -m benchmarks.large [units] [years]`.

3,321 communes over 5 years by default, on SQLite, or on PostgreSQL under `tools/with_postgres.py`.
Rows are multiplied inside the database from one judged unit of the scratch ministry. The
scratch ministry's own pages are then measured again, and every query of theirs that reads a
big table from end to end is printed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from benchmarks.site import UNITS, cases, cost_of, scratch_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model

BIG = ("assessments_answer", "assessments_scoreentry", "results_runscore")


def multiply(units: int, years: int) -> None:
    """Add closed years of so many units, each with the rows of the scratch ministry's first."""
    from opendti_site.assessments.models import (  # noqa: PLC0415 -- needs the app registry
        Answer,
        Round,
        ScoreEntry,
        Submission,
    )
    from opendti_site.organisations.models import Unit  # noqa: PLC0415
    from opendti_site.results.models import Run, RunScore  # noqa: PLC0415

    first = Round.objects.order_by("year")[0]
    pattern, run = first.submissions.order_by("pk")[0], first.runs.get()
    codes = [f"X{n:05}" for n in range(units)]
    _copy(pattern.unit, ({"code": c, "path": f"9999/{c}/"} for c in codes))
    _copy(first, ({"year": 2000 + n} for n in range(years)))
    below = list(Unit.objects.filter(path__startswith="9999/"))
    for round_ in Round.objects.filter(year__lt=2000 + years):
        _copy(pattern, ({"round": round_, "unit": unit} for unit in below))
        _copy(run, [{"round": round_}])
        new = Run.objects.filter(round=round_).latest("pk")
        unit = f"unit_id = {pattern.unit_id} AND run_id = {run.pk}"
        where = "path LIKE '9999/%%'"
        _spread(RunScore, unit, Unit, where, {"unit_id": "b.id", "run_id": str(new.pk)})
    own, where = f"submission_id = {pattern.pk}", "round_id IN ({})"
    rounds = Round.objects.filter(year__lt=2000 + years).values_list("pk", flat=True)
    listed = where.format(", ".join(map(str, rounds)))
    for model in (Answer, ScoreEntry):
        _spread(model, own, Submission, listed, {"submission_id": "b.id"})


def _copy(row: Model, changes: Iterable[dict[str, object]]) -> None:
    kind = type(row)
    names = [field.attname for field in row._meta.concrete_fields if field.name != "id"]  # noqa: SLF001
    same = {name: getattr(row, name) for name in names}
    rows = []
    for change in changes:
        copy = kind(**same)
        for name, value in change.items():
            setattr(copy, name, value)
        rows.append(copy)
    kind._default_manager.bulk_create(rows, batch_size=500)  # noqa: SLF001


def _spread(
    model: type[Model], which: str, over: type[Model], where: str, own: dict[str, str]
) -> None:
    """Copy one thing's rows to each row of another table, by the database itself."""
    from django.db import connection  # noqa: PLC0415

    table, other = model._meta.db_table, over._meta.db_table  # noqa: SLF001
    columns = [f.column for f in model._meta.concrete_fields if f.column != "id"]  # noqa: SLF001
    taken = ", ".join(own.get(name, f'a."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {taken} "  # noqa: S608 -- our own tables
            f"FROM (SELECT * FROM {table} WHERE {which}) a, "
            f"(SELECT * FROM {other} WHERE {where.replace('%%', '%')}) b"
        )


def scans(queries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield queries whose plan reads a big table from end to end, with that line of the plan."""
    from django.db import connection  # noqa: PLC0415

    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    for query in queries:
        if not query.startswith("SELECT"):
            continue
        with connection.cursor() as cursor:
            cursor.execute(explain + query.replace("%", "%%"), [])
            lines = [str(row[-1]) for row in cursor.fetchall()]
        for line in lines:
            read_whole = line.startswith("SCAN") or "Seq Scan" in line
            if read_whole and any(name in line for name in BIG):
                yield query, line


def main() -> None:
    """Fill, measure, explain."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    units, years = (int(said) for said in (sys.argv[1:] or ["3321", "5"]))
    with scratch_site(os.environ.get("KEPT", "")):
        from benchmarks.scratch import scratch  # noqa: PLC0415 -- needs the app registry
        from opendti_site.organisations.models import Unit  # noqa: PLC0415

        made = scratch(UNITS)
        if Unit.objects.count() < units:
            multiply(units, years)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        for case in cases(made):
            cost = cost_of(case)
            told = (case.what, f"{cost.milliseconds:.1f}", cost.queries, cost.calls)
            print(*told, case.budget, sep="\t", flush=True)
            with CaptureQueriesContext(connection) as captured:
                case.run()
                asked = [said["sql"] for said in captured.captured_queries]
            for query, line in scans(asked):
                print("   ", line, "|", query[:200])


if __name__ == "__main__":
    main()
