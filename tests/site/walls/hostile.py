"""Texts that a stranger sends: in fields, in query parameters, in addresses, as names of files."""

from __future__ import annotations

MARKUP = '<b id="hostile">\'"&lt;{{ 7 }}{% now %}'
UNESCAPED = b'<b id="hostile"'
DEPTH = 1_500

REFUSED = {"5,000 digits": "9" * 5_000}
"""Answered by the middleware with the field's name."""
CLEANED = "a\0b\x01\x08\x1b[31m\x7f\x85\u202egnp.exe\u2066\u200bBo\u0302\u0323"
"""NUL, control characters, turned writing, no width, and letters that are decomposed."""
ALONE = {
    "markup": MARKUP,
    "10,000 characters": "Đ" * 10_000,
    "an id beyond any": "99999999999999999999",
    "a superscript": "²",
    "endless": "1e999",
}
"""Tried in each field by itself, the others as a person would leave them."""
TREES = {
    "a deep list": "[" * DEPTH,
    "a deep tree": "".join(
        f"{' ' * depth}nodes:\n{' ' * depth}-\n" for depth in range(DEPTH // 10)
    ),
}
"""Tried by themselves in fields of several lines."""
TOGETHER = {
    "nothing": "",
    "not a number": "nan",
    "a formula": '=HYPERLINK("http://x","y")',
    "another formula": "@SUM(1)\t+1",
    "a path": "../../../../etc/passwd",
    "another alphabet": "\u0421u\u0441 \u0422huong",
    "300 digits": "9" * 300,
    "a negative id": "-1",
    "an Arabic digit": "٣",
    **{name: text[:2_000] for name, text in TREES.items()},
}
"""Tried in all fields at once, each field with another one."""
EVERY = REFUSED | {"cleaned": CLEANED} | ALONE | TREES | TOGETHER
BYTES = {
    "no UTF-8": b"\xff\xfe",
    "half a pair": b"\xed\xa0\x80",
    "overlong": b"\xc0\x80",
    "Windows-1258": "Bô\u0323".encode("cp1258"),
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
