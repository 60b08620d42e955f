"""Several senders at the same moment: each letter goes out once."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from opendti_site.mail.enums import MailState
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.sending import send_due_mail

if TYPE_CHECKING:
    from tests.site.mail.servers import MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
SENDERS, LETTERS = 3, 30


def test_every_letter_is_sent_once_by_senders_that_race(
    server: MailServer, test_kind: Any
):
    QueuedMail.objects.bulk_create(
        QueuedMail(kind="test", to=f"a{number}@bct.example.vn", language="vi")
        for number in range(LETTERS)
    )
    together = Barrier(SENDERS)
    sent: list[int] = []

    def send() -> None:
        try:
            together.wait(10)
            sent.append(send_due_mail().sent)
        finally:
            connection.close()

    senders = [Thread(target=send) for _number in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert sum(sent) == LETTERS
    addresses = {letter["To"] for letter in server.letters}
    assert len(addresses) == len(server.letters) == LETTERS
    assert QueuedMail.objects.filter(state=MailState.SENT).count() == LETTERS
