"""PDF files written by hand: of so many pages, of any size, with text, locked by a password, broken."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Sequence

PADDING = bytes.fromhex(
    "28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A"
)
A4 = (595, 842)


def written(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a file of these objects; the first one is its catalogue."""
    file, offsets = io.BytesIO(b"%PDF-1.7\n"), []
    file.seek(0, io.SEEK_END)
    for number, content in enumerate(objects, 1):
        offsets.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    file.write(b"trailer <</Size %d /Root 1 0 R %s>>\n" % (size, trailer))
    file.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return file.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (
        entries,
        len(content),
        content,
    )


def pdf(
    text: str = "Bao cao so 12/BC-ATTT ngay 1 thang 3",
    *,
    pages: int = 1,
    size: tuple[float, float] = A4,
    content: bytes | None = None,
    trailer: bytes = b"",
    more: Sequence[bytes] = (),
) -> bytes:
    """Return a PDF whose pages all show the same; `more` are the objects from the fifth on."""
    shown = content
    if shown is None:
        shown = f"BT /F1 24 Tf 72 {size[1] - 100} Td ({text}) Tj ET".encode()
    first = 5 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + number) for number in range(pages))
    page = (
        b"<</Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 %f %f]"
        b" /Resources <</Font <</F1 3 0 R>>>>>>" % size
    )
    return written(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, pages),
            b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
            stream(shown),
            *more,
            *[page] * pages,
        ],
        trailer,
    )


def scanned() -> bytes:
    """Return a page that is one picture, as a scanner makes it."""
    picture = (
        b"q 400 0 0 400 50 50 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\xff\x00 EI Q"
    )
    return pdf(content=picture)


def locked() -> bytes:
    """Return a PDF that asks for the password "mat-khau": RC4 with 40 bits, as the format began."""
    password = (b"mat-khau" + PADDING)[:32]
    identity = b"0123456789abcdef"
    owner = _rc4(hashlib.md5(password).digest()[:5], password)  # noqa: S324 -- of the format
    rights = (-4 & 0xFFFFFFFF).to_bytes(4, "little")
    key = hashlib.md5(password + owner + rights + identity).digest()[:5]  # noqa: S324 -- of the format
    user = _rc4(key, PADDING)
    guard = b"/Encrypt <</Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4>> /ID [<%s> <%s>]"
    parts = (owner.hex(), user.hex(), identity.hex(), identity.hex())
    return pdf(trailer=guard % tuple(part.encode() for part in parts))


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def unpacking(megabytes: int) -> bytes:
    """Return a PDF whose page is packed twice to a thousandth of a thousandth of its length."""
    packed = zlib.compress(zlib.compress(b"0 0 m 1 1 l S " * (megabytes << 20 >> 4), 9))
    page = b"<</Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 595 842]>>"
    return written([
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        page,
        stream(packed, b"/Filter [/FlateDecode /FlateDecode]"),
    ])


def deep(depth: int = 20_000) -> bytes:
    """Return a tree of pages that is as deep as a chain is long."""
    nodes = [
        b"<</Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R>>" % (n + 3, n + 1)
        for n in range(depth)
    ]
    return written([b"<</Type /Catalog /Pages 2 0 R>>", *nodes])


def drawing_itself(levels: int = 12, copies: int = 12) -> bytes:
    """Return a page of forms that each draw the next one many times."""
    page = (
        b"<</Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 595 842]"
        b" /Resources <</XObject <</X 5 0 R>>>>>>"
    )
    forms = [
        stream(
            b"/X Do " * copies,
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
            b" /Resources <</XObject <</X %d 0 R>>>>" % (6 + level),
        )
        for level in range(levels)
    ]
    last = stream(
        b"0 0 m 500 500 l S", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    )
    return written([
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        page,
        stream(b"/X Do " * copies),
        *forms,
        last,
    ])
