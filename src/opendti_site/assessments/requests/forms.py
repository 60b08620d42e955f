"""The form of a question to units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.requests.actions import Question
from opendti_site.assessments.requests.enums import RequestKind
from opendti_site.assessments.rounds.forms import ZONE, MomentField
from opendti_site.assessments.rounds.models import Round, Submission

USUAL_TIME = dt.timedelta(days=7)
END_OF_WORK = dt.time(17)


class RequestForm(forms.Form):
    """What is asked of which units, and up to when."""

    units = forms.TypedMultipleChoiceField(
        label=_("Đơn vị"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(
        label=_("Loại yêu cầu"),
        choices=RequestKind.choices,
        initial=RequestKind.EXPLAIN,
        widget=forms.RadioSelect,
        help_text=_(
            "Giải trình: đơn vị trả lời bằng lời và bổ sung tài liệu. "
            "Trả lại tiêu chí: đơn vị còn được sửa số liệu của tiêu chí này."
        ),
    )
    question = forms.CharField(
        label=_("Nội dung yêu cầu"), widget=forms.Textarea(attrs={"rows": 3})
    )
    due_at = MomentField(label=_("Hạn trả lời"), help_text=ZONE)

    def __init__(
        self, *args: Any, round_: Round, candidates: list[Submission], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [  # type: ignore[attr-defined]  # a choice of rows
            (row.pk, row.unit.local_name) for row in candidates
        ]
        self.fields["due_at"].initial = usual_deadline(round_)

    def asked(self) -> Question:
        """Return the form's values as a question."""
        data = self.cleaned_data
        return Question(data["question"], data["due_at"], data["kind"])


def usual_deadline(round_: Round) -> dt.datetime:
    """Propose the end of the round's explanation, else a week from today at the end of work."""
    now = timezone.now()
    if round_.explain_by and round_.explain_by > now:
        return round_.explain_by
    day = timezone.localtime(now + USUAL_TIME).date()
    return timezone.make_aware(dt.datetime.combine(day, END_OF_WORK))
