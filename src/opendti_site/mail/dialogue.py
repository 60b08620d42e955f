"""A test letter handed in at once, past the queue, and what the mail server answered, in words."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opendti_site.mail.rendering import render_message
from opendti_site.mail.sending import reason_of

PATIENCE = 10  # seconds for each step, while somebody waits for the page
STEPS = (
    (ssl.SSLError, gettext_lazy("không nối được bằng kênh mã hóa (TLS)")),
    (
        smtplib.SMTPNotSupportedError,
        gettext_lazy("không có kiểu mã hóa hoặc đăng nhập mà cài đặt yêu cầu"),
    ),
    (smtplib.SMTPAuthenticationError, gettext_lazy("không nhận tên và mật khẩu")),
    (smtplib.SMTPSenderRefused, gettext_lazy("không nhận địa chỉ gửi %(sender)s")),
    (
        smtplib.SMTPRecipientsRefused,
        gettext_lazy("không nhận địa chỉ người nhận %(address)s"),
    ),
    (smtplib.SMTPDataError, gettext_lazy("không nhận nội dung thư")),
    (
        (smtplib.SMTPServerDisconnected, smtplib.SMTPHeloError),
        gettext_lazy("ngắt kết nối giữa chừng"),
    ),
    (OSError, gettext_lazy("không trả lời")),
)
"""What went wrong, by the fault that the dialogue ended with; the first that fits."""


@dataclass(frozen=True, slots=True)
class SmtpReply:
    """Whether the server took the letter, and the dialogue in a sentence."""

    is_taken: bool
    words: str


def message_to(address: str) -> EmailMessage:
    """Write the test letter in the language of the moment."""
    rendered = render_message("mail/test_letter.txt", {})
    return EmailMessage(rendered.subject, rendered.body, to=[address])


def hand_in(address: str) -> SmtpReply:
    """Hand the test letter in, and say what the server answered to which step."""
    connection = get_connection(fail_silently=False, timeout=PATIENCE)
    about = {
        "server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "sender": settings.DEFAULT_FROM_EMAIL,
        "address": address,
    }
    try:
        connection.open()
        connection.send_messages([message_to(address)])
    except OSError as error:  # smtplib's faults among them
        step = next(words for kind, words in STEPS if isinstance(error, kind))
        about |= {"step": str(step) % about, "reason": reason_of(error)}
        words = _("Máy chủ thư %(server)s %(step)s. Câu trả lời: %(reason)s") % about
        return SmtpReply(is_taken=False, words=words)
    finally:
        with suppress(OSError):
            connection.close()
    return SmtpReply(is_taken=True, words=_taken(about))


def _taken(about: dict[str, str]) -> str:
    if not settings.HAS_SMTP:  # a demo
        return _("Bản chạy thử không có máy chủ thư: thư thử được in ra màn hình.")
    return (
        _(
            "Máy chủ thư %(server)s đã nhận thư từ %(sender)s gửi %(address)s. Nếu chưa thấy, hãy xem thư mục thư rác."
        )
        % about
    )
