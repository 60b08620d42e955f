"""Whether every edition still is what its run gave and the line of its publication says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from opendti_site.audit.actions import address_of
from opendti_site.audit.findings import Finding, with_errors_as_findings
from opendti_site.audit.models import AuditLine
from opendti_site.publication.actions.copying import scores_to_copy
from opendti_site.publication.models import Edition, EditionScore
from opendti_site.publication.older import content_fault
from opendti_site.results.enums import RunState
from opendti_site.results.models import Run

EDITIONS, SCORES = "publication.Edition", "publication.EditionScore"
NAMED = ("fingerprint", "inputs_digest", "result_digest", "engine_version", "stage")
"""What a manifest says of its run, by the names of the run's columns."""
ANNOUNCED = {"result": "result_digest", "content": "content_digest"}
"""What the line of a publication says of the manifest."""
PUBLISHING = ("publish_run", "publish_correction")
STAGES = ("self_points", "appraised_points", "final_points")
COLUMNS = [
    column.attname
    for column in EditionScore._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
    if column.attname not in {"id", "edition_id", "unit_id", "node"}
]


def check_editions(tick: Callable[[], None]) -> Iterator[Finding]:
    """Yield what differs in editions, and which of their scores."""
    for pk in Edition.objects.order_by("pk").values_list("pk", flat=True):
        for check in (_of_manifest, _differing_scores):
            yield from with_errors_as_findings(
                partial(_checked, pk, check), EDITIONS, str(pk)
            )
        tick()


def _checked(
    pk: int, check: Callable[[Edition, Run], Iterator[Finding]]
) -> Iterator[Finding]:
    edition = Edition.objects.get(pk=pk)
    run = Run.objects.filter(pk=edition.run_id).select_related("round").first()
    if run is not None:  # of an edition whose run is gone, the run is the finding
        yield from check(edition, run)


def _of_manifest(edition: Edition, run: Run) -> Iterator[Finding]:
    for code in _faults_of(edition, run):
        yield Finding(code, EDITIONS, str(edition.pk), str(edition))


def _faults_of(edition: Edition, run: Run) -> Iterator[str]:
    manifest = edition.manifest
    named = all(manifest.get(name) == getattr(run, name) for name in NAMED)
    if run.state != RunState.FINISHED or not named:
        yield "edition_differs"
    line = AuditLine.objects.filter(subject=address_of(edition), verb__in=PUBLISHING)
    announced = line.values_list("detail", flat=True).first()
    if announced is None:
        yield "edition_unannounced"
    elif any(
        announced.get(word, manifest.get(name)) != manifest.get(name)
        for word, name in ANNOUNCED.items()
    ):
        yield "edition_differs"
    fault = content_fault(edition)
    if fault:
        yield fault
    if not _holds(manifest.get("audit_chain")):
        yield "edition_chain"


def _holds(head: dict[str, Any] | None) -> bool:
    """Whether the head of the chain that an edition carries is a line of the chain, at its number."""
    if not head:  # an edition of before the chain was anchored
        return True
    line = AuditLine.objects.filter(digest=head["digest"]).first()
    until = (
        AuditLine.objects.filter(pk__lte=line.pk) if line else AuditLine.objects.none()
    )
    return bool(until.count() == head["length"])


def _differing_scores(edition: Edition, run: Run) -> Iterator[Finding]:
    """Copy the run's scores again, and compare them with those that were published."""
    columns = _comparable(edition)
    names = dict(edition.units.values_list("pk", "name"))
    kept = _kept_scores(edition, columns)
    for wanted in scores_to_copy(edition, run, _stage_runs(edition, run)):
        unit, node = wanted.unit_id, wanted.node
        row = kept.pop((unit, node), None)
        if row is None:
            key = f"{edition.pk}/{wanted.unit.code}/{node}"
            yield Finding("published_score_missing", SCORES, key, str(edition))
        elif row[1:] != tuple(getattr(wanted, name) for name in columns):
            name = f"{names[unit]} · {node}"
            yield Finding("published_score_differs", SCORES, str(row[0]), name)
    for (unit, node), row in kept.items():
        name = f"{names[unit]} · {node}"
        yield Finding("published_score_extra", SCORES, str(row[0]), name)


def _kept_scores(
    edition: Edition, columns: list[str]
) -> dict[tuple[int, str], tuple[Any, ...]]:
    """
    Return the key and the columns of each score, by unit and node.

    Plain tuples, because a country has 180,000 scores: as model instances, each with an
    instance of its unit, they take several times the memory.
    """
    rows = edition.scores.order_by("pk").values_list("unit_id", "node", "pk", *columns)
    return {row[:2]: row[2:] for row in rows.iterator(chunk_size=2000)}


def _comparable(edition: Edition) -> list[str]:
    """Return the columns that can be copied again: not the stages where no manifest names their runs."""
    if "stage_results" in edition.manifest:
        return COLUMNS
    return [name for name in COLUMNS if name not in STAGES]


def _stage_runs(edition: Edition, run: Run) -> dict[str, Run]:
    """Find the runs that stood side by side when the edition was published."""
    named = edition.manifest.get("stage_results", {})
    runs = Run.objects.filter(round=run.round_id, state=RunState.FINISHED)
    found = {}
    for stage, digest in named.items():
        same = runs.filter(stage=stage, result_digest=digest).order_by("-pk").first()
        if same is not None:
            found[stage] = same
    return found
