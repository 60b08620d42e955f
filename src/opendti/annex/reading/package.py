"""
A strange file, made harmless before any library opens it.

XLSX and DOCX are ZIP archives. Each member is unpacked once, within bounds, and
packed again uncompressed in memory: whatever the archive says of its own sizes,
no reader behind this file can be made to unpack more.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal, NoReturn

from opendti.errors import AnnexError, Fault
from opendti.untrusted.archives import UNREADABLE

# Far above any annex of a decision; pictures of seals and signatures make up most of a large one.
LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 100_000_000
MAX_MEMBERS = 3_000
PIECE = 1 << 16

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
        megabytes = LARGEST_FILE // 1_000_000
        refuse(name, Fault("annex_too_large", {"megabytes": megabytes}))
    # By the first bytes: names are often wrong, and a web page saved as .xlsx opens in Excel
    # all the same.
    if not raw.startswith(b"PK"):
        refuse(name, _format_fault(raw[:8]))
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = _unpacked(archive, name)
    except UNREADABLE:
        refuse(name, Fault("annex_damaged"))
    return Package(name, _kind(members, name), members)


def refuse(name: str, fault: Fault) -> NoReturn:
    """Refuse a file with one fault."""
    raise AnnexError([replace(fault, file=name)])


def _format_fault(head: bytes) -> Fault:
    """Return what a file is by its first bytes, whatever its name says."""
    if head.startswith(_OLD):
        return Fault("annex_old_format")
    if head.startswith(b"%PDF"):
        return Fault("annex_pdf")
    if head.startswith((b"{\\rtf", b"<", b"\xef\xbb\xbf<")):
        return Fault("annex_web_page")
    return Fault("annex_other_format") if head else Fault("annex_empty")


def _unpacked(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        refuse(name, Fault("annex_too_many_members", {"limit": MAX_MEMBERS}))
    members: dict[str, bytes] = {}
    remaining = LARGEST_UNPACKED
    for info in infos:
        if info.flag_bits & 1:
            refuse(name, Fault("annex_locked"))
        # Of two members of one name readers take different ones: the first stands for both.
        if info.is_dir() or info.filename in members:
            continue
        content = _bounded(archive, info, remaining)
        if content is None:
            megabytes = LARGEST_UNPACKED // 1_000_000
            refuse(name, Fault("annex_unpacks_too_large", {"megabytes": megabytes}))
        remaining -= len(content)
        members[info.filename] = content
    for part, content in members.items():
        # No office program writes one, and entities that grow without end need it.
        if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content[:4096]:
            refuse(name, Fault("annex_document_type", {"part": part}))
    return members


def _bounded(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int
) -> bytes | None:
    pieces = []
    with archive.open(info) as member:
        while piece := member.read(PIECE):
            limit -= len(piece)
            if limit < 0:
                return None
            pieces.append(piece)
    return b"".join(pieces)


def _kind(members: dict[str, bytes], name: str) -> Literal["xlsx", "docx"]:
    if "word/document.xml" in members:
        return "docx"
    if "xl/workbook.xml" not in members:
        refuse(name, Fault("annex_other_archive"))
    return "xlsx"
