"""A letter that was queued is sent once, again later where it failed, or given up with the reason."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from opendti_site.mail import sending
from opendti_site.mail.actions import queue_mail, send_again
from opendti_site.mail.chores import RETENTION
from opendti_site.mail.enums import MailState
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.queries import delayed_mail, failed_mail, mail_counts
from opendti_site.mail.sending import (
    DELAYS,
    LEASE,
    MAX_ATTEMPTS,
    claim_mail,
    forget_old_mail,
    message_id,
    send_due_mail,
)
from opendti_site.operations.chores import run_network_chores, run_urgent_chores
from tests.site.clock import shifted

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.site.mail.servers import MailServer

pytestmark = pytest.mark.django_db


def queued(to: str = "ha@bct.example.vn", language: str = "vi") -> QueuedMail:
    """Queue a letter."""
    mail = queue_mail("test", to=to, language=language)
    assert mail is not None
    return mail


def make_due() -> None:
    """Let every delay and every lease be over."""
    QueuedMail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def state_of(mail: QueuedMail) -> tuple[str, int, str]:
    """Return state, attempts and reason as they are now."""
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.reason


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("vi", "Thư thử của hệ thống đánh giá chuyển đổi số", "xin đừng trả lời"),
        ("en", "A test letter of the digital", "please do not reply"),
    ],
)
def test_a_letter_is_sent_in_its_readers_language(
    server: MailServer, test_kind: Any, language: str, subject: str, words: str
):
    mail = queued(language=language)
    send_due_mail()
    (letter,) = server.letters
    assert letter["Subject"].strip().startswith(subject)
    assert letter["To"] == "ha@bct.example.vn"
    assert letter["From"] == "dti@bct.example.vn"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == message_id(mail)
    assert words in letter.get_content()
    assert state_of(mail) == (MailState.SENT, 1, "")


def test_a_sent_letter_is_not_sent_again(server: MailServer, test_kind: Any):
    queued()
    send_due_mail()
    make_due()
    assert send_due_mail().sent == 0
    assert len(server.letters) == 1


def test_many_letters_go_over_one_connection_to_their_own_addresses(
    server: MailServer, test_kind: Any
):
    for number in range(3):
        queued(f"a{number}@bct.example.vn")
    assert send_due_mail().sent == 3
    assert [letter["To"] for letter in server.letters] == [
        f"a{number}@bct.example.vn" for number in range(3)
    ]


def test_without_a_server_letters_wait_and_go_out_when_it_is_back(
    server: MailServer, test_kind: Any
):
    first, second = queued(), queued()
    server.stop()
    report = send_due_mail()
    assert (report.sent, report.delayed, report.failed) == (0, 1, 0)
    state, attempts, reason = state_of(first)
    assert (state, attempts) == (MailState.WAITING, 1)
    assert "refused" in reason
    assert state_of(second) == (MailState.WAITING, 0, "")
    assert [mail.pk for mail in delayed_mail()] == [first.pk]
    server.start()
    assert send_due_mail().sent == 1  # the first one's delay is not over
    make_due()
    assert send_due_mail().sent == 1
    assert len(server.letters) == 2


@pytest.mark.parametrize("at", ["to_rcpt", "to_data"])
def test_a_passing_refusal_is_tried_again(server: MailServer, test_kind: Any, at: str):
    refused, other = queued(), queued("b@bct.example.vn")
    getattr(server, at).append("450 greylisted, come back")
    assert send_due_mail().sent == 1
    assert state_of(refused) == (MailState.WAITING, 1, "450 greylisted, come back")
    assert refused.next_attempt_at > timezone.now() + DELAYS[0] / 2
    assert state_of(other)[0] == MailState.SENT
    make_due()
    send_due_mail()
    assert state_of(refused) == (MailState.SENT, 2, "")


@pytest.mark.parametrize(
    ("at", "refusal"),
    [("to_rcpt", "SMTPRecipientsRefused"), ("to_data", "SMTPDataError")],
)
def test_a_lasting_refusal_is_given_up_at_once(
    server: MailServer,
    test_kind: Any,
    caplog: pytest.LogCaptureFixture,
    at: str,
    refusal: str,
):
    refused, other = queued(), queued("b@bct.example.vn")
    getattr(server, at).append("550 no such user here")
    send_due_mail()
    assert state_of(refused) == (MailState.FAILED, 1, "550 no such user here")
    ours = [record for record in caplog.records if record.name == sending.__name__]
    assert [record.getMessage() for record in ours] == [
        f"mail {refused.pk}: {refusal} 550"
    ]
    assert state_of(other)[0] == MailState.SENT
    assert [mail.pk for mail in failed_mail()] == [refused.pk]


def test_a_letter_is_given_up_after_the_last_attempt(
    server: MailServer, test_kind: Any
):
    mail = queued()
    server.to_rcpt.extend(["451 later"] * MAX_ATTEMPTS)
    for _attempt in range(MAX_ATTEMPTS - 1):
        make_due()
        send_due_mail()
    assert state_of(mail) == (MailState.WAITING, MAX_ATTEMPTS - 1, "451 later")
    make_due()
    assert send_due_mail().failed == 1
    assert state_of(mail) == (MailState.FAILED, MAX_ATTEMPTS, "451 later")
    assert send_again(mail) is True
    assert send_again(mail) is False
    assert send_due_mail().sent == 1
    assert state_of(mail) == (MailState.SENT, 1, "")


def test_a_letter_that_nobody_needs_any_more_is_dropped(
    server: MailServer, test_kind: dict[str, Any]
):
    mail = queued()
    test_kind["context"] = None
    send_due_mail()
    assert state_of(mail)[0] == MailState.DROPPED
    assert server.letters == []


def test_a_fault_in_one_letter_keeps_no_other_from_going(
    server: MailServer, test_kind: Any
):
    broken, other = queued(), queued("b@bct.example.vn")
    QueuedMail.objects.filter(pk=broken.pk).update(kind="unknown")
    send_due_mail()
    state, attempts, reason = state_of(broken)
    assert (state, attempts) == (MailState.WAITING, 1)
    assert "unknown" in reason
    assert state_of(other)[0] == MailState.SENT


def test_two_senders_never_send_one_letter(server: MailServer, test_kind: Any):
    mail = queued()
    held = claim_mail()
    assert held == mail
    assert claim_mail() is None
    assert send_due_mail().sent == 0
    make_due()  # the first sender sleeps past its lease
    assert send_due_mail().sent == 1
    assert sending._note(held, MailState.WAITING, "too late") == 0  # noqa: SLF001 -- what the first one does when it wakes
    assert state_of(mail) == (MailState.SENT, 2, "")


def test_a_letter_whose_sender_died_is_sent_after_the_lease_with_the_same_identity(
    server: MailServer, test_kind: Any
):
    mail = queued()
    held = claim_mail()
    assert held is not None
    first = sending.message_of(held)
    assert first is not None
    first.send()  # then the power went, and nothing was noted
    with shifted(seconds=LEASE.total_seconds() - 60):
        assert send_due_mail().sent == 0
    with shifted(seconds=LEASE.total_seconds() + 60):
        assert send_due_mail().sent == 1
    one, two = server.letters
    assert one["Message-ID"] == two["Message-ID"] == message_id(mail)
    assert state_of(mail)[1] == 2


def test_a_letter_that_kills_its_senders_is_given_up(
    server: MailServer, test_kind: Any
):
    mail = queued()
    for _attempt in range(MAX_ATTEMPTS):
        make_due()
        assert claim_mail() is not None
    make_due()
    assert send_due_mail().failed == 1
    assert state_of(mail)[0::2] == (MailState.FAILED, sending.UNFINISHED)
    assert server.letters == []


def test_mail_is_queued_with_its_act_or_not_at_all(
    settings: SettingsWrapper, test_kind: Any
):
    settings.MAIL_IS_SET = True
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert QueuedMail.objects.count() == 0


def test_nothing_is_queued_without_a_server_or_an_address(
    settings: SettingsWrapper, test_kind: Any
):
    settings.MAIL_IS_SET = True
    assert queue_mail("test", to="", language="vi") is None
    settings.MAIL_IS_SET = False
    assert queue_mail("test", to="a@bct.vn", language="vi") is None
    assert QueuedMail.objects.count() == 0


def test_an_unknown_kind_is_refused_when_it_is_queued():
    with pytest.raises(LookupError, match="no kind of mail is called 'odd'"):
        queue_mail("odd", to="a@bct.vn", language="vi")


def test_the_queue_is_counted(server: MailServer, test_kind: Any):
    server.to_rcpt.extend(["550 no", "450 later"])
    made = [queued(), queued()]
    send_due_mail()
    queued("c@bct.example.vn")
    counts = mail_counts()
    assert (counts.waiting, counts.delayed, counts.failed, counts.sent) == (2, 1, 1, 0)
    assert counts.oldest == made[1].created_at


def test_finished_mail_is_forgotten(server: MailServer, test_kind: Any):
    queued()
    send_due_mail()
    waiting = queued()
    with shifted(days=RETENTION.days - 1):
        assert forget_old_mail(RETENTION) == 0
    with shifted(days=RETENTION.days + 1):
        assert forget_old_mail(RETENTION) == 1
    assert list(QueuedMail.objects.all()) == [waiting]


def test_mail_is_sent_beside_the_jobs_of_a_worker_and_never_between_them(
    server: MailServer, test_kind: Any
):
    queued()
    assert "mail" not in run_urgent_chores().outcomes
    assert run_network_chores().outcomes["mail"].done == "1 sent"
    assert run_network_chores().outcomes["mail"].done == ""


def test_a_test_letter_shows_that_the_settings_are_right(
    server: MailServer, capsys: pytest.CaptureFixture[str]
):
    call_command("send_test_mail", "it@bct.example.vn")
    assert server.letters[0]["To"] == "it@bct.example.vn"
    assert "took a letter to it@bct.example.vn" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("address", "answer", "message"),
    [
        ("it@bct.example.vn", "550 go away", "did not take it: 550 go away"),
        ("it@bct@example", "", "it@bct@example is no mail address"),
    ],
)
def test_a_test_letter_that_fails_gives_the_reason(
    server: MailServer, address: str, answer: str, message: str
):
    server.to_rcpt.append(answer)
    with pytest.raises(CommandError, match=message):
        call_command("send_test_mail", address)


def test_a_test_letter_names_a_server_that_is_not_there(server: MailServer):
    server.stop()
    with pytest.raises(CommandError, match=f"127.0.0.1:{server.port} did not take it"):
        call_command("send_test_mail", "it@bct.example.vn")


def test_a_test_letter_without_a_server_names_the_setting(
    server: MailServer, settings: SettingsWrapper
):
    server.stop()
    settings.MAIL_IS_SET = False
    with pytest.raises(CommandError, match="OPENDTI_SMTP_URL"):
        call_command("send_test_mail", "it@bct.example.vn")
