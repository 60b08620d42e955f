"""Who ever wrote in a form: whoever did so neither appraises it nor asks about it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Submission
from opendti_site.audit.queries import subjects_of

WRITING = (
    "save_answers",
    "hand_over",
    "submit_answers",
    "draft_reply",
    "answer_request",
)
"""Acts after which nobody appraises the form, whoever writes over what they wrote."""


def written_by(user: User, among: Collection[int]) -> frozenset[int]:
    """Return the submissions, of some by key, that a person ever typed in, handed over or signed.

    Whoever did so appraises none of it, whatever roles they have by now. The rows know only who did it
    last, and forget it when a form is given back; the audit log knows all. A coordinator who brought
    a table in copied others' answers and gave none.
    """
    signed = Q(submitted_by=user) | Q(handed_over_by=user)
    mine = Submission.objects.filter(signed, pk__in=among).order_by()
    subjects = subjects_of(user, WRITING)
    ever = {pk for pk in among if f"{Submission._meta.label}:{pk}" in subjects}  # noqa: SLF001 -- Django's documented name
    return frozenset(mine.values_list("pk", flat=True)) | ever
