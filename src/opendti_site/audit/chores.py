"""Periodic work on the chain: its head goes out every day, and every night all is verified."""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.anchors import send_head
from opendti_site.audit.verification import verify_and_keep
from opendti_site.operations.chores import Chore, Outcome, register

DAY = timedelta(days=1)


def register_all() -> None:
    """Register both."""
    register(
        Chore(
            "audit anchor",
            _send_head,
            label=_("Gửi mốc niêm phong ra ngoài"),
            every=DAY,
        )
    )
    register(
        Chore("audit verification", _verify, label=_("Kiểm tra niêm phong"), every=DAY)
    )


def _send_head() -> Outcome:
    targets = send_head()
    if not targets:
        return Outcome()
    names = ", ".join(targets)
    return Outcome(f"sent to {names}", code="anchor_sent", params={"targets": names})


def _verify() -> Outcome:
    """Verify everything; each finding is a fault in words for an administrator."""
    report = verify_and_keep()
    with translation.override("en"):
        faults = tuple(str(finding) for finding in report.findings)
    if report.unkept:
        faults = (*faults, f"the result is not kept: {report.unkept}")
    accepted = f", {report.accepted} sealed as found" if report.accepted else ""
    return Outcome(
        f"{report.lines} lines, {report.rows} rows{accepted}",
        faults,
        code="" if faults else "all_verified",
        params={"lines": report.lines, "rows": report.rows},
    )
