"""Whether every finished run still is what its frozen inputs give: scored again and compared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.audit.findings import Finding, with_errors_as_findings
from opendti_site.audit.queries import lines_about
from opendti_site.organisations.models import Unit
from opendti_site.results import bridge
from opendti_site.results.enums import RunState
from opendti_site.results.models import Run

RUNS, SCORES = "results.Run", "results.RunScore"
COLUMNS = [name for name in bridge.ScoreLine.__slots__ if name not in {"unit", "node"}]

Score = tuple[Any, ...]
"""The columns of a score besides unit and node."""


class StoredScore(NamedTuple):
    """A row of the table of scores."""

    pk: int
    unit: Unit
    node: str
    values: Score


def check_runs(tick: Callable[[], None]) -> Iterator[Finding]:
    """Yield what differs in finished runs, and scores of runs that are not finished."""
    for pk in Run.objects.order_by("pk").values_list("pk", flat=True):
        yield from with_errors_as_findings(partial(_check_run, pk), RUNS, str(pk))
        tick()


def _check_run(pk: int) -> Iterator[Finding]:
    run = Run.objects.filter(pk=pk).select_related("round__release").first()
    if run is None:  # of a run whose round is gone, the round is the finding
        return
    # First the frozen text, then what follows from it: a finding names the earliest thing that
    # was changed.
    if bridge.digest_of(run.inputs) != run.inputs_digest:
        yield Finding("inputs_differ", RUNS, str(run.pk), str(run))
    if _froze_what_is_fixed(run) and not _has_the_rounds_answers(run):
        yield Finding("answers_differ", RUNS, str(run.pk), str(run))
    if run.state != RunState.FINISHED:
        # A run that has not finished has no scores; rows of one were put there by hand.
        yield from (_of_row("score_extra", run, row) for row in _rows_of(run))
        return
    try:
        lines = bridge.score_lines(bridge.score_uncached(run))
    except Exception as fault:  # noqa: BLE001 -- whatever the frozen text makes of it, it is a finding
        params = {"fault": f"{type(fault).__name__}: {fault}"}
        yield Finding("run_unscorable", RUNS, str(run.pk), str(run), params)
        return
    if bridge.result_digest(lines) != run.result_digest:
        yield Finding("result_differs", RUNS, str(run.pk), str(run))
    yield from _compare(run, lines)


def _froze_what_is_fixed(run: Run) -> bool:
    """Whether a run froze answers that cannot have changed since: its round was closed, and still is.

    Only for runs of this engine: another version may read the same answers in another way.
    """
    if run.round.state != RoundState.CLOSED:
        return False
    if run.engine_version != bridge.engine_version():
        return False
    closed = lines_about(run.round).filter(verb="close_round").first()
    return closed is not None and closed.at <= run.started_at


def _has_the_rounds_answers(run: Run) -> bool:
    """Compare the frozen answers with those of the round, unit by unit, whatever the codes are by now.

    An answer that was changed by SQL for the moment of the freezing, and put back, shows here alone.
    """
    units = Unit.objects.filter(submissions__round=run.round_id)
    codes = dict(units.values_list("code", "pk"))
    try:
        now = bridge.freeze(run.round, run.stage).text
    except Exception:  # noqa: BLE001 -- rows that SQL made unreadable are other than those that were frozen
        return False
    return _by_unit(run.inputs, run.unit_keys) == _by_unit(now, codes)


def _by_unit(inputs: str, keys: Mapping[str, int]) -> dict[object, tuple[Any, Any]]:
    """Return block and answers of each unit by the unit's key."""
    return {
        keys.get(row["unit"], row["unit"]): (row["block"], row["answers"])
        for row in json.loads(inputs)["units"]
    }


def has_its_scores(run: Run) -> bool:
    """Whether the kept scores of a run are those whose digest it keeps: no scoring, one reading."""
    codes = {key: code for code, key in run.unit_keys.items()}
    names = [name for name in bridge.ScoreLine.__slots__ if name != "unit"]
    rows = run.scores.order_by("pk").values_list("unit_id", *names)
    try:
        lines = [(codes.get(unit), *row) for unit, *row in rows.iterator()]
        return bridge.digest_of(bridge.canonical(lines)) == run.result_digest
    except Exception:  # noqa: BLE001 -- scores that SQL made unreadable are other than those of the run
        return False


def _compare(run: Run, lines: list[bridge.ScoreLine]) -> Iterator[Finding]:
    """Compare the kept rows with the scores computed now, unit by unit."""
    expected: dict[str, dict[str, Score]] = defaultdict(dict)
    for line in lines:
        values = tuple(getattr(line, name) for name in COLUMNS)
        expected[line.unit][line.node] = values
    rows: dict[str, list[StoredScore]] = defaultdict(list)
    # A unit may have another code today than in the frozen inputs.
    codes = {key: code for code, key in run.unit_keys.items()}
    for row in _rows_of(run):
        rows[codes.get(row.unit.pk, row.unit.code)].append(row)
    for unit in sorted(rows.keys() | expected.keys()):
        yield from _compare_unit(run, unit, rows[unit], expected[unit])


def _compare_unit(
    run: Run, unit: str, rows: list[StoredScore], expected: dict[str, Score]
) -> Iterator[Finding]:
    for row in rows:
        wanted = expected.pop(row.node, None)
        if wanted is None:
            yield _of_row("score_extra", run, row)
        elif wanted != row.values:
            yield _of_row("score_differs", run, row)
    for node in expected:
        key = f"{run.pk}/{unit}/{node}"
        yield Finding("score_missing", SCORES, key, f"{run}: {unit} {node}")


def _rows_of(run: Run) -> Iterator[StoredScore]:
    """
    Yield the kept scores of a run in their order.

    Without models of their own: a country has 170,000 scores a run, and each of them joined
    with its run would bring the run's frozen answers along.
    """
    units = Unit.objects.in_bulk(
        run.scores.values_list("unit_id", flat=True).distinct()
    )
    rows = run.scores.order_by("pk").values_list("pk", "unit_id", "node", *COLUMNS)
    for pk, unit, node, *values in rows.iterator(chunk_size=2000):
        if unit in units:  # a unit that is gone is a finding of its own table
            yield StoredScore(pk, units[unit], node, tuple(values))


def _of_row(code: str, run: Run, row: StoredScore) -> Finding:
    return Finding(code, SCORES, str(row.pk), f"{run}: {row.unit} · {row.node}")
