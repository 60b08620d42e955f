"""The calendar of deadlines: one event a task, at the local time, moved by an extension under its own name."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from opendti_site.assessments.rounds.actions import extend_round
from opendti_site.reminders.calendar_file import LINE, calendar_file
from opendti_site.reminders.sources import PendingTask

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round

NOW = dt.datetime(2026, 11, 29, 1, 0, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 12, 31, 16, 59, 59, tzinfo=dt.UTC)


def task(due: dt.datetime | None = DUE, title: str = "Nhập số liệu") -> PendingTask:
    return PendingTask("reporter:/ho-so/1/:", title, "Kỳ 2026", "/ho-so/1/", due)


def values(content: bytes) -> dict[str, str]:
    """Return the properties of the event, unfolded."""
    unfolded = content.decode().replace("\r\n ", "")
    event = unfolded.partition("BEGIN:VEVENT\r\n")[2].partition("END:VEVENT")[0]
    return dict(line.split(":", 1) for line in event.splitlines())


def test_an_event_has_the_local_time_of_its_zone() -> None:
    content = calendar_file([task(), task(None)], NOW)
    event = values(content)
    assert event["DTSTART;TZID=Asia/Ho_Chi_Minh"] == "20261231T235959"
    assert event["DTSTAMP"] == "20261129T010000Z"
    assert event["URL"] == f"{settings.SITE_URL}/ho-so/1/"
    assert content.count(b"BEGIN:VEVENT") == 1  # a task without a deadline has none
    zone = content.partition(b"BEGIN:VTIMEZONE")[2].partition(b"END:VTIMEZONE")[0]
    assert b"TZID:Asia/Ho_Chi_Minh\r\n" in zone
    assert zone.count(b"+0700") == 2


def test_a_later_deadline_moves_the_same_event() -> None:
    before = values(calendar_file([task()], NOW))
    after = values(calendar_file([task(DUE + dt.timedelta(days=3))], NOW))
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTART;TZID=Asia/Ho_Chi_Minh"] == "20270103T235959"


def test_no_text_leaves_its_line() -> None:
    title = "Tiêu chí; “một”, hai\\ba\r\nATTACH:http://evil.example/ " + "ắ" * 200
    content = calendar_file([task(title=title)], NOW)
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= LINE
    assert not [line for line in lines if line.startswith(b"ATTACH")]
    for line in lines:
        line.decode()  # no letter is cut in two
    summary = values(content)["SUMMARY"]
    assert "chí\\; “một”\\, hai\\\\ba\\nATTACH" in summary
    assert summary.endswith("ắ" * 200)


def test_the_page_of_tasks_hands_out_ones_own_deadlines(
    client: Client, running: Round, reporter: User, viewer: User, coordinator: User
) -> None:
    there = reverse("reminders:calendar")
    assert client.get(there).status_code == 302  # not without signing in
    client.force_login(reporter)
    page = client.get(reverse("home:tasks")).content.decode()
    assert there in page
    answer = client.get(there)
    assert answer["Content-Type"].startswith("text/calendar")
    before = values(answer.content)
    later = running.submit_by + dt.timedelta(days=2)
    extend_round(running, submit_by=later, reason="Bão", by=coordinator)
    after = values(client.get(there).content)
    assert before["UID"] == after["UID"]
    written = timezone.localtime(later).strftime("%Y%m%dT%H%M%S")
    assert after["DTSTART;TZID=Asia/Ho_Chi_Minh"] == written
    client.force_login(viewer)
    assert not re.search(b"VEVENT", client.get(there).content)


def test_links_lead_where_the_person_is(
    running: Round, hoa: User, client: Client
) -> None:
    client.force_login(hoa)
    address = reverse("reminders:calendar")
    content = client.get(address, headers={"host": "testserver:8471"}).content
    assert values(content)["URL"].startswith("http://testserver:8471/")
