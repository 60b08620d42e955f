"""What the audit log says of runs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register, register_details


def register_all() -> None:
    """Register each verb with its wording."""
    register("start_run", _("Yêu cầu tính điểm"))
    register("begin_run", _("Bắt đầu tính điểm"))
    register("finish_run", _("Tính điểm xong"))
    register("fail_run", _("Tính điểm không thành"))
    register_details(
        failure=_("lỗi"), inputs=_("số liệu đã chốt"), result=_("kết quả tính")
    )
