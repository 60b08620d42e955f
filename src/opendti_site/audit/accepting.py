"""Accepting rows that were changed behind the site's back and are right as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.audit.acceptance import AS_FOUND_KEY
from opendti_site.audit.actions import continue_after_last_line, record
from opendti_site.audit.chain import LINES
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.findings import Finding
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import is_sealed, sealed_model
from opendti_site.audit.rows import Reference
from opendti_site.audit.succession import ACCEPT
from opendti_site.ui.text import has_words

OF_THE_HEAD = {"end_missing", "head_key_changed"}
"""Findings of what the head says of the last line; accepting one ends the chain at that line."""


@transaction.atomic
def accept_changed_rows(
    label: str,
    keys: Iterable[str],
    *,
    findings: Iterable[Finding],
    reason: str,
    by: AbstractBaseUser | None,
) -> AuditLine:
    """Seal rows of a table as they are in the database now, and accept what was found of them.

    `findings` are those of a verification just made; a row that holds its seal is refused, so
    that nobody accepts one by a slip. `audit.AuditLine` stands for lines of the chain itself.
    """
    if not has_words(reason):
        raise ActionRefusedError(_("Hãy ghi lý do."))
    faults, states = _faults_of(label, keys, findings)
    holding = [key for key, found in faults.items() if not found]
    if holding:
        raise ActionRefusedError(
            _(
                "%(table)s %(keys)s: không có phát hiện nào chấp nhận được. Bản công bố hay "
                "điểm khác với lần tính thì chỉ khôi phục được từ bản sao lưu."
            )
            % {"table": label, "keys": ", ".join(holding)}
        )
    if label == LINES and OF_THE_HEAD & {
        code for found in faults.values() for code in found
    }:
        continue_after_last_line()
    model = sealed_model(label).model if is_sealed(label) else None
    rows = [Reference(model, key) for key in faults] if model else []
    detail: dict[str, Any] = {"accepted": {label: list(faults)}, "faults": faults}
    if states:
        detail[AS_FOUND_KEY] = states
    return record(ACCEPT, LINES, by=by, seals=rows, reason=reason.strip(), **detail)


def _is_of_row(finding: Finding) -> bool:
    """Whether a line can accept a finding: not where it is of an anchor, say, which stays as it is."""
    is_known = finding.table == LINES or is_sealed(finding.table)
    return is_known or finding.code == "table_unknown"


def _faults_of(
    label: str, keys: Iterable[str], findings: Iterable[Finding]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return the faults of each key, and the digests of faulty lines as they were found."""
    faults: dict[str, list[str]] = {key: [] for key in keys}
    states: set[str] = set()
    for finding in findings:
        if finding.table == label and finding.key in faults and _is_of_row(finding):
            column = str(finding.params.get("column", ""))
            faults[finding.key].append(f"{finding.code} {column}".strip())
            states.update({finding.params.get(AS_FOUND_KEY, "")} - {""})
    return faults, sorted(states)
