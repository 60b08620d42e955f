"""Which tables are sealed, which are not and why, and what else a verification looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db import models

    from opendti_site.audit.findings import Finding

    Tick = Callable[[], None]
    Check = Callable[[Tick], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class SealedModel:
    """A table whose rows are sealed by the line that writes them.

    `left_out` gives the columns that no seal covers, each with the reason; `fixed` those that no
    act changes once the row is there.
    """

    model: type[models.Model]
    left_out: Mapping[str, str] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """Name the table as subjects do: `organisations.Unit`."""
        return str(self.model._meta.label)  # noqa: SLF001 -- Django's documented name

    @property
    def columns(self) -> list[models.Field[Any, Any]]:
        """List the columns that a seal covers, in the order of their names."""
        found = self.model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
        kept = (column for column in found if column.attname not in self.left_out)
        return sorted(kept, key=lambda column: column.attname)


_SEALED: dict[str, SealedModel] = {}
_EXEMPT: dict[str, str] = {}
_CHECKS: dict[str, Check] = {}


def register_sealed(
    model: type[models.Model],
    left_out: Mapping[str, str] | None = None,
    *,
    fixed: Iterable[str] = (),
) -> None:
    """Let a table be sealed; from then on a row of it without a seal is a finding.

    `fixed` names the columns that are written with the row and never again: a line that seals
    the row anew with another value in one of them is a finding too.
    """
    sealed = SealedModel(model, left_out or {}, frozenset(fixed))
    _SEALED[sealed.label] = sealed


def register_exempt(label: str, reason: str) -> None:
    """Say why a table of ours is not sealed row by row."""
    _EXEMPT[label] = reason


def register_check(name: str, check: Check) -> None:
    """Add what only the app itself can check: numbers scored again, files, editions.

    The check calls its argument once for each thing that it has looked at.
    """
    _CHECKS[name] = check


def sealed_models() -> list[SealedModel]:
    """List the sealed tables by label."""
    return [_SEALED[label] for label in sorted(_SEALED)]


def sealed_model(label: str) -> SealedModel:
    """Return a sealed table; raise LookupError with the way out for any other."""
    try:
        return _SEALED[label]
    except KeyError:
        message = f"{label} is not sealed: register it in the app's `ready`"
        raise LookupError(message) from None


def is_sealed(label: str) -> bool:
    """Tell whether rows of a table carry seals."""
    return label in _SEALED


def exempt_models() -> dict[str, str]:
    """Return the tables that are not sealed, with the reasons."""
    return dict(_EXEMPT)


def checks() -> dict[str, Check]:
    """Return the checks of all apps, by name."""
    return dict(_CHECKS)
