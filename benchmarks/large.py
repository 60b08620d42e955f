"""Fill a database to the size of a country: `python -m benchmarks.large [units] [years]`.

3,321 communes over 5 years by default, on SQLite, or on PostgreSQL under `tools/with_postgres.py`.
Rows are multiplied inside the database from one judged unit of the scratch ministry. The pages
of a whole country are then measured, one tab-separated line each as in `benchmarks.site`; every
query of theirs, and of the scratch ministry's own pages, that reads a big table from end to end
is printed to the error output. KEPT=folder keeps the database there for the next time.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from benchmarks.site import (
    UNITS,
    Appraising,
    Case,
    Reading,
    cases,
    cost_of,
    scratch_site,
    signed_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model

    from benchmarks.scratch import Scratch
    from opendti_site.results.models import Run

BIG = (
    "assessments_answer",
    "assessments_scoreentry",
    "results_runscore",
    "publication_editionscore",
)
FIRST_YEAR = 2000
COUNTRY = "X"  # what the codes of its units begin with


def multiply(units: int, years: int) -> None:
    """Add closed years of so many units, each with the rows of the scratch ministry's first.

    Each year is published; the last is still being appraised.
    """
    from opendti_site.assessments.models import (  # noqa: PLC0415 -- needs the app registry
        Answer,
        Round,
        ScoreEntry,
        Submission,
    )
    from opendti_site.organisations.models import Unit  # noqa: PLC0415

    first = Round.objects.order_by("year")[0]
    pattern, run = first.submissions.order_by("pk")[0], first.runs.get()
    _copy(pattern.unit, _communes(pattern.unit.parent.path, units))
    added = range(FIRST_YEAR, FIRST_YEAR + years)
    _copy(first, ({"year": year, "title": f"Kỳ {year}"} for year in added))
    inputs = _inputs(run, pattern.unit.code, units)
    below = list(Unit.objects.filter(code__startswith=COUNTRY))
    rounds = Round.objects.filter(year__in=added)
    for round_ in rounds:
        _copy(pattern, ({"round": round_, "unit": unit} for unit in below))
        _publish(run, pattern.unit_id, {"round": round_} | inputs)
    listed = ", ".join(str(round_.pk) for round_ in rounds)
    for model in (Answer, ScoreEntry):
        own, where = f"submission_id = {pattern.pk}", f"round_id IN ({listed})"
        _spread(model, own, Submission, where, {"submission_id": "b.id"})
    rounds.filter(year=added[-1]).update(state="appraisal")


def _publish(run: Run, unit: int, changes: dict[str, object]) -> None:
    """Copy a run with one unit's scores for every commune, and publish it."""
    from opendti_site.organisations.models import Unit  # noqa: PLC0415
    from opendti_site.publication.actions import (  # noqa: PLC0415
        EditionFacts,
        publish_run,
    )
    from opendti_site.results.models import Run, RunScore  # noqa: PLC0415

    units = Unit.objects.filter(code__startswith=COUNTRY)
    _copy(run, [changes | {"unit_keys": dict(units.values_list("code", "pk"))}])
    new = Run.objects.latest("pk")
    own, where = f"unit_id = {unit} AND run_id = {run.pk}", f"code LIKE '{COUNTRY}%'"
    _spread(RunScore, own, Unit, where, {"unit_id": "b.id", "run_id": str(new.pk)})
    _vary(new)
    facts = EditionFacts(f"Năm {new.round.year}", f"nam-{new.round.year}")
    publish_run(new, facts, by=new.started_by)


def _communes(above: str, units: int) -> Iterator[dict[str, object]]:
    for n in range(units):
        code, name = f"{COUNTRY}{n:05}", f"Xã số {n}"
        key = f"{code} xa so {n}".lower()
        yield {"code": code, "name": name, "path": f"{above}{code}/", "search_key": key}


