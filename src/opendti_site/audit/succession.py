"""What two lines that seal the same row one after the other say together.

Between two lines nothing writes the row, so whatever the second one has is the work of its
own act. A column that this act does not change, and that is another all the same, was changed
behind the site's back, and so was a row that it neither adds nor removes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from opendti_site.audit.column_digests import differing_tags
from opendti_site.audit.findings import Finding
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import SealedModel
from opendti_site.audit.rows import GONE, SEPARATOR

ACCEPT = "accept_changed_rows"
MIGRATE = "migrate_rows"
EXISTING = "seal_existing"
RESEALING_VERBS = {ACCEPT, MIGRATE, EXISTING}
"""The acts that seal rows as they were found, with a reason, and say so in the chain."""


def register_resealing_verb(verb: str) -> None:
    """Register an app's own act as one that seals rows as they were found."""
    RESEALING_VERBS.add(verb)


class SealedRow(NamedTuple):
    """What a line says of a row: its digest, the key and the number of the line, those of its columns."""

    digest: str
    key: str
    line: int
    column_digests: str


def sealed_row(sealed: str, line: AuditLine) -> SealedRow:
    """Parse what a line keeps of a row."""
    digest, _separator, column_digests = sealed.partition(SEPARATOR)
    return SealedRow(digest, line.key, line.pk, column_digests)


def sealed_in(line: AuditLine) -> Iterator[tuple[str, str, str]]:
    """Yield table, key and what is kept of each row that a line seals; a forged line may hold anything."""
    tables = line.seals if isinstance(line.seals, dict) else {}
    for label, rows in tables.items():
        for pk, text in rows.items() if isinstance(rows, dict) else ():
            if isinstance(text, str) and _can_be_named(label, pk):
                yield label, pk, text


def _can_be_named(*words: str) -> bool:
    """Whether words can be printed and kept: not half a surrogate pair, which no line of ours has."""
    try:
        "".join(words).encode()
    except UnicodeEncodeError:
        return False
    return True


def faults_between(
    table: SealedModel,
    pk: str,
    before: SealedRow | None,
    after: SealedRow,
    line: AuditLine,
) -> Iterator[Finding]:
    """Yield what the act of a line cannot have done to a row; `before` is what was sealed last."""
    if _is_of_before(table, before, after):
        return
    params = {"line": str(line.pk), "verb": line.verb}
    for code, column in _faults(table, before, after, line):
        more = {"column": column} if column else {}
        yield Finding(code, table.label, pk, line.thing_name, params | more)


def _is_of_before(
    table: SealedModel, before: SealedRow | None, after: SealedRow
) -> bool:
    """Whether one of the lines was written before the columns of this table had digests of their own."""
    if not table.tagged_columns:
        return False
    rows = [row for row in (before, after) if row and row.digest != GONE]
    return not all(row.column_digests for row in rows)


def _faults(
    table: SealedModel, before: SealedRow | None, after: SealedRow, line: AuditLine
) -> Iterator[tuple[str, str]]:
    """Yield a code each, with the column that it is about or ""."""
    was = before if before and before.digest != GONE else None
    is_there = after.digest != GONE
    if was and is_there:
        yield from _changes(table, was, after, line)
    elif (was or is_there) and not table.may_add_or_remove(line):
        yield ("row_taken_out" if was else "row_slipped_in"), ""


def _changes(
    table: SealedModel, before: SealedRow, after: SealedRow, line: AuditLine
) -> Iterator[tuple[str, str]]:
    if (before.digest, before.key) == (after.digest, after.key):
        return
    tags = differing_tags(before.column_digests, after.column_digests)
    columns = [table.tagged_columns[tag] for tag in tags if tag in table.tagged_columns]
    wrong = [name for name in columns if not table.may_change(name, line)]
    yield from (("column_changed", name) for name in wrong)
    # Columns without digests of their own are those that every act of the table may change.
    if not wrong and (table.is_append_only or line.verb not in table.verbs):
        yield "row_resealed", ""
