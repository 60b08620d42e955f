"""Texts that a stranger sends: in fields, in query parameters, in addresses, as names of files."""

from __future__ import annotations

MARKUP = '<b id="hostile">\'"&lt;{{ 7 }}{% now %}'
UNESCAPED = b'<b id="hostile"'
DEPTH = 1_500

REFUSED_AT_THE_DOOR = {
    "NUL": "a\0b",
    "5,000 digits": "9" * 5_000,
    "control characters": "\x01\x08\x1b[31m\x7f\x85",
    "turned writing": "\u202egnp.exe\u2066\u200b",
    "decomposed": "Bo\u0302\u0323 Công Thương",
}
"""Cleaned or refused by the middleware, whichever field they stand in."""
EVERYWHERE = {
    "nothing": "",
    "not a number": "nan",
    "a formula": '=HYPERLINK("http://x","y")',
    "another formula": "@SUM(1)\t+1",
    "a path": "../../../../etc/passwd",
    "another alphabet": "\u0421u\u0441 \u0422huong",
}
"""Tried in all fields at once: they break nothing by their form alone."""
TEXTS = {
    "10,000 characters": "Đ" * 10_000,
    "300 digits": "9" * 300,
    "an id beyond any": "99999999999999999999",
    "a negative id": "-1",
    "an Arabic digit": "٣",
    "a superscript": "²",
    "endless": "1e999",
    "markup": MARKUP,
    "a deep list": "[" * DEPTH,
    "a deep tree": "".join(
        f"{' ' * depth}nodes:\n{' ' * depth}-\n" for depth in range(DEPTH // 10)
    ),
}
"""Tried in each field by itself, the others as a person would leave them."""
BYTES = {
    "no UTF-8": b"\xff\xfe",
    "half a pair": b"\xed\xa0\x80",
    "overlong": b"\xc0\x80",
    "Windows-1258": "Bộ".encode("cp1258", "replace"),
    "UTF-16": "Bộ".encode("utf-16"),
}
"""Percent-encoded as they are: what another encoding's page would send."""
FILE_NAMES = (
    "a\0b.pdf",
    "\u202efdp.exe.pdf",
    "Đ" * 5_000 + ".pdf",
    "../../x.pdf",
    f"{MARKUP}.pdf",
    ".pdf",
    "x.csv",
    "x.xlsx",
    "x.yaml",
)
