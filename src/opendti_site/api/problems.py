"""What can go wrong with a request: a code that stays the same, a status, and words; RFC 9457."""

from __future__ import annotations

import json
from enum import StrEnum
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from opendti_site.ui.translatable import StrOrPromise

PROBLEM_JSON = "application/problem+json"


class ProblemCode(StrEnum):
    """The codes, which stay the same in all versions and languages."""

    TOKEN_MISSING = "token_missing"  # noqa: S105 -- the code of a problem
    TOKEN_UNKNOWN = "token_unknown"  # noqa: S105 -- the code of a problem
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 -- the code of a problem
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 -- the code of a problem
    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    VERB_NOT_ALLOWED = "verb_not_allowed"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    REQUEST_INVALID = "request_invalid"
    BODY_UNREADABLE = "body_unreadable"
    REQUEST_UNREADABLE = "request_unreadable"
    SERVER_ERROR = "server_error"
    BODY_TOO_LARGE = "body_too_large"
    IDEMPOTENCY_KEY_MISSING = "idempotency_key_missing"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    FRAMEWORK_UNKNOWN = "framework_unknown"
    ROWS_REFUSED = "rows_refused"
    OWNER_WITHOUT_RIGHT = "owner_without_right"
    TOO_MANY_REQUESTS = "too_many_requests"


class ProblemKind(NamedTuple):
    """A status and what it means here."""

    status: HTTPStatus
    words: StrOrPromise


KINDS = {
    ProblemCode.TOKEN_MISSING: ProblemKind(
        HTTPStatus.UNAUTHORIZED,
        _("Cần mã truy cập trong đầu mục Authorization: Bearer."),
    ),
    ProblemCode.TOKEN_UNKNOWN: ProblemKind(
        HTTPStatus.UNAUTHORIZED, _("Không có mã truy cập này.")
    ),
    ProblemCode.TOKEN_EXPIRED: ProblemKind(
        HTTPStatus.UNAUTHORIZED, _("Mã truy cập đã hết hạn.")
    ),
    ProblemCode.TOKEN_REVOKED: ProblemKind(
        HTTPStatus.UNAUTHORIZED, _("Mã truy cập đã bị thu hồi.")
    ),
    ProblemCode.ADDRESS_NOT_ALLOWED: ProblemKind(
        HTTPStatus.FORBIDDEN,
        _("Tài khoản dịch vụ không được dùng từ địa chỉ mạng này."),
    ),
    ProblemCode.VERB_NOT_ALLOWED: ProblemKind(
        HTTPStatus.FORBIDDEN, _("Tài khoản dịch vụ không được làm việc này.")
    ),
    ProblemCode.NOT_FOUND: ProblemKind(
        HTTPStatus.NOT_FOUND, _("Không có, hoặc ngoài phạm vi của tài khoản dịch vụ.")
    ),
    ProblemCode.METHOD_NOT_ALLOWED: ProblemKind(
        HTTPStatus.METHOD_NOT_ALLOWED, _("Địa chỉ này không nhận phương thức này.")
    ),
    ProblemCode.REQUEST_INVALID: ProblemKind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("Yêu cầu không đúng dạng; xem từng lỗi trong errors."),
    ),
    ProblemCode.BODY_UNREADABLE: ProblemKind(
        HTTPStatus.BAD_REQUEST, _("Nội dung gửi lên không phải JSON đọc được.")
    ),
    ProblemCode.REQUEST_UNREADABLE: ProblemKind(
        HTTPStatus.BAD_REQUEST, _("Địa chỉ hoặc đầu mục có ký tự không đọc được.")
    ),
    ProblemCode.SERVER_ERROR: ProblemKind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Máy chủ gặp lỗi; lỗi đã được ghi lại, hãy thử lại sau."),
    ),
    ProblemCode.BODY_TOO_LARGE: ProblemKind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _("Nội dung quá lớn; hãy chia thành nhiều lần gửi."),
    ),
    ProblemCode.IDEMPOTENCY_KEY_MISSING: ProblemKind(
        HTTPStatus.BAD_REQUEST,
        _("Cần đầu mục Idempotency-Key, từ 1 đến 100 ký tự ASCII không có dấu cách."),
    ),
    ProblemCode.IDEMPOTENCY_KEY_REUSED: ProblemKind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("Idempotency-Key này đã dùng cho nội dung khác."),
    ),
    ProblemCode.FRAMEWORK_UNKNOWN: ProblemKind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("Không có bộ chỉ số đã ban hành nào mang mã này."),
    ),
    ProblemCode.ROWS_REFUSED: ProblemKind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("Có dòng sai nên không ghi dòng nào; xem từng lỗi trong rows."),
    ),
    ProblemCode.OWNER_WITHOUT_RIGHT: ProblemKind(
        HTTPStatus.FORBIDDEN,
        _("Người lập tài khoản dịch vụ không còn quyền gửi số liệu của đơn vị này."),
    ),
    ProblemCode.TOO_MANY_REQUESTS: ProblemKind(
        HTTPStatus.TOO_MANY_REQUESTS,
        _("Quá nhiều yêu cầu; hãy đợi số giây ghi trong Retry-After."),
    ),
}
"""Every kind of problem by its code."""


class ProblemError(Exception):
    """A request is refused."""

    def __init__(self, code: ProblemCode, **more: Any) -> None:
        self.code, self.more = code, more
        super().__init__(code)


def refusal(code: ProblemCode, **more: Any) -> ProblemError:
    """Return the error of a kind, to be raised; `more` are members of its answer."""
    return ProblemError(code, **more)


def problem_answer(
    request: HttpRequest, code: ProblemCode, retry_after: int | None = None, **more: Any
) -> HttpResponse:
    """Return the answer for a problem in the reader's language; `more` are members of its own."""
    kind = KINDS[code]
    body = {
        "type": f"/api/#{code}",
        "title": str(kind.words),
        "status": int(kind.status),
        "code": code,
        "instance": request.path,
        **more,
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False),
        content_type=PROBLEM_JSON,
        status=kind.status,
    )
    if kind.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response
