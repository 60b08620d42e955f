"""What a ZIP archive is by its own list of members; nothing but one short member is unpacked."""

from __future__ import annotations

import zipfile
from typing import BinaryIO, Literal

from opendti.untrusted import SourceFile
from opendti.untrusted.archives import UNREADABLE

Kind = Literal["docx", "xlsx", "pptx", "odt", "ods", "archive", "damaged"]
FOLDERS: dict[str, Kind] = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
"""Where the parts of an Office Open XML file lie, beside the list of their types."""
MIMETYPES: dict[bytes, Kind] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
TYPES, MIMETYPE = "[content_types].xml", "mimetype"


def read_archive_kind(source: SourceFile, out: BinaryIO) -> dict[str, Kind]:  # noqa: ARG001 -- a reader's shape
    """
    Return what an archive is, under the key `kind`.

    It is `archive` where it is none of an office program, and `damaged` where its list cannot
    be read.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            return {"kind": _kind(archive)}
    except (*UNREADABLE, ValueError):
        return {"kind": "damaged"}


def _kind(archive: zipfile.ZipFile) -> Kind:
    names = {_plain(name) for name in archive.namelist()}
    if TYPES in names:
        tops = {name.partition("/")[0] + "/" for name in names if "/" in name}
        found = [kind for folder, kind in FOLDERS.items() if folder in tops]
        return found[0] if found else "archive"
    if MIMETYPE in names:
        # One byte more than the longest, so that a longer text does not match by its beginning.
        longest = max(map(len, MIMETYPES)) + 1
        with archive.open(MIMETYPE) as member:
            return MIMETYPES.get(member.read(longest).strip(), "archive")
    return "archive"


def _plain(name: str) -> str:
    """Return a member's name as every program that writes archives means it."""
    return name.replace("\\", "/").lstrip("/").lower()
