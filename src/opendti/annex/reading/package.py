"""
A strange file, made harmless before any library opens it.

XLSX and DOCX are ZIP archives. Each member is unpacked once, within bounds, and
packed again uncompressed in memory: whatever the archive says of its own sizes,
no reader behind this file can be made to unpack more.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Literal, NoReturn

from opendti.errors import AnnexError, Fault

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 100_000_000
MOST_MEMBERS = 3_000
PIECE = 1 << 16
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)
"""What an archive raises that is damaged, locked, or packed in a way nobody knows."""

_OLD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Package:
    """The members of an XLSX or a DOCX, unpacked."""

    name: str
    kind: Literal["xlsx", "docx"]
    members: dict[str, bytes]

    def repacked(self) -> BytesIO:
        """Return the archive anew, every member as long as it is."""
        file = BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.members.items():
                archive.writestr(name, content)
        file.seek(0)
        return file


def open_package(name: str, raw: bytes) -> Package:
    """
    Unpack an annex, or say in plain words why not.

    Raises
    ------
    AnnexError
        Not an XLSX or DOCX, damaged, locked, or larger than any annex is.
    """
    if len(raw) > LARGEST_FILE:
        refuse(name, f"larger than {LARGEST_FILE // 1_000_000} MB")
    if not raw.startswith(b"PK"):
        refuse(name, _told_by(raw[:8]))
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = _unpacked(archive, name)
    except UNREADABLE:
        refuse(name, "the file is damaged and cannot be opened")
    return Package(name, _kind(members, name), members)


def refuse(name: str, message: str) -> NoReturn:
    """Refuse a file with one fault."""
    raise AnnexError([Fault(message, file=name)])


def _told_by(head: bytes) -> str:
    """Say what a file is by its first bytes, whatever its name says."""
    if head.startswith(_OLD):
        return (
            "an old .xls or .doc file, or one locked by a password; "
            "save it as .xlsx or .docx without a password"
        )
    if head.startswith(b"%PDF"):
        return "a PDF; give the annex as .xlsx or .docx"
    if head.startswith((b"{\\rtf", b"<", b"\xef\xbb\xbf<")):
        return "a web page or RTF file; save it as .xlsx or .docx"
    if not head:
        return "the file is empty"
    return "not an .xlsx or .docx file"


def _unpacked(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        refuse(name, f"more than {MOST_MEMBERS} parts inside")
    members: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for info in infos:
        if info.flag_bits & 1:
            refuse(name, "locked by a password; save it without")
        if info.is_dir() or info.filename in members:
            continue
        content = _bounded(archive, info, left)
        if content is None:
            refuse(name, f"unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB")
        left -= len(content)
        members[info.filename] = content
    for part, content in members.items():
        if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content[:4096]:
            refuse(name, f"{part} declares a document type, which no annex needs")
    return members


def _bounded(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int
) -> bytes | None:
    pieces = []
    with archive.open(info) as member:
        while piece := member.read(PIECE):
            most -= len(piece)
            if most < 0:
                return None
            pieces.append(piece)
    return b"".join(pieces)


def _kind(members: dict[str, bytes], name: str) -> Literal["xlsx", "docx"]:
    if "word/document.xml" in members:
        return "docx"
    if "xl/workbook.xml" not in members:
        refuse(name, "a ZIP file, but neither an .xlsx nor a .docx")
    return "xlsx"
