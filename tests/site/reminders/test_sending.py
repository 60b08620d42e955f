"""Reminders: on which days, how often, to whom, and of what is still true."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.actions import extend_round
from opendti_site.assessments.submissions.actions import hand_over
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.rendering import render_mail
from opendti_site.reminders.actions import choose_reminders
from opendti_site.reminders.enums import ReminderMode
from opendti_site.reminders.models import SentReminder
from opendti_site.reminders.occasions import AFTER, NEW, stage_of
from opendti_site.reminders.sending import queue_due_reminders
from tests.site.clock import shifted
from tests.site.reminders.conftest import reached

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit


def queued_on(*days: int) -> list[int]:
    """Let a worker run on some days from today; return how many letters each run queued."""
    counts = []
    for day in days:
        with shifted(days=day):
            counts.append(queue_due_reminders())
    return counts


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (1, NEW),
        (2, NEW),
        (3, "7"),
        (6, "7"),
        (7, "3"),
        (8, "3"),
        (9, "1"),
        (10, "1"),
        (11, AFTER),
        (30, AFTER),
    ],
)
def test_the_nearest_reminder_counts_by_calendar_days(day: int, stage: str):
    due = dt.datetime(2026, 3, 10, 16, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in Hà Nội
    early = dt.datetime(2026, 3, day, 1, tzinfo=dt.UTC)
    assert stage_of(due, early) == stage
    assert stage_of(None, early) == NEW


def test_each_reminder_of_a_deadline_is_sent_once(running: Round, hoa: User):
    assert queued_on(0, 0, 1, 2) == [1, 0, 0, 0]  # the task is new
    assert queued_on(3, 3, 4, 6) == [1, 0, 0, 0]
    assert queued_on(7, 8, 9, 10) == [1, 0, 1, 0]
    assert queued_on(11, 12, 40) == [1, 0, 0]


def test_a_worker_that_was_down_sends_the_latest_alone(running: Round, hoa: User):
    assert queued_on(9, 9, 10) == [1, 0, 0]
    (letter,) = QueuedMail.objects.all()
    with shifted(days=9):
        rendered = render_mail(letter)
    assert rendered is not None
    assert "Nhập số liệu: " in rendered.subject
    assert "còn 23 giờ" in rendered.body


def test_what_is_done_meanwhile_is_not_sent(
    running: Round, hoa: User, reporter: User, coordinator: User
):
    assert queued_on(0) == [1]
    hand_over(running.submissions.get(unit__code="CucTMDT"), by=reporter)
    assert render_mail(QueuedMail.objects.get()) is None
    assert queued_on(7) == [0]


def test_an_extension_begins_anew(running: Round, hoa: User, coordinator: User):
    assert queued_on(9) == [1]
    later = running.submit_by + dt.timedelta(days=20)
    extend_round(running, submit_by=later, reason="Bão", by=coordinator)
    assert queued_on(9, 22, 23) == [0, 0, 1]


def test_a_form_that_is_handed_back_is_news(
    running: Round, hoa: User, reporter: User, signatory: User
):
    from opendti_site.assessments.submissions.actions import hand_back  # noqa: PLC0415 -- here only

    form = running.submissions.get(unit__code="CucTMDT")
    assert queued_on(0) == [1]
    hand_over(form, by=reporter)
    hand_back(form, reason="Thiếu một lớp", by=signatory)
    assert queued_on(0, 1, 2) == [0, 1, 0]


def test_everybody_gets_what_they_chose(
    running: Round, agency: Unit, hoa: User, settings: SettingsWrapper
):
    now_ = reached("nam", Role.REPORTER, agency, language="en")
    never = reached("mai", Role.REPORTER, agency)
    choose_reminders(ReminderMode.IMMEDIATE, by=now_)
    choose_reminders(ReminderMode.OFF, by=never)
    hour = timezone.localtime().hour
    settings.REMINDER_HOUR = hour + 1  # the daily letter waits
    assert queued_on(0) == [1]
    rendered = render_mail(QueuedMail.objects.get(to=now_.email))
    assert rendered is not None
    assert rendered.subject.startswith("Reminder: ")
    assert "/en/tai-khoan/nhac-viec/" in rendered.body
    settings.REMINDER_HOUR = hour
    assert queued_on(0) == [1]
    assert not QueuedMail.objects.filter(to=never.email).exists()


def test_nothing_is_noted_without_a_mail_server_or_an_address(
    running: Round, hoa: User, reporter: User, settings: SettingsWrapper
):
    assert not reporter.email
    settings.MAIL_IS_SET = False
    assert queued_on(0) == [0]
    assert not SentReminder.objects.exists()
    settings.MAIL_IS_SET = True
    assert queued_on(0) == [1]
    assert set(SentReminder.objects.values_list("user", flat=True)) == {hoa.pk}
