"""Rows that are written once: whoever tries to change or remove one is refused."""

from __future__ import annotations

from typing import Any, Never, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class FrozenRowError(RuntimeError):
    """A row that is written once was to be changed or removed."""


class FrozenQuerySet(models.QuerySet[Row]):
    """Rows that can be read and added, and nothing else."""

    def update(self, **_values: Any) -> Never:
        """Refuse to change rows."""
        raise FrozenRowError(self._refusal("changed"))

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refuse to change rows."""
        raise FrozenRowError(self._refusal("changed"))

    def delete(self) -> Never:
        """Refuse to remove rows."""
        raise FrozenRowError(self._refusal("removed"))

    def _refusal(self, what: str) -> str:
        return f"rows of {self.model.__name__} are written once and cannot be {what}"


class FrozenModel(models.Model):
    """A row that is added once and then only read."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to write it again."""
        if not self._state.adding:
            message = f"{self._meta.label} {self.pk} is written once and never changes"
            raise FrozenRowError(message)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refuse to remove the row."""
        message = f"{self._meta.label} {self.pk} is kept for ever"
        raise FrozenRowError(message)
