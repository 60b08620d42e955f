"""Carry out what `pg_restore` writes, over the site's own connection and in its transaction.

`psql` would also execute its own commands in a dump, and those reach the shell.
Here a line is SQL, or a row that a COPY takes; nothing else is executed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, Protocol

from opendti_site.operations.backup.errors import BackupError

COPY = re.compile(rb"COPY .+ FROM stdin;\n")
END_OF_ROWS = b"\\.\n"
GUARD = re.compile(rb"\\(un)?restrict [0-9A-Za-z]+\n")
"""What newer versions write so that `psql` refuses its own commands."""


class Cursor(Protocol):
    """What is needed of a cursor of psycopg."""

    def execute(self, query: Any) -> Any:
        """Run statements that take no parameters."""

    def copy(self, statement: Any) -> Any:
        """Open a COPY, as a context manager whose value takes rows."""


def run_script(lines: Iterator[bytes], cursor: Cursor) -> None:
    """Run a script; raise BackupError at a command of `psql`, and what the database raises."""
    pending: list[bytes] = []
    for line in lines:
        if COPY.fullmatch(line):
            _execute(pending, cursor)
            with cursor.copy(line) as rows:
                deque(map(rows.write, takewhile(_is_row, lines)), maxlen=0)
        elif not line.startswith(b"\\"):
            pending.append(line)
        elif not GUARD.fullmatch(line):
            shown = line.decode(errors="replace").strip()
            message = f"the dump holds a command that is no SQL, and nothing was restored: {shown}"
            raise BackupError(message)
    _execute(pending, cursor)


def _is_row(line: bytes) -> bool:
    return line != END_OF_ROWS


def _execute(pending: list[bytes], cursor: Cursor) -> None:
    """Run the statements that were gathered, and forget them."""
    script = b"".join(pending)
    pending.clear()
    if script.strip():
        cursor.execute(script)
