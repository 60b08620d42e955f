"""A walk along the chain: every seal checked, the latest digest of every row gathered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256

from django.db import DatabaseError
from django.db.models import QuerySet

from opendti_site.audit.acceptance import (
    AS_FOUND_KEY,
    Acceptance,
    acceptance_of,
    answered_by,
    answers_for,
)
from opendti_site.audit.findings import Finding
from opendti_site.audit.keys import Key, all_keys
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.registry import is_sealed, sealed_model
from opendti_site.audit.seal import START, seal_of
from opendti_site.audit.succession import (
    RESEALING_VERBS,
    SealedRow,
    faults_between,
    sealed_in,
    sealed_row,
)

ROTATION = "rotate_audit_key"
LOSS = "accept_lost_lines"
LINES = "audit.AuditLine"


class ChainWalk:
    """The chain as far as it has been read; `read_further` reads what was added since."""

    def __init__(self, step: Callable[[int], None] = lambda _count: None) -> None:
        self.findings: list[Finding] = []
        self.latest: dict[str, dict[str, SealedRow]] = {}
        self.acceptances: list[Acceptance] = []
        self.answered: set[tuple[str, str]] = set()
        self.digests = [START]
        self.lost: list[tuple[datetime, int]] = []
        self.length = 0
        self.anchors = 0
        self._digest = START
        self._last: int | None = None
        self._key = ""
        self._keys: dict[str, Key] = {}
        self._step = step

    def read_further(self) -> None:
        """Read every line behind the last one that was read; the key may have been changed since."""
        self._keys = all_keys()
        for line in self._unread():
            is_genuine = self._check(line)
            self._gather(line, is_genuine=is_genuine)
            # Checked before it is applied: a forged rotation or acceptance would otherwise
            # switch the checks off.
            if is_genuine:
                self._apply(line)
            self._advance(line.pk, line.digest)

    def _unread(self) -> Iterator[AuditLine]:
        """Yield the lines that can be read; of the others, only that they cannot.

        Lines come in batches, and one that is spoilt spoils its batch: it is read line by line.
        """
        while True:
            try:
                yield from self._lines_after().iterator(chunk_size=1000)
            except Exception:  # noqa: BLE001 -- what spoils one line must not hide the others
                yield from self._until_unreadable()
            else:
                return

    def _until_unreadable(self) -> Iterator[AuditLine]:
        for pk in self._lines_after().values_list("pk", flat=True).iterator():
            try:
                line = AuditLine.objects.get(pk=pk)
            except Exception:  # noqa: BLE001 -- see above
                self._find("line_unreadable", str(pk))
                self._advance(pk, _digest_at(pk))
                return
            yield line

    def _lines_after(self) -> QuerySet[AuditLine]:
        lines = AuditLine.objects.order_by("pk")
        return lines if self._last is None else lines.filter(pk__gt=self._last)

    def _advance(self, pk: int, digest: str) -> None:
        self._last, self._digest = pk, digest
        self.length += 1
        self.digests.append(digest)
        self._step(1)

    def check_end(self, head: ChainHead | None) -> None:
        """Compare the last line with the head, which must have been read after the lines."""
        ends = (head.digest, head.length) if head else (START, 0)
        if ends != (self._digest, self.length):
            self._find("end_missing", str(self._last or 0))
        elif self.length and not self._key:
            self._find("line_unkeyed", str(self._last))
        elif head and head.key != self._key:
            self._find("head_key_changed", str(self._last or 0), key=head.key)

    def fault_of(self, length: int, digest: str, moment: datetime) -> str:
        """Return what a head taken down at a moment says against the chain, "" for nothing.

        Lines whose loss somebody answered for later (`accept_lost_lines`) are no fault.
        """
        # An anchor taken before the loss may know more lines than are left; one taken after it
        # may not.
        if any(moment < at and length > kept for at, kept in self.lost):
            return ""
        if length > self.length:
            return "anchor_ahead"
        return "" if self.digests[length] == digest else "anchor_differs"

    def _check(self, line: AuditLine) -> bool:
        """Describe what is wrong with a line; return whether a key of ours sealed it as it is."""
        if line.previous != self._digest:
            self._find("line_missing", str(line.pk), line)
        # Which key seals is a matter of the chain, not of the line: any known key would let an
        # old one forge.
        if line.key != self._key and not self._may_follow(line):
            code = "key_changed" if line.key else "line_unkeyed"
            self._find(code, str(line.pk), line, key=line.key)
        # Go on with the key that is there, so that one fault is one finding and not one a line.
        self._key = line.key or self._key
        key = self._keys.get(line.key) if line.key else None
        if line.key and key is None:
            self._find("key_missing", str(line.pk), line, key=line.key)
            return False
        is_as_sealed = line.digest == self._expected(line, key)
        if not is_as_sealed:
            self._find("line_changed", str(line.pk), line)
        return is_as_sealed and key is not None

    def _apply(self, line: AuditLine) -> None:
        """Follow what a line says of the chain itself; one that anybody could write says nothing."""
        if line.verb == ROTATION:
            self._key = str(line.detail.get("next", ""))
        if line.verb == LOSS:
            self.lost.append((line.at, self.length))
        if line.verb in RESEALING_VERBS:
            self._accept(line)

    def _may_follow(self, line: AuditLine) -> bool:
        """Whether a line may introduce the first key: nothing before it was sealed by one."""
        return not self._key and bool(line.key)

    @staticmethod
    def _expected(line: AuditLine, key: Key | None) -> str:
        try:
            return seal_of(line, key)
        except (TypeError, ValueError, AttributeError):
            return ""

    def _gather(self, line: AuditLine, *, is_genuine: bool) -> None:
        """Collect the rows that a line seals, and compare each with what was sealed before."""
        for label, pk, text in sealed_in(line):
            row = sealed_row(text, line)
            table = self.latest.setdefault(label, {})
            if is_sealed(label) and not (is_genuine and line.verb in RESEALING_VERBS):
                faults = faults_between(
                    sealed_model(label), pk, table.get(pk), row, line
                )
                self.findings.extend(faults)
            # Also of a faulty line: the next one is compared with what this line says, not with
            # the line before.
            table[pk] = row

    def _accept(self, line: AuditLine) -> None:
        """Drop what was found, up to this line, of the rows that it accepts."""
        self.acceptances.append(acceptance_of(line))
        self.answered |= answered_by(line)
        self.findings = [
            finding for finding in self.findings if not answers_for(line, finding)
        ]

    def _find(
        self, code: str, pk: str, line: AuditLine | None = None, **params: str
    ) -> None:
        name = f"{line.words}: {line.thing_name or line.subject}" if line else ""
        params[AS_FOUND_KEY] = self._state_digest(pk, line)
        self.findings.append(Finding(code, LINES, pk, name, params))

    def _state_digest(self, pk: str, line: AuditLine | None) -> str:
        """Return the digest of a faulty line as it lies there, with its rank and the line before.

        An acceptance covers this alone: the number could hold anything later.
        """
        columns = line._meta.concrete_fields if line else ()  # noqa: SLF001 -- Django's documented name
        content = {column.attname: getattr(line, column.attname) for column in columns}
        text = json.dumps(
            [self.length, self._digest, pk, content], sort_keys=True, default=str
        )
        return sha256(text.encode()).hexdigest()


def locked_head() -> ChainHead | None:
    """Return the head of the chain; nobody adds a line until the transaction ends.

    None for a head that is not there or cannot be read: no chain ends in it.
    """
    heads = ChainHead.objects.select_for_update()
    try:
        return heads.first()
    except DatabaseError:  # text that is no UTF-8, which SQLite keeps
        return None


def _digest_at(pk: int) -> str:
    """Return the digest of a line that cannot be read as a whole, "" where it is what is spoilt."""
    try:
        return str(AuditLine.objects.values_list("digest", flat=True).get(pk=pk))
    except DatabaseError:
        return ""
