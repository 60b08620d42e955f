"""Observations as frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from opendti_site.audit.seal import canonical, instant_text
from opendti_site.observations.enums import AnswerState
from opendti_site.observations.models import DECIMALS

STEP = Decimal(1).scaleb(-DECIMALS)
DIGESTED = (
    "unit_id",
    "framework",
    "version",
    "item",
    "value",
    "text",
    "state",
    "reason",
    "period_start",
    "period_end",
    "source",
    "recorded_at",
)
"""The columns of an observation that the digest of its delivery covers."""


@dataclass(frozen=True, slots=True)
class RawMessage:
    """The message that brought observations: its SHA-256, where it lies, and a note."""

    digest: str = ""
    location: str = ""
    note: str = ""


NO_MESSAGE = RawMessage()


@dataclass(frozen=True, slots=True)
class NewObservation:
    """One value that arrived.

    `unit` is the unit's key, `framework` the identity with its version (`vn.moit.dti@2025`), in
    whose codes `item` is written. `value` is a number; an option's code or a text is `text`; a state
    other than "given" has neither. The period holds both of its days. `reason` is a person's, why it differs from another value.
    """

    unit: int
    framework: str
    item: str
    period_start: dt.date
    period_end: dt.date
    value: Decimal | None = None
    text: str = ""
    state: str = AnswerState.GIVEN
    reason: str = ""

    @property
    def lineage(self) -> str:
        """The framework's name without its version."""
        return lineage_of(self.framework)

    @property
    def version(self) -> str:
        """The version in whose codes the item is written."""
        return self.framework.partition("@")[2]

    @property
    def stored_value(self) -> Decimal | None:
        """The value with the decimals that both databases keep."""
        if self.value is None:
            return None
        return self.value.quantize(STEP, rounding=ROUND_HALF_UP)


def lineage_of(identity: str) -> str:
    """Return a framework's name without its version."""
    return identity.partition("@")[0]


def digest_of(rows: Iterable[tuple[object, ...]]) -> str:
    """Return a digest of observations, each the values of `DIGESTED`, whatever their order."""
    lines = sorted(canonical(_plain(row)) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()


def _plain(row: tuple[object, ...]) -> list[object]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> object:
    if isinstance(cell, Decimal):
        # SQLite keeps decimals as floats: fifteen digits are what both databases give back.
        return f"{float(cell):.15g}"
    if isinstance(cell, dt.datetime):
        return instant_text(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, int) else str(cell)
