"""Whether each answer that counts was recorded as an observation when it was saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from opendti_site.assessments.models import Answer, Round
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.audit.findings import Finding
from opendti_site.observations.enums import ObservationSource
from opendti_site.observations.models import Observation
from opendti_site.observations.readings import lineage_of


def check_answers(tick: Callable[[], None]) -> Iterator[Finding]:
    """Name the answers of rounds that count without an observation of the same content and moment."""
    for round_ in Round.official.exclude(fingerprint="").select_related("release"):
        for answer in unobserved_answers(round_):
            key, name = str(answer.pk), str(answer)
            yield Finding("answer_unobserved", "assessments.Answer", key, name)
        tick()


def unobserved_answers(round_: Round) -> QuerySet[Answer]:
    """Return the answers of a round whose save was not recorded."""
    saved = Observation.objects.filter(
        source=ObservationSource.FORM,
        unit=OuterRef("submission__unit"),
        # A round may have been given a later version since; never another framework.
        framework=lineage_of(round_.release.identity),
        item=OuterRef("item"),
        recorded_at=OuterRef("updated_at"),
    )
    same = saved.filter(state=OuterRef("state"), text=OuterRef("text"))
    found = Answer.objects.filter(submission__round=round_).order_by("pk")
    return found.filter(
        Q(rejected="", value__isnull=True) & ~Exists(same.filter(value=None))
        | Q(rejected="", value__isnull=False)
        & ~Exists(same.filter(value=OuterRef("value")))
        # A text that could not be read has taken the value's place.
        | ~Q(rejected="") & ~Exists(saved.filter(state=AnswerState.BLANK))
    )
