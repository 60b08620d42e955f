"""Secrets of the second factor as they lie in the database: encrypted, with a key from outside it.

The key is derived from `SECRET_KEY` (HKDF-SHA256 with a label of its own); secrets written under
an older key are read with `SECRET_KEY_FALLBACKS`.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LABEL = b"opendti second factor"
KEY_BYTES = 32


class SecretUnreadableError(RuntimeError):
    """A secret was written under a key that the settings no longer hold."""


def encrypt(text: str) -> str:
    """Encrypt a secret for the database."""
    return _cipher().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Return a secret; raise SecretUnreadableError where no key of the settings fits."""
    try:
        return _cipher().decrypt(token.encode()).decode()
    except InvalidToken:
        message = (
            "a secret of the second factor was written under another key: "
            "add the old key to OPENDTI_SECRET_KEY_FALLBACKS"
        )
        raise SecretUnreadableError(message) from None


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: str) -> bytes:
    """Return a key of its own purpose, as Fernet writes keys."""
    # A label of its own: the same secret signs cookies, and no key serves two ends.
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=LABEL)
    return base64.urlsafe_b64encode(derive.derive(secret.encode()))
