"""Rounds that the account may see, and the forms in them."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Path, Router

from opendti_site.api.callers import ApiRequest, reads
from opendti_site.api.pages import Key, Paged, page_of_rows
from opendti_site.api.v1.schemas import PageOut, RoundOut, SubmissionOut
from opendti_site.api.v1.texts import REFUSALS_OF_ONE, REFUSALS_OF_READING
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import (
    rounds_visible_to,
    submissions_visible_to,
)

router = Router(auth=reads, tags=["rounds"])


@router.get(
    "/rounds",
    response={200: PageOut[RoundOut], **REFUSALS_OF_READING},
    url_name="rounds",
    summary="Rounds",
)
def list_rounds(request: ApiRequest, paged: Paged) -> dict[str, Any]:
    """Return the rounds that the unit of the account runs, or takes part in."""
    return page_of_rows(rounds_visible_to(request.auth.reader), paged, written)


@router.get(
    "/rounds/{round_id}",
    response={200: RoundOut, **REFUSALS_OF_ONE},
    url_name="round",
    summary="One round",
)
def get_round(request: ApiRequest, round_id: Path[Key]) -> dict[str, Any]:
    """Return a round."""
    rows = rounds_visible_to(request.auth.reader)
    return written(get_object_or_404(rows, pk=round_id))


@router.get(
    "/rounds/{round_id}/submissions",
    response={200: PageOut[SubmissionOut], **REFUSALS_OF_ONE},
    url_name="submissions",
    summary="The forms in a round",
)
def list_submissions(
    request: ApiRequest, round_id: Path[Key], paged: Paged
) -> dict[str, Any]:
    """Return the forms of units in a round, as far as the account may see them."""
    reader = request.auth.reader
    get_object_or_404(rounds_visible_to(reader), pk=round_id)
    forms = submissions_visible_to(reader).filter(round=round_id)
    return page_of_rows(forms, paged, written_form)


def written(round_: Round) -> dict[str, Any]:
    """Return a round as the API writes it."""
    return {
        "id": round_.pk,
        "title": round_.title,
        "year": round_.year,
        "state": round_.state,
        "rehearsal": round_.rehearses_id is not None,
        "unit": round_.root.code,
        "framework": round_.release.identity,
        "opens_at": round_.opens_at,
        "submit_by": round_.submit_by,
    }


def written_form(form: Submission) -> dict[str, Any]:
    """Return a form as the API writes it."""
    return {
        "id": form.pk,
        "round": form.round_id,
        "unit": form.unit.code,
        "block": form.block,
        "state": form.state,
        "filled": form.filled,
        "total": form.total,
        "submitted_at": form.submitted_at,
        "version": form.version,
    }
