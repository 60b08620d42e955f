"""Rounds and forms in any state, as rows beside the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit


by_hand = pytest.mark.tampered("rounds, forms and entries are written without acts")


STATES = ("draft", "open", "appraisal", "closed")


def round_in(state: str, draft: RoundDraft, by: User, **values: Any) -> Round:
    columns = {
        "title": state,
        "year": draft.year,
        "release": draft.release,
        "root": draft.root,
        "opens_at": draft.opens_at,
        "submit_by": draft.submit_by,
        "framework_text": draft.release.text,
        "fingerprint": draft.release.fingerprint,
    }
    return Round.objects.create(created_by=by, state=state, **columns | values)


def form_in(round_: Round, unit: Unit, state: str = "open", **values: Any):
    columns = {"block": unit.block or "services", "total": 5}
    return Submission.objects.create(
        round=round_, unit=unit, state=state, **columns | values
    )
