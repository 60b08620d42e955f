"""A definition that an export carries counts for nothing where the table that people see says otherwise."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from opendti.annex import Draft, Naming, export_framework, read_annex
from opendti.framework import Framework, fingerprint, load_framework
from opendti.library import framework_path

HIDDEN = re.compile(rb"share: 0(?=[<\n&])")
"""An option that gives nothing is made to give nine tenths, below the table."""


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(framework_path("vn.hcmc.commune@2026"))


def changed(raw: bytes) -> bytes:
    """Return an office file with the hidden option changed in every part of it."""
    written, found = io.BytesIO(), 0
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as archive,
        zipfile.ZipFile(written, "w") as copied,
    ):
        for name in archive.namelist():
            part, count = HIDDEN.subn(b"share: 0.9", archive.read(name))
            found += count
            copied.writestr(name, part)
    assert found
    return written.getvalue()


def read(raw: bytes, kind: str) -> Draft:
    return read_annex(raw, Naming("", "", "", f"annex.{kind}"))


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_definition_that_gives_another_table_is_a_guess(
    framework: Framework, kind: str
) -> None:
    raw = export_framework(framework, kind)
    assert fingerprint(read(raw, kind).framework) == fingerprint(framework)
    draft = read(changed(raw), kind)
    (notice,) = [notice for notice in draft.notices if notice.field == "file"]
    assert notice.level == "guess"
    assert "not that of the table" in notice.message.en
    assert "share: 0.9" not in draft.text
