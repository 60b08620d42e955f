"""Which rows of assessments are sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.models import Attachment, Round
from opendti_site.assessments.observed_answers import check_answers
from opendti_site.assessments.sealed_columns import seal_tables
from opendti_site.audit.actions import address_of
from opendti_site.audit.findings import (
    Finding,
    register_findings,
    register_kinds,
    with_errors_as_findings,
)
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import register_check, register_exempt
from opendti_site.frameworks.bridge import has_fingerprint
from opendti_site.ui.later import later

file_fault = later("opendti_site.assessments.evidence.files.file_fault")


def register_all() -> None:
    """Seal rounds, submissions, answers, scores and evidence."""
    seal_tables()
    register_check("rounds", check_rounds)
    register_check("documents", check_documents)
    register_check("answers", check_answers)
    register_exempt("assessments.FileFacts", "found again from the file at any time")
    register_kinds({
        "assessments.Answer": _("số liệu"),
        "assessments.Attachment": _("tệp kiểm chứng"),
        "assessments.SignedSheet": _("phiếu đã ký"),
        "assessments.EvidenceLink": _("trích dẫn tài liệu"),
        "assessments.Assignment": _("phân công thẩm định"),
        "assessments.CriterionRequest": _("yêu cầu về tiêu chí"),
        "assessments.EvidenceWaiver": _("lý do thiếu tài liệu kiểm chứng"),
    })
    register_findings(
        round_differs=_(
            "bộ chỉ số của kỳ khác với bộ chỉ số ghi trong nhật ký lúc mở kỳ"
        ),
        answer_unobserved=_("số liệu này không có số đo ghi lúc lưu"),
        file_missing=_("tệp của tài liệu không còn"),
        file_differs=_("tệp của tài liệu khác với lúc nhận"),
    )


def check_rounds(tick: Callable[[], None]) -> Iterator[Finding]:
    """Compute the fingerprint of every round's frozen framework again."""
    rounds = Round.objects.exclude(fingerprint="")
    for pk in rounds.values_list("pk", flat=True):
        yield from with_errors_as_findings(
            partial(_check_round, pk), "assessments.Round", str(pk)
        )
        tick()


def _check_round(pk: int) -> Iterator[Finding]:
    round_ = Round.objects.filter(pk=pk).first()
    if round_ is None:  # discarded meanwhile
        return
    key, name = str(pk), str(round_)
    if not has_fingerprint(round_.framework_text, round_.fingerprint):
        yield Finding("fingerprint_differs", "assessments.Round", key, name)
    if round_.fingerprint not in _announced(round_):
        yield Finding("round_differs", "assessments.Round", key, name)


def _announced(round_: Round) -> set[str]:
    """Return the fingerprint that the log gives last, and the round's own where no line has one."""
    lines = AuditLine.objects.filter(
        subject=address_of(round_), verb__in=("open_round", "change_framework")
    )
    details = list(lines.order_by("pk").values_list("detail", flat=True))
    if not details:
        return {round_.fingerprint}
    return {details[-1].get("fingerprint", "")}


def check_documents(tick: Callable[[], None]) -> Iterator[Finding]:
    """Read every file of evidence again and compare it with its digest."""
    for pk in Attachment.objects.values_list("pk", flat=True).iterator():
        yield from with_errors_as_findings(
            partial(_check_file, pk), "assessments.Attachment", str(pk)
        )
        tick()


def _check_file(pk: int) -> Iterator[Finding]:
    attachment = Attachment.objects.filter(pk=pk).first()
    code = file_fault(attachment) if attachment else ""
    if code:
        yield Finding(code, "assessments.Attachment", str(pk), str(attachment))
