"""Rows that are sealed as they were found, by an act that gives a reason and says so in the chain."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from opendti_site.audit.findings import Finding, table_words
from opendti_site.audit.models import AuditLine
from opendti_site.audit.succession import ACCEPT
from opendti_site.audit.verbs import words_of

KEYS_NAMED = 20
AS_FOUND_KEY = "as_found"
"""Under this name a finding keeps the digest of a faulty line, and an acceptance those it covers."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A line that sealed rows as they were found: which rows, by whom and why.

    `counts` maps tables to numbers of rows, `keys` to the first of their keys.
    """

    line: int
    at: str
    verb: str
    by: str
    reason: str
    counts: dict[str, int] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Count the rows."""
        return sum(self.counts.values())

    @property
    def moment(self) -> datetime:
        """When the line was written."""
        return datetime.fromisoformat(self.at)

    @property
    def act(self) -> str:
        """Name the act."""
        return words_of(self.verb)

    @property
    def words(self) -> str:
        """Name the rows: table and keys, or how many there are of it."""
        return "; ".join(
            f"{table_words(label)} {', '.join(self.keys[label])}"
            if count <= KEYS_NAMED
            else f"{table_words(label)} ({count})"
            for label, count in self.counts.items()
        )

    def as_data(self) -> dict[str, Any]:
        """Return what can be kept as JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}: {self.reason}"


def acceptance_of(line: AuditLine) -> Acceptance:
    """Read what a line says of rows that it sealed as they were found."""
    named = _accepted_keys(line) | {
        label: list(rows) for label, rows in line.seals.items()
    }
    if not named:  # the line is about the row that it names
        label, _colon, key = line.subject.partition(":")
        named = {label: [key]}
    reason = line.detail.get("reason") if isinstance(line.detail, dict) else ""
    return Acceptance(
        line=line.pk,
        at=line.at.isoformat(),
        verb=line.verb,
        by=line.actor_name,
        reason=str(reason or ""),
        counts={label: len(keys) for label, keys in named.items()},
        keys={label: keys[:KEYS_NAMED] for label, keys in named.items()},
    )


def answered_by(line: AuditLine) -> set[tuple[str, str]]:
    """Return table and key of all that a line accepts."""
    return {
        (label, key) for label, keys in _accepted_keys(line).items() for key in keys
    }


def answers_for(line: AuditLine, finding: Finding) -> bool:
    """Whether an acceptance covers a finding made before it.

    Rows are sealed by the acceptance itself. A line is not: of it, only what it held when it was
    accepted is answered for. Acceptances of before kept no digests and answer by number.
    """
    if (finding.table, finding.key) not in answered_by(line):
        return False
    found, accepted = finding.params.get(AS_FOUND_KEY), line.detail.get(AS_FOUND_KEY)
    return found is None or accepted is None or found in accepted


def _accepted_keys(line: AuditLine) -> dict[str, list[str]]:
    """Return what an acceptance names in its detail: table → keys."""
    if line.verb != ACCEPT or not isinstance(line.detail, dict):
        return {}
    named = line.detail.get("accepted", {})
    return {label: [str(key) for key in keys] for label, keys in named.items()}
