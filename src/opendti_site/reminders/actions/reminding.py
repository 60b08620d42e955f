"""A coordinator's letters to units."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import require
from opendti_site.assessments.rounds.locking import locked_draft
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.rounds.rehearsals import refuse_rehearsal
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.mail.actions import queue_mail
from opendti_site.reminders.mail_kinds import UNIT_REMINDER
from opendti_site.reminders.models import Contact
from opendti_site.reminders.queries.lacks import LackingForm, lacking_in
from opendti_site.reminders.queries.recipients import Mailing, mailing_about


@transaction.atomic
def remind_units(
    round_: Round,
    *,
    submissions: Collection[int],
    note: str = "",
    again: bool = False,
    by: User,
) -> Mailing:
    """Write to whoever can mend what some forms lack, one letter a person.

    Whoever had a letter about the form within the last hours gets none, unless `again`. The round
    is locked: of two coordinators who press at once the second finds the first one's letters.
    """
    round_ = locked_draft(round_.pk)
    require(can_coordinate(by, round_.root))
    refuse_rehearsal(round_)
    if not settings.MAIL_IS_SET:
        raise ActionRefusedError(_("Hệ thống chưa có máy chủ thư nên chưa gửi được."))
    rows = lacking_in(round_).filter(pk__in=submissions)
    mailing = mailing_about(rows, again=again)
    if not mailing.letters:
        raise ActionRefusedError(_("Không có ai để gửi thư nhắc."))
    for person, forms in mailing.letters.items():
        _write(person, forms, note.strip(), by)
    record(
        "remind_units",
        round_,
        by=by,
        name=round_.title,
        units=mailing.units,
        letters=len(mailing.letters),
    )
    return mailing


def _write(person: User, forms: list[LackingForm], note: str, by: User) -> None:
    """Queue one letter and remember it with each form."""
    queue_mail(
        UNIT_REMINDER,
        to=person.email,
        language=person.language,
        user=person.pk,
        email=person.email,
        by=by.pk,
        note=note,
        forms=[[form.submission.pk, str(form.lack)] for form in forms],
    )
    Contact.objects.bulk_create(
        Contact(submission=form.submission, person=person, lack=form.lack, sent_by=by)
        for form in forms
    )
