"""Names and addresses of people in lines of the chain: a keyed digest, never the text.

A line stays for ever, and a person may be erased. So a line says that a name or an address
changed, and by its digests from which to which: whoever has the text can find the lines that
are about it, and nobody reads the text from them.
"""

from __future__ import annotations

import hmac
import unicodedata

from opendti_site.audit.keys import all_keys, first_key

SIGN = "#"
DIGITS = 10


def personal_digest(text: str) -> str:
    """Return the digest of a name or an address, the same in whatever case; "" of nothing.

    The key is the oldest of the file, so that digests stay comparable when the key changes.
    """
    folded = unicodedata.normalize("NFC", text).casefold().strip()
    if not folded:
        return ""
    key = next(iter(all_keys().values()), None) or first_key()
    mac = hmac.digest(key.secret, f"personal {folded}".encode(), "sha256")
    return SIGN + mac.hex()[:DIGITS]


def personal_digests(values: dict[str, str]) -> dict[str, str]:
    """Return the digests of named values."""
    return {name: personal_digest(text) for name, text in values.items()}
