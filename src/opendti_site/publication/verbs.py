"""What the audit log says of editions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.succession import register_resealing_verb
from opendti_site.audit.verbs import register, register_details
from opendti_site.publication.older import SEAL


def register_all() -> None:
    """Register each verb with its wording."""
    register("publish_run", _("Công bố kết quả"))
    register("publish_correction", _("Công bố bản đính chính"))
    register(SEAL, _("Niêm phong nội dung bản công bố của phiên bản cũ"))
    register_resealing_verb(SEAL)
    register("propose_edition", _("Đề nghị công bố"))
    register("second_edition", _("Đồng ý công bố với tư cách người thứ hai"))
    register("withdraw_proposal", _("Rút hoặc trả lại đề nghị công bố"))
    register_details(corrects=_("thay cho bản"), content=_("dấu vân tay của nội dung"))
