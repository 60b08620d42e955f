"""The annex in a real LibreOffice: it opens, prints, and comes back unharmed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from opendti.annex import import_annex, save_framework
from opendti.framework import fingerprint, load_framework
from opendti.library import framework_path
from tests.opendti.annex.annexes import (
    write_commune_document,
    write_commune_sheet,
)

pytestmark = pytest.mark.office
SECONDS = 120


def converted(path: Path, ending: str) -> Path:
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed for the tests marked office"
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    out = path.parent / "out"
    command = [office, profile, "--headless", "--convert-to", ending]
    subprocess.run(  # noqa: S603 -- our own command
        [*command, "--outdir", str(out), str(path)],
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )
    return out / f"{path.stem}.{ending}"


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_an_annex_saved_by_libreoffice_keeps_its_fingerprint(
    kind: str, tmp_path: Path
) -> None:
    framework = load_framework(framework_path("vn.moit.dti@2023"))
    path = tmp_path / f"annex.{kind}"
    save_framework(framework, path)
    draft = import_annex(converted(path, kind))
    assert fingerprint(draft.framework) == fingerprint(framework)


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_printed_annex_saved_by_libreoffice_reads_the_same(
    kind: str, tmp_path: Path
) -> None:
    write = {"xlsx": write_commune_sheet, "docx": write_commune_document}[kind]
    path = write(tmp_path / f"commune.{kind}")
    before, after = import_annex(path), import_annex(converted(path, kind))
    assert after.framework == before.framework
    assert after.notices == before.notices


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_an_office_program_prints_the_annex(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"annex.{kind}"
    save_framework(load_framework(framework_path("vn.service@2022")), path)
    assert converted(path, "pdf").read_bytes().startswith(b"%PDF")
