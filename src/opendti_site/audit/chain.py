"""A walk along the chain: every seal checked, the latest digest of every row gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.audit.acceptance import acceptance_of, answered_by
from opendti_site.audit.findings import Finding
from opendti_site.audit.keys import all_keys
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.registry import is_sealed, sealed_model
from opendti_site.audit.seal import START, seal_of
from opendti_site.audit.succession import AS_FOUND, faults_between, sealed_row

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from opendti_site.audit.acceptance import Acceptance
    from opendti_site.audit.keys import Key
    from opendti_site.audit.succession import SealedRow

ROTATION = "rotate_audit_key"
LOSS = "accept_lost_lines"
LINES = "audit.AuditLine"


class ChainWalk:
    """The chain as far as it has been read; `go_on` reads what was added since."""

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
        self._last = 0
        self._key = ""
        self._keys = all_keys()
        self._step = step

    def go_on(self) -> None:
        """Read every line behind the last one that was read."""
        lines = AuditLine.objects.filter(pk__gt=self._last).order_by("pk")
        for line in lines.iterator(chunk_size=1000):
            self._check(line)
            self._gather(line)
            self._last, self._digest = line.pk, line.digest
            self.length += 1
            self.digests.append(line.digest)
            self._step(1)

    def check_end(self, head: ChainHead | None) -> None:
        """Compare the last line with the head, which must have been read after the lines."""
        ends = (head.digest, head.length) if head else (START, 0)
        if ends != (self._digest, self.length):
            self._find("end_missing", str(self._last))
        elif self.length and not self._key:
            self._find("line_unkeyed", str(self._last))

    def fault_of(self, length: int, digest: str, moment: datetime) -> str:
        """Return what a head taken down at a moment says against the chain, "" for nothing.

        Lines whose loss somebody answered for later (`accept_lost_lines`) are no fault.
        """
        if any(moment < at and length > kept for at, kept in self.lost):
            return ""
        if length > self.length:
            return "anchor_ahead"
        return "" if self.digests[length] == digest else "anchor_differs"

    def _check(self, line: AuditLine) -> None:
        if line.previous != self._digest:
            self._find("line_missing", str(line.pk), line)
        if line.key != self._key and not self._may_follow(line):
            code = "key_changed" if line.key else "line_unkeyed"
            self._find(code, str(line.pk), line, key=line.key)
        key = self._keys.get(line.key) if line.key else None
        if line.key and key is None:
            self._find("key_missing", str(line.pk), line, key=line.key)
        elif line.digest != self._expected(line, key):
            self._find("line_changed", str(line.pk), line)
        self._key = line.key or self._key
        if line.verb == ROTATION:
            self._key = str(line.detail.get("next", ""))
        if line.verb == LOSS:
            self.lost.append((line.at, self.length))

    def _may_follow(self, line: AuditLine) -> bool:
        """Whether a line may bring the first key: nothing before it was sealed by one."""
        return not self._key and bool(line.key)

    @staticmethod
    def _expected(line: AuditLine, key: Key | None) -> str:
        try:
            return seal_of(line, key)
        except (TypeError, ValueError, AttributeError):
            return ""

    def _gather(self, line: AuditLine) -> None:
        if not isinstance(line.seals, dict):
            return
        for label, digests in line.seals.items():
            table = self.latest.setdefault(label, {})
            for pk, text in digests.items():
                row = sealed_row(text, line)
                if is_sealed(label):
                    model, before = sealed_model(label), table.get(pk)
                    faults = faults_between(model, pk, before, row, line)
                    self.findings.extend(faults)
                table[pk] = row
        if line.verb in AS_FOUND:
            self._accept(line)

    def _accept(self, line: AuditLine) -> None:
        """Let go of what was found, up to this line, of the rows that it answers for."""
        self.acceptances.append(acceptance_of(line))
        answered = answered_by(line)
        self.answered |= answered
        self.findings = [
            finding
            for finding in self.findings
            if (finding.table, finding.key) not in answered
        ]

    def _find(
        self, code: str, pk: str, line: AuditLine | None = None, **params: str
    ) -> None:
        name = f"{line.words}: {line.subject_name}" if line else ""
        self.findings.append(Finding(code, LINES, pk, name, params))


def locked_head() -> ChainHead | None:
    """Return the head of the chain; nobody adds a line until the transaction ends."""
    return ChainHead.objects.select_for_update().first()
