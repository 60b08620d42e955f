"""Whether everything still is as the chain says: lines, rows, and what the apps check themselves."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from opendti_site.audit.anchors import check_anchors
from opendti_site.audit.chain import ChainWalk, locked_head
from opendti_site.audit.findings import Finding, with_errors_as_findings
from opendti_site.audit.keys import Key, all_keys
from opendti_site.audit.models import Verification
from opendti_site.audit.registry import (
    RegisteredCheck,
    SealedModel,
    checks,
    is_sealed,
    sealed_models,
)
from opendti_site.audit.reports import ReportPart, VerificationReport
from opendti_site.audit.rows import GONE, KEYS_A_QUERY, digest_of, texts_in
from opendti_site.audit.succession import SealedRow
from opendti_site.ui.space import is_out_of_space

MAX_STORED = 200
"""Findings that a kept result names; the command names all."""
MAX_ACCEPTANCES = 20
"""Acceptances, the newest, that a kept result names."""
PLAIN_KEY = r"[0-9]{1,18}"
"""A key that every database takes; others are looked for among all rows."""
RESULTS = 400
"""Results that are kept: a year of nights and some more."""


def verify(
    *,
    deep: bool = True,
    anchors: Iterable[Path] = (),
    step: Callable[[str, int], None] = lambda _name, _n: None,
) -> VerificationReport:
    """Check the chain, every sealed row and, if `deep`, what the apps registered.

    The site may go on working meanwhile: what looks wrong is looked at again while no line can
    be added. `anchors` are further files to compare with. `step` is called with the name of the part and how many things were checked.
    """
    began, report = time.monotonic(), VerificationReport()
    walk = ChainWalk(lambda count: step("lines", count))
    with report.part("lines") as lines:
        walk.read_further()
    with report.part("rows") as rows:
        suspects = _suspects(walk, report, step)
        _confirm(walk, suspects, report)
    # Where a line is at fault is known at the end of the chain alone, which rows wait for.
    lines.count, lines.found = walk.length, len(walk.findings)
    rows.count, rows.found = report.rows, rows.found - lines.found
    with report.part("anchors") as anchored:
        report.findings.extend(check_anchors(walk, list(anchors)))
        anchored.count = walk.anchors
    report.anchors = walk.anchors
    report.lines = walk.length
    report.acceptances = walk.acceptances
    if deep:
        for name, check in checks().items():
            with report.part(name) as part:
                tick = partial(_tick, part, partial(step, name, 1))
                report.findings.extend(_checked(name, check, tick))
    report.seconds = time.monotonic() - began
    return report


def _tick(part: ReportPart, step: Callable[[], None]) -> None:
    part.count += 1
    step()


def _suspects(
    walk: ChainWalk, report: VerificationReport, step: Callable[[str, int], None]
) -> dict[str, set[str]]:
    """Return the keys of rows that look wrong, by table."""
    found: dict[str, set[str]] = {}
    for sealed in sealed_models():
        keys = {finding.key for finding in _compare(sealed, walk, report, step)}
        if keys:
            found[sealed.label] = keys
    return found


def verify_and_keep(
    *,
    deep: bool = True,
    anchors: Iterable[Path] = (),
    step: Callable[[str, int], None] = lambda _name, _n: None,
) -> VerificationReport:
    """
    Verify as `verify` does, and keep the result for the page.

    A full disk keeps no result: the report says so (`unkept`), and what was found all the same.
    """
    report = verify(deep=deep, anchors=anchors, step=step)
    try:
        _keep(report)
    except DatabaseError as error:
        if not is_out_of_space(error):
            raise
        report.unkept = f"the disk is full: {error}"
    return report


@transaction.atomic
def _keep(report: VerificationReport) -> None:
    Verification.objects.create(
        seconds=report.seconds,
        lines=report.lines,
        rows=report.rows,
        anchors=report.anchors,
        found=len(report.findings),
        findings=[finding.as_data() for finding in report.findings[:MAX_STORED]],
        parts=[part.as_data() for part in report.parts],
        acceptances=[
            acceptance.as_data() for acceptance in report.acceptances[-MAX_ACCEPTANCES:]
        ],
    )
    old = Verification.objects.values_list("pk", flat=True)[RESULTS:]
    Verification.objects.filter(pk__in=list(old)).delete()


def _checked(
    name: str, check: RegisteredCheck, tick: Callable[[], None]
) -> Iterator[Finding]:
    """Yield what a check finds; one that raises over spoilt rows keeps no other from running."""
    yield from with_errors_as_findings(partial(check, tick), "check", name)


@transaction.atomic
def _confirm(
    walk: ChainWalk, suspects: dict[str, set[str]], report: VerificationReport
) -> None:
    """Read on to the end of the chain and compare the suspects again, all writers waiting."""
    head = locked_head()
    walk.read_further()
    walk.check_end(head)
    report.findings.extend(walk.findings)
    for sealed in sealed_models():
        if sealed.label in suspects:
            keys = suspects[sealed.label]
            report.findings.extend(_compare(sealed, walk, among=keys))
    report.findings.extend(_of_unknown_tables(walk))


def _compare(
    sealed: SealedModel,
    walk: ChainWalk,
    report: VerificationReport | None = None,
    step: Callable[[str, int], None] = lambda _name, _n: None,
    among: set[str] | None = None,
) -> Iterator[Finding]:
    """Yield a finding for every row of a table, or of some of its keys, that does not hold."""
    expected = walk.latest.get(sealed.label, {})
    keys, seen = all_keys(), set()
    for pk, text in _texts(sealed, _rows_of(sealed, among)):
        if among is not None and pk not in among:
            continue
        # No key keeps a row from being there twice once somebody has dropped it.
        code = "row_twice" if pk in seen else _fault_of(expected.get(pk), text, keys)
        seen.add(pk)
        if code:
            yield _finding(code, sealed, pk, expected)
        if report:
            report.rows += 1
            step(sealed.label, 1)
    for pk, row in expected.items():
        if row.digest != GONE and pk not in seen and (among is None or pk in among):
            yield _finding("row_gone", sealed, pk, expected)


def _rows_of(sealed: SealedModel, among: set[str] | None) -> QuerySet[Any]:
    """Return the rows of a table, as few as one query can ask for among some keys.

    A forged line names keys that no column takes, and no database takes any number of them.
    """
    rows = sealed.model._base_manager.all()  # noqa: SLF001 -- no manager hides rows from it
    if among is None or len(among) > KEYS_A_QUERY:
        return rows
    are_plain = all(re.fullmatch(PLAIN_KEY, pk) for pk in among)
    return rows.filter(pk__in=among) if are_plain else rows


def _texts(
    sealed: SealedModel, rows: QuerySet[Any]
) -> Iterator[tuple[str, bytes | None]]:
    """Yield the key and the text of each row; None for a row that cannot be read.

    Rows come in batches, and one that is spoilt spoils its batch: the rest is read row by row.
    """
    read = set()
    try:
        for pk, text, _kept in texts_in(sealed, rows):
            read.add(pk)
            yield pk, text
    except Exception:  # noqa: BLE001 -- what spoils one row must not hide the others
        for pk in rows.order_by().values_list("pk", flat=True):
            if str(pk) not in read:
                yield str(pk), _text_of(sealed, rows.filter(pk=pk))


def _text_of(sealed: SealedModel, row: QuerySet[Any]) -> bytes | None:
    try:
        return next(text for _pk, text, _kept in texts_in(sealed, row))
    except Exception:  # noqa: BLE001 -- see above
        return None


def _fault_of(known: SealedRow | None, text: bytes | None, keys: dict[str, Key]) -> str:
    """Return what is wrong with a row's text, "" when it is as it was sealed."""
    if text is None:
        return "row_unreadable"
    if known is None or known.digest == GONE:
        return "row_unsealed"
    key = keys.get(known.key)
    # A missing key is a finding of the line already.
    if key is None or digest_of(text, key) == known.digest:
        return ""
    return "row_changed"


def _finding(
    code: str, sealed: SealedModel, pk: str, expected: dict[str, SealedRow]
) -> Finding:
    line = str(expected[pk].line) if pk in expected else ""
    name = _name_of(sealed, pk) if code != "row_gone" else ""
    return Finding(code, sealed.label, pk, name, {"line": line})


def _name_of(sealed: SealedModel, pk: str) -> str:
    """Return what people call a row; a row that was tampered with may have no name any more."""
    try:
        return str(sealed.model._base_manager.filter(pk=pk).first() or "")  # noqa: SLF001 -- no manager hides rows from it
    except Exception:  # noqa: BLE001 -- the finding counts, with or without a name
        return ""


def _of_unknown_tables(walk: ChainWalk) -> Iterator[Finding]:
    unknown = {
        label: rows for label, rows in walk.latest.items() if not is_sealed(label)
    }
    for label, rows in unknown.items():
        for pk, row in rows.items():
            if row.digest != GONE and (label, pk) not in walk.answered:
                yield Finding("table_unknown", label, pk, "", {"line": str(row.line)})
