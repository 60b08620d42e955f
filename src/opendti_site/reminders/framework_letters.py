"""Letters to those whom a change of a round's framework concerns: one a person, with what changed for them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.urls import reverse

from opendti_site.accounts.mail_kinds import open_account
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.announcing import FrameworkNews
from opendti_site.mail.actions import queue_letters
from opendti_site.mail.kinds import absolute_url
from opendti_site.reminders.mail_kinds import FRAMEWORK_CHANGED
from opendti_site.reminders.queries.recipients import answering_for
from opendti_site.ui.language import in_language

SHOWN = 50
"""Forms that a letter lists; the sums are of all."""


def write_about_framework(news: FrameworkNews) -> None:
    """Queue a letter to each who reports or signs for a form that is asked otherwise, and to each who decides again.

    Of a rehearsal nobody is written to; its pages say the same.
    """
    if news.round.is_rehearsal or not settings.MAIL_IS_SET:
        return
    forms: defaultdict[User, list[list[int]]] = defaultdict(list)
    answering = answering_for(news.round, {form.submission for form in news.forms})
    for form in news.forms:
        counts = [form.submission, form.criteria, form.new_blanks, form.unasked]
        for person in dict.fromkeys(answering[form.submission]):
            forms[person].append(counts)
    judges = User.objects.filter(pk__in=news.judges, is_active=True)
    people = {person.pk: person for person in [*forms, *judges] if person.email}
    letters = [
        (person.email, person.language, _details(news, person, forms[person]))
        for person in people.values()
    ]
    queue_letters(FRAMEWORK_CHANGED, letters)


def _details(
    news: FrameworkNews, person: User, forms: list[list[int]]
) -> dict[str, object]:
    return {
        "user": person.pk,
        "email": person.email,
        "round": news.round.pk,
        "document": news.document,
        "units": len(forms),
        "sums": [sum(counts) for counts in zip(*forms, strict=True)][1:],
        "forms": forms[:SHOWN],
        "decisions": news.judges.get(person.pk, 0),
    }


def framework_changed(details: dict[str, Any]) -> dict[str, Any] | None:
    """Fill a letter with the numbers of the change; None where the account or the round is gone."""
    person = open_account(details)
    round_ = Round.objects.filter(pk=details["round"]).first()
    if person is None or round_ is None:
        return None
    rows = Submission.objects.filter(pk__in=[form[0] for form in details["forms"]])
    by_key = rows.select_related("unit").in_bulk()

    def link(path: str) -> str:
        return absolute_url(in_language(path, person.language))

    listed = [
        (by_key[pk], counts, link(by_key[pk].get_absolute_url()))
        for pk, *counts in details["forms"]
        if pk in by_key
    ]
    appraisal = reverse("assessments:appraisal", args=[round_.pk])
    return {
        "person": person,
        "round": round_,
        "document": details["document"],
        "forms": listed,
        "more": details["units"] - len(details["forms"]),
        "sums": details["sums"],
        "decisions": details["decisions"],
        "appraisal": link(appraisal),
    }
