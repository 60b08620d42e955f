"""A test letter from the page of the system: what the mail server answered, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from opendti_site.accounts.actions import edit_user
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.mail.dialogue import hand_in
from opendti_site.system.actions import request_test_letter
from tests.servers import free_port
from tests.site.mail.servers import server

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from tests.site.mail.servers import MailServer

__all__ = ["server"]
pytestmark = pytest.mark.django_db
SEND = reverse("system:send_test_letter")


@pytest.fixture(autouse=True)
def _mail(settings: SettingsWrapper) -> None:
    settings.MAIL_IS_SET = settings.HAS_SMTP = True


@pytest.fixture
def reachable(coordinator: User) -> User:
    """The coordinator of the one organisation, with an address."""
    return edit_user(
        user=coordinator,
        by=coordinator,
        full_name=coordinator.full_name,
        email="minh@bct.vn",
    )


@pytest.mark.parametrize(
    ("refused", "answer", "words"),
    [
        ("to_rcpt", "550 no such user", "không nhận địa chỉ người nhận minh@bct.vn"),
        ("to_data", "554 looks like spam", "không nhận nội dung thư"),
    ],
)
def test_a_refusal_names_the_step_and_the_answer(
    server: MailServer, refused: str, answer: str, words: str
):
    getattr(server, refused).append(answer)
    found = hand_in("minh@bct.vn")
    assert not found.is_taken
    assert words in found.words
    assert answer in found.words


def test_a_server_that_is_not_there_is_named(settings: SettingsWrapper):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    found = hand_in("minh@bct.vn")
    assert not found.is_taken
    assert f"127.0.0.1:{settings.EMAIL_PORT} không trả lời" in found.words


@pytest.mark.parametrize("setting", ["EMAIL_USE_TLS", "EMAIL_HOST_USER"])
def test_what_the_server_does_not_offer_is_said(
    server: MailServer, settings: SettingsWrapper, setting: str
):
    setattr(settings, setting, "1")
    settings.EMAIL_HOST_PASSWORD = "x"
    found = hand_in("minh@bct.vn")
    assert "không có kiểu mã hóa hoặc đăng nhập" in found.words
    assert server.letters == []


def test_the_button_sends_to_ones_own_address(server: MailServer, reachable: User):
    client = Client()
    client.force_login(reachable)
    page = client.post(SEND, follow=True).content.decode()
    (letter,) = server.letters
    assert letter["To"] == "minh@bct.vn"
    assert "đã nhận thư từ dti@bct.example.vn gửi minh@bct.vn" in page
    line = AuditLine.objects.order_by("-pk")[0]
    assert line.verb == "request_test_letter"
    assert "minh" not in str(line.detail)


def test_others_send_none(appraiser: User):
    with pytest.raises(PermissionDenied):
        request_test_letter(by=appraiser)
    assert mail.outbox == []


def test_without_a_server_or_an_address_there_is_a_reason(
    coordinator: User, settings: SettingsWrapper
):
    lines = AuditLine.objects.count()
    with pytest.raises(ActionRefusedError, match="chưa có địa chỉ"):
        request_test_letter(by=coordinator)
    settings.MAIL_IS_SET = False
    with pytest.raises(ActionRefusedError, match="OPENDTI_SMTP_URL"):
        request_test_letter(by=coordinator)
    assert AuditLine.objects.count() == lines
