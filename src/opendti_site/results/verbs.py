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
        claims=_("số đề nghị không áp dụng chưa thẩm định"),
        failure=_("lỗi"),
        inputs=_("số liệu đã chốt"),
        not_appraised=_("số tiêu chí chưa thẩm định"),
        not_closed=_("kỳ chưa chốt"),
        not_settled=_("số tiêu chí chưa có quyết định cuối cùng"),
        result=_("kết quả tính"),
        undecided=_("còn dở"),
    )
