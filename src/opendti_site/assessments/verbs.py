"""What the audit log says of assessments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register

WORDINGS = {
    "create_round": _("Lập kỳ đánh giá"),
    "open_round": _("Mở kỳ đánh giá"),
    "extend_round": _("Gia hạn nộp của kỳ đánh giá"),
    "start_appraisal": _("Bắt đầu thẩm định"),
    "close_round": _("Đóng kỳ đánh giá"),
    "change_block": _("Đổi khối của đơn vị"),
    "save_answers": _("Lưu số liệu"),
    "import_answers": _("Nhập số liệu từ tệp"),
    "hand_over": _("Chuyển hồ sơ cho người ký"),
    "submit_answers": _("Nộp hồ sơ tự đánh giá"),
    "recall_submission": _("Rút lại hồ sơ đã nộp"),
    "return_submission": _("Trả lại hồ sơ"),
    "add_document": _("Thêm tài liệu kiểm chứng"),
    "cite_document": _("Dùng tài liệu cho tiêu chí"),
    "withdraw_citation": _("Gỡ tài liệu khỏi tiêu chí"),
    "waive_evidence": _("Ghi lý do thiếu minh chứng"),
    "appraise_criterion": _("Thẩm định tiêu chí"),
    "settle_criterion": _("Hội đồng quyết định điểm tiêu chí"),
}


def register_all() -> None:
    """Register each verb with its wording."""
    for verb, text in WORDINGS.items():
        register(verb, text)
