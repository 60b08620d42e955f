"""Anchors: the head of the chain written where nobody can take it back from.

A digest over the last line says nothing once lines at the end are removed and the head is set
back. So the head also goes, one short line at a time, into a file that is only added to, to
syslog, or by mail to people; a verification compares the chain with what it can read of these.
"""

from __future__ import annotations

import errno
import logging
import os
import syslog
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.audit.chain import ChainWalk
from opendti_site.audit.findings import Finding
from opendti_site.audit.keys import KeyMissingError, key_named
from opendti_site.audit.models import ChainHead

logger = logging.getLogger(__name__)

MARK = "opendti-audit"
SYSLOG, MAIL = "syslog:", "mailto:"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the chain at a moment: how many lines, and the digest of the last."""

    at: str
    length: int
    digest: str
    key: str
    mac: str = ""

    @property
    def words(self) -> str:
        """Return what the MAC covers."""
        return f"{MARK} {self.at} {self.length} {self.digest} {self.key}"

    @property
    def line(self) -> str:
        """Return the anchor as it is written, with its MAC."""
        return f"{self.words} {key_named(self.key).mac(self.words)}"

    @property
    def is_genuine(self) -> bool:
        """Whether it was written by a holder of the key."""
        try:
            return self.mac == key_named(self.key).mac(self.words)
        except KeyMissingError:
            return False

    @property
    def moment(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.at)


def anchor_of(head: ChainHead) -> Anchor:
    """Return the head, as of now."""
    now = timezone.now().astimezone(UTC).isoformat(timespec="seconds")
    return Anchor(now, head.length, head.digest, head.key)


def anchor_files() -> list[Path]:
    """Return the files that anchors are added to."""
    return [
        Path(target)
        for target in settings.AUDIT_ANCHORS
        if not target.startswith((SYSLOG, MAIL))
    ]


def add_to_files(anchor: Anchor) -> None:
    """Add one line to every anchor file; a failing disk is logged, never raised."""
    for path in anchor_files():
        try:
            _append(path, anchor.line + "\n")
        except OSError:
            logger.exception("the audit anchor %s cannot be written", path)


def send_head() -> list[str]:
    """Send the head to all targets; return those that took it. Raise OSError for one that fails."""
    head = ChainHead.objects.exclude(key="").first()
    if head is None:
        return []
    anchor = anchor_of(head)
    add_to_files(anchor)
    for target in settings.AUDIT_ANCHORS:
        if target.startswith(SYSLOG):
            syslog.syslog(syslog.LOG_NOTICE | syslog.LOG_AUTH, anchor.line)
        elif target.startswith(MAIL):
            _send(anchor, target.removeprefix(MAIL).split(","))
    return list(settings.AUDIT_ANCHORS)


def read_anchors(path: Path) -> Iterator[Anchor | None]:
    """Yield the anchors of a file, or of a log or mail that holds some; None for one that is spoilt.

    A full disk may have cut an anchor: its rest is at the end of the file, or
    before the next one on the same line, and names no line.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if MARK not in line:
                continue
            anchor = _read(line)
            is_genuine = anchor is not None and anchor.is_genuine
            if is_genuine or line.endswith("\n"):
                yield anchor


def check_anchors(walk: ChainWalk, more: list[Path]) -> Iterator[Finding]:
    """Compare the chain with every anchor file, and with further ones that a person gives.

    A file that is not there proves nothing: a restored site begins a new one.
    """
    for path in [*anchor_files(), *more]:
        try:
            if path.exists():
                yield from _check_file(path, walk)
        except OSError as error:  # such as one that belongs to somebody else
            fault = {"fault": error.strerror or str(error)}
            yield Finding("anchor_unreadable", "anchor", str(path), "", fault)


def _check_file(path: Path, walk: ChainWalk) -> Iterator[Finding]:
    """Yield at most one finding a kind: after a cut, every later anchor differs."""
    found: dict[str, Finding] = {}
    for number, anchor in enumerate(read_anchors(path), start=1):
        walk.anchors += 1
        code = "anchor_forged"
        if anchor is not None and anchor.is_genuine:
            code = walk.fault_of(anchor.length, anchor.digest, anchor.moment)
        if code and code not in found:
            at = anchor.at if anchor else ""
            found[code] = Finding(
                code, "anchor", f"{path}:{number}", "", {"at": at, "line": number}
            )
    yield from found.values()


def _read(line: str) -> Anchor | None:
    words = line[line.rindex(MARK) :].split()
    try:
        _mark, at, length, digest, key, mac = words[:6]
        datetime.fromisoformat(at)
        return Anchor(at, int(length), digest, key, mac)
    except ValueError:
        return None


def _append(path: Path, line: str) -> None:
    """Add a line in one write, so that two processes never mix theirs; raise OSError for one that was cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(file, line.encode()) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    finally:
        os.close(file)


def _send(anchor: Anchor, people: list[str]) -> None:
    send_mail(
        _("Niêm phong nhật ký: %(length)d dòng") % {"length": anchor.length},
        _(
            "Xin giữ thư này. Dòng dưới đây chứng minh nhật ký đến lúc này; để đối chiếu, lưu thư "
            "thành tệp rồi chạy: opendti site verify_audit --anchors TỆP"
        )
        + f"\n\n{anchor.line}\n",
        settings.DEFAULT_FROM_EMAIL,
        people,
    )
