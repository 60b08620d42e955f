"""The page of one request: the question, the reply so far, and the fields of a criterion that was given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.bridge import parse_value, plan_of_round
from opendti_site.assessments.submissions.cards import form_view, groups_of
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.form_views import (
    CardView,
    FormInput,
    FormView,
)
from opendti_site.assessments.submissions.outcomes import PostedField

Drafted = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ReplyView:
    """What the page of a request shows of its criterion."""

    form: FormView
    card: CardView


def reply_view(
    submission: Submission, request: CriterionRequest, drafted: Drafted
) -> ReplyView:
    """Return the criterion with the values of a draft in its fields, which are stored nowhere else yet."""
    code = request.criterion
    main = next(
        group.code
        for group in groups_of(submission)
        if code in {sheet.code for sheet in group.sheets}
    )
    texts = {item: fields["text"] for item, fields in drafted.items()}
    view = form_view(submission, main, FormInput(texts=texts), only=code)
    card = next(card for card in view.cards if card.sheet.code == code)
    claims = [
        fields.get("reason", "")
        for fields in drafted.values()
        if fields.get("state") == AnswerState.NOT_APPLICABLE
    ]
    plan = plan_of_round(submission.round)
    fields = tuple(
        replace(
            field,
            is_reusable=False,
            fault=parse_value(plan, field.item.id, field.text).fault
            if field.item.id in texts and not claims
            else "",
        )
        for field in card.fields
    )
    card = replace(card, fields=fields)
    if drafted:
        card = replace(card, claimed=bool(claims), claim_reason="".join(claims[:1]))
    return ReplyView(view, card)


def drafted_from(posted: Mapping[str, PostedField]) -> dict[str, dict[str, Any]]:
    """Return the fields that somebody changed, as a request keeps them."""
    return {
        item: _kept(field) for item, field in posted.items() if not field.is_untouched
    }


def _kept(field: PostedField) -> dict[str, Any]:
    kept: dict[str, Any] = {"text": field.text.strip()}
    if field.state != AnswerState.GIVEN:
        kept |= {"state": str(field.state), "reason": field.reason.strip()}
    if field.comment is not None:
        kept["comment"] = field.comment.strip()
    return kept
