"""Whether what an edition would rest on still is as it was sealed, asked before it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.findings import Finding
from opendti_site.audit.triggers import check_triggers
from opendti_site.audit.verification import verify
from opendti_site.publication.actions.previous import previous_edition_of
from opendti_site.publication.models import Edition, Proposal
from opendti_site.publication.older import content_fault
from opendti_site.publication.permissions import can_publish
from opendti_site.results.checking import RUNS, has_its_scores
from opendti_site.results.models import Run
from opendti_site.results.queries import latest_runs

P = ParamSpec("P")

NAMED = 5
"""Findings that a refusal names; the page of verifications has all."""


def findings_before(run: Run) -> list[Finding]:
    """Verify all lines and rows, the scores that publishing would copy, and the edition before.

    A trigger would change the edition's rows within the act that seals them, so none may be there.

    Lines and rows altogether: a row that was moved away from the round by hand, or a role that
    lets somebody publish, is not to be told by the round. Takes no lock while it reads.
    """
    triggers = check_triggers(lambda: None)
    # Not deep: scoring all runs again takes minutes, and the run's own scores are compared by
    # their digest.
    return [*verify(deep=False).findings, *triggers, *_of_copies(run)]


def verified(act: Callable[P, Edition]) -> Callable[P, Edition]:
    """Verify before an act that publishes a run, or a proposal of one; outside its transaction."""

    @wraps(act)
    def begin(*subjects: P.args, **words: P.kwargs) -> Edition:
        for subject in (*subjects, *words.values()):
            if isinstance(subject, (Run, Proposal)):
                run = subject if isinstance(subject, Run) else subject.run
                if not can_publish(cast("User", words["by"]), run.round):
                    raise PermissionDenied
                refuse_unsound(run)
        return act(*subjects, **words)

    return begin


def refuse_unsound(run: Run) -> None:
    """Refuse to publish while something differs; the words name the rows and the way on."""
    findings = findings_before(run)
    if not findings:
        return
    shown = "; ".join(words_for(finding) for finding in findings[:NAMED])
    raise ActionRefusedError(
        _(
            "Chưa công bố được vì %(count)d chỗ không khớp với nhật ký: %(rows)s. "
            "Hãy sửa lại cho đúng, hoặc nhờ người quản trị máy chủ xem xét và chấp nhận từng chỗ "
            "bằng lệnh: opendti site accept_changed_rows."
        )
        % {"count": len(findings), "rows": shown}
    )


def words_for(finding: Finding) -> str:
    """Name a row and what is wrong with it."""
    name = f" “{finding.name}”" if finding.name else ""
    return f"{finding.table_words} {finding.key}{name}: {finding.words}"


def _of_copies(run: Run) -> Iterator[Finding]:
    """Yield what differs in the rows without seals that an edition copies."""
    runs = latest_runs(run.round) | {run.stage: run}
    for stage_run in runs.values():
        if stage_run.result_digest and not has_its_scores(stage_run):
            yield Finding("scores_differ", RUNS, str(stage_run.pk), str(stage_run))
    previous = previous_edition_of(run)
    if previous is not None and (fault := content_fault(previous)):
        yield Finding(fault, "publication.Edition", str(previous.pk), str(previous))
