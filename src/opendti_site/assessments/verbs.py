"""What the audit log says of assessments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.enums import Doubt
from opendti_site.assessments.requests.enums import RequestKind
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.submissions.enums import (
    AnswerOrigin,
    AnswerState,
    SignatureState,
    Stage,
    Verdict,
)
from opendti_site.audit.verbs import register, register_details, register_values

WORDINGS = {
    "create_round": _("Lập kỳ đánh giá"),
    "edit_round": _("Sửa kỳ đánh giá"),
    "amend_round": _("Sửa kỳ đánh giá đang mở"),
    "change_framework": _("Đổi bộ chỉ số của kỳ đang mở"),
    "discard_round": _("Bỏ kỳ đánh giá chưa mở"),
    "rehearse_round": _("Lập kỳ chạy thử"),
    "discard_rehearsal": _("Xóa kỳ chạy thử"),
    "open_round": _("Mở kỳ đánh giá"),
    "extend_round": _("Gia hạn bước của kỳ đánh giá"),
    "extend_submission": _("Gia hạn nộp cho một đơn vị"),
    "admit_unit": _("Thêm đơn vị vào kỳ đang mở"),
    "withdraw_unit": _("Rút đơn vị khỏi kỳ"),
    "readmit_unit": _("Đưa đơn vị trở lại kỳ"),
    "start_appraisal": _("Bắt đầu thẩm định"),
    "start_step": _("Chuyển kỳ đánh giá sang bước tiếp theo"),
    "close_round": _("Chốt kết quả kỳ đánh giá"),
    "reopen_round": _("Mở lại kỳ đánh giá"),
    "change_block": _("Đổi khối của đơn vị"),
    "save_answers": _("Lưu số liệu"),
    "reuse_answers": _("Dùng lại số liệu của kỳ trước"),
    "import_answers": _("Nhập số liệu từ tệp"),
    "hand_over": _("Chuyển hồ sơ cho người ký"),
    "hand_back": _("Người ký chuyển lại hồ sơ"),
    "submit_answers": _("Nộp hồ sơ tự đánh giá"),
    "attach_signed_sheet": _("Đính kèm phiếu đã ký"),
    "recall_submission": _("Rút lại hồ sơ đã nộp"),
    "return_submission": _("Trả lại hồ sơ"),
    "ask_requests": _("Yêu cầu đơn vị giải trình hoặc làm lại tiêu chí"),
    "withdraw_request": _("Rút yêu cầu giải trình"),
    "draft_reply": _("Soạn giải trình"),
    "answer_request": _("Gửi giải trình"),
    "add_document": _("Thêm tài liệu kiểm chứng"),
    "correct_document": _("Sửa tài liệu kiểm chứng thành bản mới"),
    "cite_document": _("Dùng tài liệu cho tiêu chí"),
    "withdraw_citation": _("Gỡ tài liệu khỏi tiêu chí"),
    "waive_evidence": _("Ghi lý do thiếu tài liệu kiểm chứng"),
    "assign_appraisal": _("Phân công thẩm định"),
    "end_assignment": _("Kết thúc phân công thẩm định"),
    "restrict_appraisal": _("Đặt ai được thẩm định trong kỳ"),
    "appraise_criterion": _("Thẩm định tiêu chí"),
    "settle_criterion": _("Hội đồng quyết định điểm tiêu chí"),
}


DETAILS = {
    "block": _("khối"),
    "answer_by": _("hạn trả lời"),
    "opens_at": _("bắt đầu nhận hồ sơ"),
    "appraise_by": _("hạn thẩm định"),
    "council_by": _("hạn hội đồng quyết định"),
    "explain_by": _("hạn giải trình"),
    "reappraise_by": _("hạn thẩm định lại"),
    "submit_by": _("hạn nộp"),
    "document_number": _("số văn bản"),
    "after": _("sau đó"),
    "confirmed": _("đã xác nhận"),
    "count": _("số giá trị"),
    "criteria": _("số tiêu chí"),
    "criterion": _("tiêu chí"),
    "deleted": _("số dòng đã xóa"),
    "rehearses": _("chạy thử của kỳ"),
    "document": _("số tài liệu"),
    "earlier": _("số tài liệu của bản trước"),
    "due_at": _("hạn nộp lại"),
    "files": _("dấu vân tay các tệp"),
    "framework": _("bộ chỉ số"),
    "from": _("từ"),
    "max_points": _("điểm tối đa"),
    "nodes": _("chỉ số, tiêu chí được giao"),
    "only_assigned": _("chỉ người được phân công"),
    "people": _("người được giao"),
    "not_submitted": _("số đơn vị chưa nộp"),
    "origin": _("nguồn"),
    "groups": _("đơn vị phối hợp"),
    "points": _("điểm"),
    "request_kind": _("loại yêu cầu"),
    "requests": _("số yêu cầu chưa trả lời"),
    "requests_moved": _("số yêu cầu lùi hạn theo"),
    "preview": _("dấu vân tay bản xem trước"),
    "release": _("phiên bản bộ chỉ số"),
    "scores_moved": _("số điểm thay đổi"),
    "returned": _("số đơn vị bị trả lại"),
    "sha256": _("dấu vân tay tệp"),
    "signature": _("chữ ký số"),
    "stage": _("loại điểm"),
    "stale": _("số tiêu chí cần xem lại"),
    "state": _("trạng thái"),
    "step": _("bước"),
    "submission": _("hồ sơ"),
    "submissions": _("các hồ sơ"),
    "text": _("chữ"),
    "title": _("tên"),
    "to": _("thành"),
    "units": _("số đơn vị"),
    "value": _("giá trị"),
    "values": _("số liệu"),
    "verdict": _("kết luận"),
    "version": _("bản lưu thứ"),
    "without_entry": _("số tiêu chí chưa thẩm định"),
}


def register_all() -> None:
    """Register each verb with its wording, and the words for the details of its lines."""
    for verb, text in WORDINGS.items():
        register(verb, text)
    register_details(**DETAILS)
    for key, choices in (
        ("confirmed", Doubt.choices),
        ("origin", AnswerOrigin.choices),
        ("request_kind", RequestKind.choices),
        ("signature", SignatureState.choices),
        ("stage", Stage.choices),
        ("state", AnswerState.choices),
        ("step", RoundState.choices),
        ("verdict", Verdict.choices),
    ):
        register_values(key, choices)
