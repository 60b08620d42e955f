"""Two workers, or two coordinators, at the same moment: each letter is queued once."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.mail.models import QueuedMail
from opendti_site.reminders import sending
from opendti_site.reminders.actions import remind_units
from opendti_site.reminders.models import SentReminder

if TYPE_CHECKING:
    from collections.abc import Callable

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(act: Callable[[], object], times: int = 3) -> None:
    """Run an act in several threads that begin together."""
    together = Barrier(times)

    def run() -> None:
        try:
            together.wait(10)
            act()
        finally:
            connection.close()

    threads = [Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_workers_that_race_write_each_letter_once(
    running: Round, hoa: User, monkeypatch: pytest.MonkeyPatch
):
    # They have all looked before the first of them writes.
    looked, queue = Barrier(3), sending._queue  # noqa: SLF001 -- between looking and writing

    def late(*arguments: object) -> bool:
        looked.wait(10)
        return queue(*arguments)

    monkeypatch.setattr(sending, "_queue", late)
    at_once(sending.queue_due_reminders)
    assert QueuedMail.objects.filter(to=hoa.email).count() == 1
    assert SentReminder.objects.filter(user=hoa).count() == 2  # the day and the task


def test_coordinators_who_race_write_each_letter_once(
    running: Round, hoa: User, coordinator: User
):
    forms = list(running.submissions.values_list("pk", flat=True))
    refused: list[str] = []

    def remind() -> None:
        try:
            remind_units(running, submissions=forms, by=coordinator)
        except ActionRefusedError as refusal:
            refused.append(str(refusal))

    at_once(remind, 2)
    assert refused == ["Không có ai để gửi thư nhắc."]
    assert QueuedMail.objects.filter(kind="unit_reminder").count() == 1
