"""A real mail server on this machine, which answers as a test wants."""

from __future__ import annotations

import asyncio
import logging
from email import message_from_bytes, policy
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from opendti_site.mail import kinds
from opendti_site.mail.kinds import MailKind
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from pytest_django.fixtures import SettingsWrapper

OK = "250 OK"
# Its lines about connections would appear between the results of other tests.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class MailServer:
    """What came in, and what is answered next: the answers given in advance, then always OK."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.to_rcpt: list[str] = []
        self.to_data: list[str] = []
        self.taken = Event()
        self.delay = 0.0
        """Seconds after which a letter that came in is answered."""
        self.port = free_port()
        self._controller: Controller | None = None

    async def handle_RCPT(  # noqa: N802 -- the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Reply to an address (`RCPT TO`)."""
        answer = self.to_rcpt.pop(0) if self.to_rcpt else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- as above
        """Reply to a message; keep those that are accepted."""
        answer = self.to_data.pop(0) if self.to_data else OK
        if answer == OK:
            letter = message_from_bytes(envelope.content, policy=policy.default)
            self.letters.append(letter)  # type: ignore[arg-type]  # of this policy
        self.taken.set()
        await asyncio.sleep(self.delay)
        return answer

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Go away; nobody listens at the port then."""
        controller, self._controller = self._controller, None
        if controller is not None:
            controller.stop()


@pytest.fixture
def server(settings: SettingsWrapper) -> Iterator[MailServer]:
    """A mail server that takes everything, set in the settings."""
    running = MailServer()
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.DEFAULT_FROM_EMAIL = "dti@bct.example.vn"
    settings.MAIL_IS_SET = True
    yield running
    running.stop()


@pytest.fixture
def test_kind(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A kind of letter, `test`; the test changes what its context gives."""
    answers: dict[str, Any] = {"context": {}}
    kind = MailKind(
        "test", "Thử", "mail/test_letter.txt", lambda _details: answers["context"]
    )
    monkeypatch.setitem(kinds._KINDS, "test", kind)  # noqa: SLF001 -- for this test alone
    return answers
