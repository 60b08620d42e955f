"""Digital signatures of a PDF: who signed, when, and whether the file is still as it was signed."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from io import BytesIO
from typing import Any, BinaryIO

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from opendti.untrusted import SourceFile

FAILURES = (PdfError, SigningError, SignatureValidationError, ValueError, TypeError)
"""What pyHanko raises on a file that it cannot follow."""
ORDER = ("altered", "unverified", "valid")
"""States of a signature from the worst to the best: a file is as good as its worst one."""


def read_signatures(
    source: SourceFile,
    out: BinaryIO,  # noqa: ARG001 -- a reader's shape
    *,
    roots: str,
) -> dict[str, str]:
    """
    Return the state of a PDF's signatures, with their signers and the time of the last.

    Parameters
    ----------
    roots
        Certificates that are trusted, as a PEM text; empty for none.

    Returns
    -------
    dict
        `state`: `none` without a signature; `valid` where all are sound, of a trusted
        certificate and over the whole file; `altered` where one does not fit the file;
        `unverified` where nothing of this can be said, as of an encrypted file.
    """
    trusted = list(load_certs_from_pemder_data(roots.encode())) if roots else []
    try:
        reader = PdfFileReader(BytesIO(source.read()), strict=False)
        if reader.encrypted:
            return _answer("unverified")
        signatures = list(reader.embedded_regular_signatures)
    except FAILURES:
        return _answer("unverified")
    if not signatures:
        return _answer("none")
    found = [_checked(signature, trusted) for signature in signatures]
    states = [state for state, _signer, _time in found]
    signers = dict.fromkeys(signer for _state, signer, _time in found if signer)
    return _answer(min(states, key=ORDER.index), "; ".join(signers), found[-1][2])


def _answer(state: str, signer: str = "", time: str = "") -> dict[str, str]:
    return {"state": state, "signer": signer, "signed_at": time}


def _checked(
    signature: EmbeddedPdfSignature, trusted: Sequence[Any]
) -> tuple[str, str, str]:
    """Return a signature's state, its signer and its time."""
    # Nothing is fetched: the process has no network, and a site need not have one.
    context = ValidationContext(trust_roots=trusted, allow_fetching=False)
    try:
        status = _result_of(
            async_validate_pdf_signature(signature, signer_validation_context=context)
        )
    except FAILURES:
        return "unverified", "", ""
    signed_at = status.signer_reported_dt
    return (
        _state_of(status),
        _name_in(status.signing_cert),
        signed_at.isoformat() if signed_at else "",
    )


def _state_of(status: PdfSignatureStatus) -> str:
    level = status.modification_level
    if not (status.intact and status.valid) or level == ModificationLevel.OTHER:
        return "altered"
    return "valid" if status.bottom_line else "unverified"


def _name_in(certificate: Any) -> str:
    names = certificate.subject.native
    return str(names.get("common_name") or certificate.subject.human_friendly)[:200]


def _result_of(work: Coroutine[Any, Any, PdfSignatureStatus]) -> PdfSignatureStatus:
    """Run a coroutine that waits for nothing: an event loop would need sockets, which a reader has not."""
    try:
        while True:
            work.send(None)
    except StopIteration as end:
        status: PdfSignatureStatus = end.value
        return status
