"""
Files are scanned by ClamAV where a scanner is set.

The daemon's protocol is a few lines, and the libraries for it are not kept up any more. A file that it
finds something in is refused, and so is every file while it does not answer: none is taken unscanned.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

CONNECT_SECONDS = 3
ANSWER_SECONDS = 60
"""Seconds without a word from the daemon; a large archive takes it some."""
MAX_ANSWER = 4_096
CLEAN, FOUND = "OK", " FOUND"


class ScannerError(Exception):
    """The scanner does not answer, or not what it should."""


def refuse_infected(upload: UploadedFile[bytes]) -> None:
    """Refuse a file in which the scanner finds something, and any file that it cannot scan."""
    if not settings.CLAMAV:
        return
    try:
        found = _found_in(upload)
    except ScannerError as error:
        raise ValidationError(
            _(
                "Máy quét virus không trả lời nên chưa nhận được tệp. Hãy thử lại sau ít phút; nếu vẫn vậy, "
                "xin báo người quản trị."
            )
        ) from error
    if found:
        raise ValidationError(
            _(
                "Máy quét virus thấy mã độc trong tệp “%(name)s”: %(found)s. Tệp không được nhận."
            )
            % {"name": upload.name, "found": found}
        )


def version() -> str:
    """Return what the scanner calls itself, with the day of its signatures. Raises ScannerError."""
    return _asked(b"zVERSION\0")


def _found_in(upload: UploadedFile[bytes]) -> str:
    """Return what the scanner calls what it found; empty where it found nothing."""
    upload.seek(0)
    answer = _asked(b"zINSTREAM\0", upload.chunks())
    upload.seek(0)
    words = answer.removeprefix("stream: ")
    if words == CLEAN:
        return ""
    if words.endswith(FOUND):
        return words.removesuffix(FOUND)
    raise ScannerError(answer)


def _asked(command: bytes, pieces: Iterable[bytes] | None = None) -> str:
    """Send a command, and pieces where it takes some; return the answer."""
    try:
        with _connected() as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.sendall(command)
            if pieces is not None:
                _send(connection, pieces)
            answer = _received(connection)
    except OSError as error:
        raise ScannerError(str(error)) from error
    text = answer.rstrip(b"\0").decode("utf-8", "replace").strip()
    if not text:
        message = "no answer"
        raise ScannerError(message)
    return text


def _received(connection: socket.socket) -> bytes:
    """Return the answer up to the zero byte at its end, or as much as comes."""
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER:
        more = connection.recv(MAX_ANSWER)
        if not more:
            break
        answer += more
    return answer


def _send(connection: socket.socket, pieces: Iterable[bytes]) -> None:
    """Send each piece after its length in four bytes; a length of 0 ends them."""
    for piece in filter(None, pieces):
        connection.sendall(len(piece).to_bytes(4, "big") + piece)
    connection.sendall(bytes(4))


def _connected() -> socket.socket:
    """Connect to the daemon by its host and port, or by its socket on this machine."""
    if isinstance(settings.CLAMAV, tuple):
        return socket.create_connection(settings.CLAMAV, CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(CONNECT_SECONDS)
    try:
        connection.connect(settings.CLAMAV)
    except OSError:
        connection.close()
        raise
    return connection
