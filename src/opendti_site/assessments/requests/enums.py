"""Choices of requests, and the steps of a round in which they are made and answered."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.rounds.enums import RoundState, SubmissionState


class RequestKind(TextChoices):
    """What is asked of the unit."""

    EXPLAIN = "explain", _("Yêu cầu giải trình")
    REDO = "redo", _("Trả lại tiêu chí")


class RequestState(TextChoices):
    """Where a request stands; an open one whose time is over counts as expired before it is marked so."""

    OPEN = "open", _("Chờ đơn vị trả lời")
    ANSWERED = "answered", _("Đã giải trình")
    WITHDRAWN = "withdrawn", _("Đã rút yêu cầu")
    EXPIRED = "expired", _("Quá hạn, không giải trình")


ASKING = (RoundState.APPRAISAL, RoundState.EXPLANATION)
"""The steps of a round in which requests are made."""

ANSWERING = (*ASKING, RoundState.REAPPRAISAL)
"""The steps in which they are answered, each up to its own deadline."""

SIGNED = (SubmissionState.SUBMITTED,)
"""The states of a form about which requests are made, and in which values that were given back are sent."""
