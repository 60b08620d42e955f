"""Editions and scores that tests write without acts: of other years, roots or rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Model, QuerySet

from opendti_site.assessments.rounds.models import Round
from opendti_site.publication.models import Edition
from opendti_site.results.models import Run

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

by_hand = pytest.mark.tampered("editions and their scores are written without acts")


def written_over(model: type[Model], **which: Any) -> QuerySet[Model]:
    """Return frozen rows that the test may write over all the same."""
    rows: QuerySet[Model] = QuerySet(model)
    return rows.filter(**which)


def edition_in(run: Run, by: User, **values: Any) -> Edition:
    """Write an edition of a run, of other years, roots or rules."""
    columns = {
        "run": run,
        "round": run.round,
        "root": run.round.root,
        "year": run.round.year,
        "stage": run.stage,
        "fingerprint": run.fingerprint,
        "framework_text": run.text,
        "published_by": by,
        "manifest": {},
        "corrects": None,
    } | values
    if columns["round"] == run.round and not columns["corrects"]:
        columns["round"] = Round.objects.create(
            title="Khác",
            year=columns["year"],
            root=columns["root"],
            release=run.round.release,
            opens_at=run.round.opens_at,
            submit_by=run.round.submit_by,
            created_by=by,
        )
    return Edition.objects.create(
        slug=f"ban-{Edition.objects.count()}",
        change_note="Sửa" if columns["corrects"] else "",
        **columns,
    )