def _inputs(run: Run, unit: str, units: int) -> dict[str, object]:
    """Give every commune the frozen answers of one unit."""
    from opendti_site.results.bridge import canonical, digest_of  # noqa: PLC0415

    table = json.loads(run.inputs)
    own = next(row for row in table["units"] if row["unit"] == unit)
    table["units"] = [own | {"unit": f"{COUNTRY}{n:05}"} for n in range(units)]
    text = canonical(table)
    return {"inputs": text, "inputs_digest": digest_of(text)}


def _vary(run: Run) -> None:
    """Let no two units have the same score, and let their ranks follow."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE results_runscore SET rank = 1 + (unit_id * 7919 + length(node)) %% 3321, "
            "value = 1 - ((unit_id * 7919 + length(node)) %% 3321) / 3321.0, of = 3321 "
            "WHERE run_id = %s",
            [run.pk],
        )


def country(made: Scratch) -> Iterator[Case]:
    """Yield what the people of a whole country open."""
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from opendti_site.assessments.models import Round  # noqa: PLC0415
    from opendti_site.organisations.models import Unit  # noqa: PLC0415

    years = Round.objects.filter(submissions__unit__code__startswith=COUNTRY)
    round_ = years.order_by("-year")[0]
    run = round_.runs.get()
    units = Unit.objects.filter(code__startswith=COUNTRY).count()
    ranking = run.editions.get().get_absolute_url()
    public, coordinator = Client(), signed_in(made.coordinator)
    appraiser = signed_in(made.appraiser)
    grid = reverse("assessments:criterion_grid", args=[round_.pk, "appraised", "1.1"])
    row = round_.submissions.order_by("pk")[0]
    of_unit = reverse("assessments:unit_grid", args=[row.pk, "appraised"])
    for who, what, path in (
        (public, "public page: portal", "/"),
        (public, "public page: ranking", ranking),
        (public, "public page: ranking, its last page", f"{ranking}?page=999"),
        (public, "public page: unit", f"{ranking}{COUNTRY}00000/"),
        (public, "public page: search", "/tim/?q=xa+so+9"),
        (coordinator, "staff page: rounds", "/ky/"),
        (coordinator, "staff page: round", round_.get_absolute_url()),
        (coordinator, "staff page: runs", reverse("results:runs", args=[round_.pk])),
        (coordinator, "staff page: run", run.get_absolute_url()),
        (coordinator, "staff page: units", "/don-vi/"),
        (coordinator, "staff page: my tasks", "/viec-cua-toi/"),
        (appraiser, "appraisal", reverse("assessments:appraisal", args=[round_.pk])),
        (appraiser, "appraisal grid", grid),
        (appraiser, "appraisal grid, filtered", f"{grid}?loc=bat-thuong"),
        (appraiser, "appraisal grid of one unit", of_unit),
    ):
        yield Case(f"{what}, {units:,} units", Reading(who, path))
    what = f"appraising one unit in the grid (htmx), {units:,} units"
    yield Case(what, Appraising(appraiser, grid, row.pk))


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

    units, years = (int(argument) for argument in (sys.argv[1:] or ["3321", "5"]))
    with scratch_site(os.environ.get("KEPT", "")):
        from benchmarks.scratch import scratch  # noqa: PLC0415 -- needs the app registry
        from opendti_site.organisations.models import Unit  # noqa: PLC0415

        made = scratch(UNITS)
        if Unit.objects.count() < units:
            multiply(units, years)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        for case in country(made):
            print(*cost_of(case, 3).row(case), sep="\t", flush=True)
        for case in (*country(made), *cases(made)):
            print_scans(case)


def print_scans(case: Case) -> None:
    """Print what a case reads from end to end."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        case.run()
        asked = [query["sql"] for query in captured.captured_queries]
    for query, line in scans(asked):
        print(case.what, line, query[:200], sep=" | ", file=sys.stderr)


if __name__ == "__main__":
    main()
