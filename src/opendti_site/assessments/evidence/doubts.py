"""What a person is asked before a document counts as evidence: its date, and whether it is there already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.assessments.evidence.enums import Doubt
from opendti_site.assessments.evidence.models import Attachment
from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.errors import QuestionError
from opendti_site.organisations.models import Unit


class DoubtsError(QuestionError):
    """A document is not cited yet: the person is asked to confirm `doubts`."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        listed = ", ".join(str(doubt.label) for doubt in doubts)
        super().__init__(_("Hãy xác nhận tài liệu: %(doubts)s.") % {"doubts": listed})
        self.doubts = list(doubts)


def doubts_about_date(issued_on: dt.date | None, round_: Round) -> list[Doubt]:
    """Return what is odd about a document's date in a round of a year."""
    doubts: list[Doubt] = []
    if issued_on is None:
        return doubts
    if issued_on > timezone.localdate():
        doubts.append(Doubt.FUTURE)
    if issued_on > dt.date(round_.year, 12, 31):
        doubts.append(Doubt.AFTER_PERIOD)
    return doubts


def doubts_about_files(unit: Unit, digests: Collection[str]) -> list[Doubt]:
    """Return whether the unit has a file of the same bytes as one of these."""
    if not digests:
        return []
    known = Attachment.objects.filter(document__unit=unit, sha256__in=digests)
    return [Doubt.SAME_FILE] if known.exists() else []


def refuse_unconfirmed(doubts: Sequence[Doubt], confirmed: Collection[str]) -> None:
    """Ask about doubts that the person has not confirmed."""
    if set(doubts) - set(confirmed):
        raise DoubtsError(doubts)
