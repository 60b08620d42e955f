"""Which accounts were erased, in a file outside the database, so that restoring a backup restores nobody erased.

A line an account: its number and when it was made, which no other account has together. Neither
says who it was.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from opendti_site.accounts.models import User

NAME = "erased_accounts"


def note_erased(person: User) -> None:
    """Write an account behind the others, on the disk before this returns."""
    with _path().open("a", encoding="ascii") as file:
        file.write(_line_of(person) + "\n")
        file.flush()
        os.fsync(file.fileno())
    _path().chmod(0o600)


def restored_accounts() -> list[User]:
    """Return the accounts that the file names and the database has with their names again."""
    noted = set(_lines())
    keys = [int(line.partition(" ")[0]) for line in noted]
    people: QuerySet[User] = User.objects.filter(pk__in=keys, erased_at=None)
    return [person for person in people.order_by("pk") if _line_of(person) in noted]


def _line_of(person: User) -> str:
    return f"{person.pk} {person.date_joined:%Y%m%dT%H%M%S.%f}"


def _lines() -> list[str]:
    """Read the lines; one that a full disk cut off names nobody."""
    try:
        lines = _path().read_text("ascii").splitlines()
    except FileNotFoundError:
        return []
    return [line for line in lines if line.partition(" ")[0].isdecimal()]


def _path() -> Path:
    return Path(settings.DATA_DIR) / NAME
