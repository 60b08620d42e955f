"""The deadlines of a person's tasks as a calendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.reminders.sources import PendingTask

LINE = 75
"""Octets of a line; what is longer goes on after a line break and a blank."""
LOCAL = "%Y%m%dT%H%M%S"
UTC_OFFSET = "+0700"
"""Of the site's time zone, which has had it since 1975."""
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def calendar_file(
    tasks: Iterable[PendingTask], now: dt.datetime, site: str = ""
) -> bytes:
    """
    Return an event for each task that has a deadline, with its page at `site`, by default the site's own address.

    A task keeps its UID for as long as it waits, and a later deadline has a higher sequence number,
    so that a calendar that takes the file again moves the event.
    """
    events = [
        line
        for task in tasks
        if task.due
        for line in _event(task, task.due, now, site or settings.SITE_URL)
    ]
    title = _escaped(_("Hạn công việc OpenDTI"))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//OpenDTI//{_host()}//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{title}",
        f"X-WR-TIMEZONE:{settings.TIME_ZONE}",
        *_time_zone(),
        *events,
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(
    task: PendingTask, due: dt.datetime, now: dt.datetime, site: str
) -> list[str]:
    local = timezone.localtime(due)
    summary = _("Hạn: %(title)s") % {"title": task.title}
    return [
        "BEGIN:VEVENT",
        f"UID:{task.digest}@{_host()}",
        f"DTSTAMP:{now.astimezone(dt.UTC).strftime(LOCAL)}Z",
        f"SEQUENCE:{int(due.timestamp()) // 60}",
        f"DTSTART;TZID={settings.TIME_ZONE}:{local.strftime(LOCAL)}",
        "DURATION:PT0S",
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(task.words)}",
        f"URL:{site}{task.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _time_zone() -> list[str]:
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{settings.TIME_ZONE}",
        "BEGIN:STANDARD",
        "DTSTART:19750613T000000",
        f"TZOFFSETFROM:{UTC_OFFSET}",
        f"TZOFFSETTO:{UTC_OFFSET}",
        "TZNAME:+07",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def _escaped(text: str) -> str:
    """Write a text as a value: its breaks and separators do not end it."""
    lines = "\n".join(text.splitlines())
    return "".join(ESCAPED.get(letter, letter) for letter in lines)


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, no letter cut in two."""
    part, used = "", 0
    for letter in line:
        size = len(letter.encode())
        if used + size > LINE:
            yield part
            part, used = " ", 1
        part, used = part + letter, used + size
    yield part


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
