"""Forms that the account may see, and the values in them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Path, Router

from opendti.plan.model import Plan
from opendti_site.accounts.models import ServiceAccount
from opendti_site.accounts.service_tokens import covers_item
from opendti_site.api.callers import ApiRequest, reads
from opendti_site.api.pages import Key, Paged, page_of_rows
from opendti_site.api.v1.rounds import written_form
from opendti_site.api.v1.schemas import PageOut, SubmissionOut, ValueOut
from opendti_site.api.v1.texts import REFUSALS_OF_ONE
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.queries import (
    rounds_visible_to,
    submissions_visible_to,
)
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.frameworks.bridge import describe

router = Router(auth=reads, tags=["submissions"])


@router.get(
    "/submissions/{submission_id}",
    response={200: SubmissionOut, **REFUSALS_OF_ONE},
    url_name="submission",
    summary="One form",
)
def get_submission(request: ApiRequest, submission_id: Path[Key]) -> dict[str, Any]:
    """Return a form."""
    rows = submissions_visible_to(request.auth.reader)
    return written_form(get_object_or_404(rows, pk=submission_id))


@router.get(
    "/submissions/{submission_id}/values",
    response={200: PageOut[ValueOut], **REFUSALS_OF_ONE},
    url_name="submission_values",
    summary="The values in one form",
)
def list_values(
    request: ApiRequest, submission_id: Path[Key], paged: Paged
) -> dict[str, Any]:
    """Return the values in a form; an item that is not listed was never given."""
    rows = submissions_visible_to(request.auth.reader).select_related("round", "unit")
    form = get_object_or_404(rows, pk=submission_id)
    answers = Answer.objects.filter(submission=form)
    return _page(answers, form.round, request, paged)


@router.get(
    "/rounds/{round_id}/values",
    response={200: PageOut[ValueOut], **REFUSALS_OF_ONE},
    url_name="round_values",
    summary="The values in all forms of a round",
)
def list_round_values(
    request: ApiRequest, round_id: Path[Key], paged: Paged
) -> dict[str, Any]:
    """Return the values of the forms in a round that the account may see."""
    reader = request.auth.reader
    rounds = rounds_visible_to(reader).defer(None).select_related("release")
    round_ = get_object_or_404(rounds, pk=round_id)
    forms = submissions_visible_to(reader).filter(round=round_id).order_by()
    answers = Answer.objects.filter(submission__in=forms.values("pk"))
    return _page(answers, round_, request, paged)


def _page(
    answers: QuerySet[Answer], round_: Round, request: ApiRequest, paged: Paged
) -> dict[str, Any]:
    rows = answers.select_related("submission__unit")
    plan = describe(round_).plan
    return page_of_rows(rows, paged, _writer(plan, request.auth.account))


def _writer(
    plan: Plan, account: ServiceAccount
) -> Callable[[Answer], dict[str, Any] | None]:
    """Return a function that writes the values in an account's scope."""
    choices = {item.id: item.options for item in plan.items if item.options}

    def written(answer: Answer) -> dict[str, Any] | None:
        if not covers_item(account, answer.item):
            return None
        # A text that nobody could read is kept beside the value, and scores as nothing.
        state = AnswerState.BLANK if answer.rejected else answer.state
        value, text = answer.value, answer.text
        options = choices.get(answer.item)
        if options and value is not None:
            text = options[int(value)].code
            value = None
        is_given = state == AnswerState.GIVEN
        return {
            "submission": answer.submission_id,
            "unit": answer.submission.unit.code,
            "item": answer.item,
            "criterion": answer.criterion,
            "state": str(state),
            "value": decimal_text(value) if is_given else None,
            "text": (text or None) if is_given else None,
            "updated_at": answer.updated_at,
        }

    return written


def decimal_text(value: Decimal | None) -> str | None:
    """Return a number as a decimal text without zeros at its end: JSON's own numbers are read as doubles."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
