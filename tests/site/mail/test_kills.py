"""A sender that is killed while the server has its letter: nothing is lost, and the double is known."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone

from opendti_site.accounts.actions import create_user
from opendti_site.accounts.actions.links import notify_password_changed
from opendti_site.mail.enums import MailState
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.sending import message_id, send_due_mail
from tests.servers import database_url, environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.site.mail.servers import MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
PATIENCE = 60.0


def test_a_letter_of_a_killed_sender_waits_and_goes_out_under_its_name(
    server: MailServer, tmp_path: Path
):
    with transaction.atomic():
        user = create_user(
            by=None, username="ha", full_name="Hà", email="ha@bct.example.vn"
        )
        notify_password_changed(user)
    server.delay = 3.0
    more = {
        "OPENDTI_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
        "OPENDTI_MAIL_FROM": "dti@bct.example.vn",
    }
    sender = subprocess.Popen(
        [sys.executable, "-m", "opendti", "site", "housekeeping"],
        env=environment(tmp_path, database_url(), **more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert server.taken.wait(PATIENCE)
    finally:
        sender.kill()
        sender.wait(PATIENCE)
        server.delay = 0.0
    mail = QueuedMail.objects.get()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    assert send_due_mail().sent == 0
    QueuedMail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert send_due_mail().sent == 1
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"] == message_id(mail)
