"""Which rows of results are sealed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.findings import register_findings, register_kinds
from opendti_site.audit.registry import (
    NEVER,
    acts,
    register_check,
    register_exempt,
    register_sealed,
)
from opendti_site.results.models import Run
from opendti_site.ui.later import later

FROZEN = (
    "round_id",
    "stage",
    "started_by_id",
    "started_at",
    "inputs",
    "inputs_digest",
    "fingerprint",
    "engine_version",
    "undecided",
    "unit_keys",
)
"""The columns of a run that are written when its answers are frozen, before it is scored."""


def register_all() -> None:
    """Seal runs, and have their scores computed again."""
    register_sealed(
        Run,
        changed_by=dict.fromkeys(FROZEN, NEVER)
        | {
            "id": acts("start_run", "discard_rehearsal"),
            "state": acts("begin_run", "finish_run", "fail_run"),
            "finished_at": acts("finish_run", "fail_run"),
            "result_digest": acts("finish_run"),
            "unresolved": acts("finish_run"),
            "failure": acts("fail_run"),
        },
    )
    register_exempt(
        "results.RunScore",
        "every run is scored again from its inputs and compared with these rows",
    )
    register_check("runs", later("opendti_site.results.checking.check_runs"))
    register_kinds({
        "results.Run": _("lần tính điểm"),
        "results.RunScore": _("điểm của lần tính"),
    })
    register_findings(
        answers_differ=_("số liệu đã chốt khác với số liệu của kỳ đã đóng"),
        inputs_differ=_("số liệu đã chốt khác với dấu vân tay của chúng"),
        result_differs=_("tính lại từ số liệu đã chốt ra kết quả khác"),
        run_unscorable=_("không tính lại được từ số liệu đã chốt: %(fault)s"),
        scores_differ=_("điểm của lần tính khác với dấu vân tay của kết quả"),
        score_differs=_("điểm khác với điểm tính lại từ số liệu đã chốt"),
        score_extra=_("điểm này không có khi tính lại từ số liệu đã chốt"),
        score_missing=_("thiếu điểm mà số liệu đã chốt cho ra"),
    )
