"""Files that hurt whoever reads them, generated: each writes itself into a folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from tests.opendti.previews import images, pdfs

MEGABYTE = 1 << 20
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


def packed(
    members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(sheet: str | bytes, strings: str | bytes = "", head: str = "") -> bytes:
    """Pack a workbook of one sheet, whose rows are given as XML."""
    if isinstance(sheet, str):
        sheet = f'{head}<worksheet xmlns="{MAIN}">{sheet}</worksheet>'.encode()
    return packed({
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
        "xl/worksheets/sheet1.xml": sheet,
    })


def document(body: str, head: str = "") -> bytes:
    return packed({
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    })


def cell(reference: str, text: str = "x", quote: str = '"') -> str:
    return f"<c r={quote}{reference}{quote} t={quote}inlineStr{quote}><is><t>{text}</t></is></c>"


def rows(*cells: str, rest: str = "") -> str:
    return (
        f"<sheetData><row r='1'>{cells[0]}</row>{''.join(cells[1:])}</sheetData>{rest}"
    )


def far(quote: str, reference: str = "XFD1048576") -> bytes:
    number = reference.lstrip("XFDA")
    row = f"<row r={quote}{number}{quote}>{cell(reference, 'y', quote)}</row>"
    return workbook(rows(cell("A1"), row))


def unpacking_to(megabytes: int) -> bytes:
    blank = b" " * (megabytes * MEGABYTE)
    head = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return workbook(head + blank + b"</sheetData></worksheet>")


def nested_archives(depth: int = 6) -> bytes:
    inner = packed({"0": b"\0" * 4 * MEGABYTE})
    for level in range(depth):
        inner = packed({f"{level}.{copy}": inner for copy in range(10)})
    return inner


def many_rows(megabytes: int) -> bytes:
    row = b"<row><c><v>1</v></c></row>"
    head = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return workbook(
        head + row * (megabytes * MEGABYTE // len(row)) + b"</sheetData></worksheet>"
    )


def merged() -> bytes:
    ranges = "".join(f'<mergeCell ref="A{n}:XFD{n + 1}"/>' for n in range(1, 40_000, 2))
    return workbook(rows(cell("A1"), rest=f"<mergeCells>{ranges}</mergeCells>"))


def shared_strings() -> bytes:
    text = "x" * 30_000
    strings = f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'
    cells = "".join('<c t="s"><v>0</v></c>' for _cell in range(200))
    body = "".join(f"<row>{cells}</row>" for _row in range(400))
    return workbook(rows(cell("A1"), body), strings)


def locked() -> bytes:
    raw = bytearray(workbook(rows(cell("A1"))))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + offset] |= 1
            start = raw.find(mark, start + 4)
    return bytes(raw)


def lying_sizes() -> bytes:
    raw = bytearray(workbook(rows(cell("A1"))))
    start = raw.find(b"PK\x01\x02")
    raw[start + 24 : start + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    return bytes(raw)


def parquet(footer: bytes) -> bytes:
    return b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def laughs() -> bytes:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, name in pairwise("abcdefghij"):
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]")
    return "\n".join(lines).encode()


def repeating_parquet() -> bytes:
    import polars as pl  # noqa: PLC0415 -- heavy, and for one file

    file = io.BytesIO()
    zeros = pl.zeros(3_000_000, eager=True)
    pl.DataFrame({f"c{n}": zeros for n in range(100)}).write_parquet(file)
    return file.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "far_double.xlsx": lambda: far('"'),
    "far_single.xlsx": lambda: far("'"),
    "far_down.xlsx": lambda: far("'", "A1048576"),
    "far_right.xlsx": lambda: workbook(
        rows(cell("A1"), f"<row r='2'>{cell('XFD2')}</row>")
    ),
    "beyond_all.xlsx": lambda: workbook(
        rows(cell("A1"), "<row r='99999999999'><c r='ZZZZZZ99999999999'/></row>")
    ),
    "no_reference.xlsx": lambda: workbook(
        "<sheetData><row><c><v>1</v></c></row></sheetData>"
    ),
    "absurd_dimension.xlsx": lambda: workbook(
        '<dimension ref="A1:XFD1048576"/>' + rows(cell("A1"))
    ),
    "backward_dimension.xlsx": lambda: workbook(
        '<dimension ref="XFD1048576:A1"/>' + rows(cell("A1"))
    ),
    "unpacks.xlsx": lambda: unpacking_to(200),
    "many_rows.xlsx": lambda: many_rows(60),
    "merged.xlsx": merged,
    "shared_strings.xlsx": shared_strings,
    "bad_index.xlsx": lambda: workbook(
        rows("<c r='A1' t='s'><v>99999999999999999999</v></c>")
    ),
    "laughs.xlsx": lambda: workbook(rows(cell("A1", "&j;")), head=LAUGHS),
    "outside.xlsx": lambda: workbook(rows(cell("A1", "&j;")), head=OUTSIDE),
    "deep.xlsx": lambda: workbook(rows("<c>" * 100_000)),
    "locked.xlsx": locked,
    "lying_sizes.xlsx": lying_sizes,
    "truncated.xlsx": lambda: workbook(rows(cell("A1")))[:-200],
    "twice.xlsx": lambda: (
        packed({"xl/workbook.xml": BOOK}) + packed({"xl/workbook.xml": "x"})
    ),
    "many_parts.xlsx": lambda: packed({f"xl/{n}": "" for n in range(20_000)}),
    "path.xlsx": lambda: packed({"../../../tmp/x": "x", "xl/workbook.xml": BOOK}),
    "nested.zip": nested_archives,
    "tables.docx": lambda: document("<w:tbl><w:tr><w:tc>" * 100_000),
    "closed_tables.docx": lambda: document(
        "<w:tbl><w:tr><w:tc>" * 20_000 + "</w:tc></w:tr></w:tbl>" * 20_000
    ),
    "many_cells.docx": lambda: document(
        "<w:tbl>"
        + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 100 + "</w:tr>") * 10_000
        + "</w:tbl>"
    ),
    "laughs.docx": lambda: document("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", LAUGHS),
    "outside.docx": lambda: document("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", OUTSIDE),
    "quotes.csv": lambda: b"a,b\n" + b'"x\n' * 130_000,
    "odd_quotes.csv": lambda: b"a,b\n" + b'"",""x"",y\n' * 40_000,
    "one_line.csv": lambda: b"a," * 2_000_000,
    "many_columns.csv": lambda: (
        b",".join(b"c%d" % n for n in range(200_000)) + b"\n1\n"
    ),
    "wide_rows.csv": lambda: b"a,b\n" + b"1,2,3,4,5,6,7\n" * 200_000,
    "nul.csv": lambda: b"a,b\n\0\0,1\n" * 1_000,
    "utf16.csv": lambda: "a,b\n1,2\n".encode("utf-16"),
    "digits.csv": lambda: b"a,b\n" + b"9" * MEGABYTE + b",1\n",
    "laughs.yaml": laughs,
    "deep.yaml": lambda: b"[" * 500_000,
    "deep_keys.yaml": lambda: b"{a: " * 200_000,
    "deep_blocks.yaml": lambda: b"".join(
        b" " * n + b"nodes:\n" + b" " * n + b"-\n" for n in range(1_500)
    ),
    "deep.json": lambda: b'{"nodes":[' * 100_000,
    "numbers.yaml": lambda: b"points: " + b"9" * MEGABYTE,
    "tag.yaml": lambda: b"!!python/object/apply:os.system ['touch /tmp/owned']",
    "keys.yaml": lambda: b"".join(b"k%d: 1\n" % n for n in range(40_000)),
    "colons.yaml": lambda: b"? " * 200_000,
    "footer.parquet": lambda: parquet(b"\xff" * 1_000),
    "long_footer.parquet": lambda: b"PAR1" + b"\x7f\xff\xff\xffPAR1",
    "lists.parquet": lambda: parquet(b"\x15\x04\x19\xfc\xff\xff\xff\xff\x0f" * 100),
    "repeats.parquet": repeating_parquet,
    "polyglot.pdf": lambda: b"%PDF-1.4\n" + workbook(rows(cell("A1"))),
    "unpacks.pdf": lambda: pdfs.unpacking(800),
    "draws_itself.pdf": pdfs.drawing_itself,
    "deep.pdf": pdfs.deep,
    "many_pages.pdf": lambda: pdfs.pdf(pages=10_000),
    "endless_page.pdf": lambda: pdfs.pdf(size=(1e8, 1e8)),
    "thin_page.pdf": lambda: pdfs.pdf(size=(1, 1e7)),
    "locked.pdf": pdfs.locked,
    "cut.pdf": lambda: pdfs.pdf()[:200],
    "unpacks.png": lambda: images.png(20_000, 20_000, "1"),
    "largest.png": lambda: images.png(8_000, 9_900),
    "transparent.png": lambda: images.png(8_000, 9_900, "RGBA"),
    "lying_sizes.png": images.lying,
    "cut.png": lambda: images.png(500, 500)[:-40],
    "cut.jpg": lambda: images.jpeg(500, 500)[:-400],
    "empty.xlsx": lambda: b"",
    "zeros.xlsx": lambda: b"\0" * 100_000,
    "old.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5_000,
    "name; rm -rf *.csv": lambda: b"a\n1\n",
}

BOMBS = (
    *("far_double.xlsx", "far_single.xlsx", "unpacks.xlsx", "shared_strings.xlsx"),
    *("laughs.xlsx", "locked.xlsx", "truncated.xlsx", "nested.zip", "tables.docx"),
    *("laughs.yaml", "deep.yaml", "deep.json", "footer.parquet", "old.xls"),
)
"""What no reader takes, but for those that take any text."""

PICTURED: dict[str, dict[str, str]] = {
    "unpacks.pdf": dict.fromkeys(("pdf_facts", "pdf_page"), "untrusted_memory"),
    "draws_itself.pdf": dict.fromkeys(("pdf_facts", "pdf_page"), "untrusted_memory"),
    "deep.pdf": dict.fromkeys(("pdf_facts", "pdf_page"), "damaged"),
    "locked.pdf": dict.fromkeys(("pdf_facts", "pdf_page"), "locked"),
    "cut.pdf": dict.fromkeys(("pdf_facts", "pdf_page"), "damaged"),
    "many_pages.pdf": {"pdf_facts": "readable", "pdf_page": "shown"},
    "endless_page.pdf": {"pdf_facts": "readable", "pdf_page": "shown"},
    "thin_page.pdf": {"pdf_page": "shown"},
    "unpacks.png": {"image": "too_large"},
    "lying_sizes.png": {"image": "too_large"},
    "largest.png": {"image": "shown"},
    "transparent.png": {"image": "untrusted_memory"},
    "cut.png": {"image": "damaged"},
    "cut.jpg": {"image": "damaged"},
}
"""What becomes of documents that hurt: their state, or the code of the fault."""


def write_files(folder: Path) -> Iterator[Path]:
    """Write every file, under names that end otherwise than they are, too."""
    for name, make in FILES.items():
        path = folder / name
        path.write_bytes(make())
        yield path
    link = folder / "link.csv"
    link.symlink_to("/etc/passwd")
    yield link
