"""Which tables are sealed, which are not and why, and what else a verification looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models

from opendti_site.audit.column_digests import tag_of
from opendti_site.audit.findings import Finding

if TYPE_CHECKING:
    from opendti_site.audit.models import AuditLine


Tick = Callable[[], None]
RegisteredCheck = Callable[[Tick], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class VerbWithDetail:
    """An act that may change a column only where its line says so.

    The line's detail has, under the key `detail`, the name of the field: the column's own, or
    the one that the column follows.
    """

    verb: str
    detail: str
    field: str = ""


Act = str | VerbWithDetail
Acts = frozenset[Act]


def acts(*acts: Act) -> Acts:
    """Collect acts that may change a column."""
    return frozenset(acts)


NEVER = acts()
"""The acts that change a column which is written with the row and never again."""


@dataclass(frozen=True)
class SealedModel:
    """A table whose rows are sealed by the line that writes them.

    `left_out` gives the columns that no seal covers, each with the reason; `changed_by` the acts
    that may change each other column. Those of the primary key add and remove rows.
    """

    model: type[models.Model]
    left_out: Mapping[str, str] = field(default_factory=dict)
    changed_by: Mapping[str, Acts] = field(default_factory=dict)

    @cached_property
    def label(self) -> str:
        """Name the table as subjects do: `organisations.Unit`."""
        return str(self.model._meta.label)  # noqa: SLF001 -- Django's documented name

    @cached_property
    def columns(self) -> list[models.Field[Any, Any]]:
        """List the columns that a seal covers, in the order of their names."""
        found = self.model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
        kept = (column for column in found if column.attname not in self.left_out)
        return sorted(kept, key=lambda column: column.attname)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Name all acts that write rows of this table."""
        return frozenset(
            act.verb if isinstance(act, VerbWithDetail) else act
            for acts in self.changed_by.values()
            for act in acts
        )

    @cached_property
    def is_append_only(self) -> bool:
        """Whether no act changes a row once it is there."""
        return not any(self.changed_by[name] for name in self._names)

    @cached_property
    def tagged_columns(self) -> dict[str, str]:
        """Map the tag of each column that has a digest of its own to the column.

        Rows that are only added need none, and neither does a column that all acts may change.
        """
        # A row that never changes has one seal, and whatever differs from it is named by that.
        if self.is_append_only:
            return {}
        return {
            tag_of(name): name
            for name in self._names
            # A column that every act of the table may change cannot be told apart by the acts.
            if not self.verbs <= self.changed_by[name]
        }

    @property
    def _names(self) -> list[str]:
        """List the covered columns without the primary key."""
        return [column.attname for column in self.columns if not column.primary_key]

    def may_change(self, column: str, line: AuditLine) -> bool:
        """Whether the act of a line may change a column."""
        return any(
            act == line.verb
            if isinstance(act, str)
            else act.verb == line.verb and self._is_named(act, column, line)
            for act in self.changed_by[column]
        )

    def may_add_or_remove(self, line: AuditLine) -> bool:
        """Whether the act of a line adds or removes rows."""
        return self.may_change(self.model._meta.pk.attname, line)  # noqa: SLF001 -- Django's documented name

    def _is_named(self, act: VerbWithDetail, column: str, line: AuditLine) -> bool:
        name = act.field or self.model._meta.get_field(column).name  # noqa: SLF001 -- Django's documented name
        named = line.detail.get(act.detail) if isinstance(line.detail, dict) else None
        return isinstance(named, dict) and name in named


_SEALED: dict[str, SealedModel] = {}
_EXEMPT: dict[str, str] = {}
_CHECKS: dict[str, RegisteredCheck] = {}


def register_sealed(
    model: type[models.Model],
    left_out: Mapping[str, str] | None = None,
    *,
    changed_by: Mapping[str, Acts],
) -> None:
    """Register a table to be sealed; from then on a row of it without a seal is a finding.

    `changed_by` has an entry for every column that is not left out: the acts that may change it.
    A line of another act that seals the row with another value in it is a finding too.
    Raise ValueError for a column without an entry, and for an entry without its column.
    """
    sealed = SealedModel(model, left_out or {}, changed_by)
    _refuse_unknown(sealed)
    _SEALED[sealed.label] = sealed


def append_only(model: type[models.Model], *verbs: Act) -> dict[str, Acts]:
    """Return the entries of a table whose rows are added or removed by some acts and never change."""
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
    return {
        column.attname: acts(*verbs) if column.primary_key else NEVER
        for column in fields
    }


def _refuse_unknown(sealed: SealedModel) -> None:
    names = {column.attname for column in sealed.columns}
    # At start, not at verification: a new column without an entry would go unsealed until then.
    if names != sealed.changed_by.keys():
        odd = ", ".join(sorted(names ^ sealed.changed_by.keys()))
        message = f"{sealed.label}: say in its sealing.py which acts change each column; see {odd}"
        raise ValueError(message)
    if len({tag_of(name) for name in names}) != len(names):
        message = f"{sealed.label}: two columns have the same tag; lengthen the tags"
        raise ValueError(message)


def register_exempt(label: str, reason: str) -> None:
    """Register a table whose rows are not sealed, with the reason."""
    _EXEMPT[label] = reason


def register_check(name: str, check: RegisteredCheck) -> None:
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
    """Return whether rows of a table carry seals."""
    return label in _SEALED


def exempt_models() -> dict[str, str]:
    """Return the tables that are not sealed, with the reasons."""
    return dict(_EXEMPT)


def checks() -> dict[str, RegisteredCheck]:
    """Return the checks of all apps, by name."""
    return dict(_CHECKS)
