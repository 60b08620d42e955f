"""Which rows of publication are sealed, and what is compared besides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.findings import register_findings, register_kinds
from opendti_site.audit.registry import (
    acts,
    append_only,
    register_check,
    register_exempt,
    register_sealed,
)
from opendti_site.publication.models import Edition, EditionUnit, Proposal
from opendti_site.ui.later import later


def register_all() -> None:
    """Seal editions and their units; their scores are copied anew and compared."""
    publishing = ("publish_run", "publish_correction")
    for model in (Edition, EditionUnit):
        register_sealed(model, changed_by=append_only(model, *publishing))
    settling = acts("second_edition", "withdraw_proposal")
    register_sealed(
        Proposal,
        changed_by=append_only(Proposal, "propose_edition")
        | dict.fromkeys(["state", "settled_by_id"], settling),
    )
    register_exempt(
        "publication.EditionScore",
        "covered by the content digest in the sealed manifest, and compared with the run",
    )
    register_check(
        "editions", later("opendti_site.publication.checking.check_editions")
    )
    register_kinds({
        "publication.Edition": _("bản công bố"),
        "publication.Proposal": _("đề nghị công bố"),
        "publication.EditionUnit": _("đơn vị trong bản công bố"),
        "publication.EditionScore": _("điểm đã công bố"),
    })
    register_findings(
        edition_differs=_("bản công bố không khớp với lần tính điểm của nó"),
        edition_unannounced=_("không có dòng nhật ký nào về việc công bố bản này"),
        edition_undigested=_(
            "bản công bố của phiên bản cũ, chưa có dấu vân tay nội dung nên không đối chiếu được; "
            "lệnh opendti site migrate niêm phong nội dung đúng như hiện có"
        ),
        edition_content=_("nội dung khác với dấu vân tay trong bản công bố"),
        edition_chain=_("nhật ký khác với mốc ghi trong bản công bố"),
        published_score_differs=_("điểm đã công bố khác với điểm của lần tính"),
        published_score_extra=_("điểm đã công bố này không có trong lần tính"),
        published_score_missing=_("bản công bố thiếu điểm này của lần tính"),
    )
