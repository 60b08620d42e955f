"""What the digital signatures of an attached sheet say, read in a process of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from opendti.errors import TableError
from opendti.untrusted import read_untrusted
from opendti_site.assessments.submissions.enums import SignatureState


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """The state of a file's signatures, who signed, and when by their own clock."""

    state: str
    signer: str = ""
    signed_at: dt.datetime | None = None


def check_signatures(content: bytes, name: str) -> SignatureCheck:
    """Check a PDF's signatures; without the library, or where reading fails, nothing is verified."""
    if find_spec("pyhanko") is None:
        return SignatureCheck(SignatureState.UNVERIFIED)
    try:
        with read_untrusted("signatures", content, name, roots=_roots()) as answer:
            data = answer.data
    except TableError:
        return SignatureCheck(SignatureState.UNVERIFIED)
    moment = data["signed_at"]
    return SignatureCheck(
        SignatureState(data["state"]),
        data["signer"][:400],
        dt.datetime.fromisoformat(moment) if moment else None,
    )


def _roots() -> str:
    """Return the text of the trusted certificates; empty where none are set."""
    file = settings.SIGNATURE_ROOTS
    return Path(file).read_text("ascii") if file else ""
