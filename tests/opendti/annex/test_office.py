"""The annex in a real LibreOffice: it opens, prints, and comes back unharmed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from opendti.annex import import_annex, save_framework
from opendti.framework import Framework, fingerprint, load_framework
from opendti.library import framework_path
from tests.opendti.annex.annexes import (
    write_commune_document,
    write_commune_sheet,
)

pytestmark = pytest.mark.office
PRINTED = {"xlsx": write_commune_sheet, "docx": write_commune_document}
SECONDS = 120


def converted(paths: list[Path], ending: str) -> None:
    """Save files anew in one call of LibreOffice: beside them, in the folder named by the ending."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed for the tests marked office"
    folder = paths[0].parent
    command = [office, f"-env:UserInstallation=file://{folder / 'profile'}"]
    subprocess.run(  # noqa: S603 -- our own command
        [*command, "--headless", "--convert-to", ending, "--outdir", str(folder / ending), *map(str, paths)],
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )  # fmt: skip


@pytest.fixture(scope="module")
def annexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of annexes: as we write them, as LibreOffice saved them, and printed."""
    folder = tmp_path_factory.mktemp("annexes")
    for kind, write in PRINTED.items():
        save_framework(library("vn.moit.dti@2023"), folder / f"annex-{kind}.{kind}")
        write(folder / f"commune-{kind}.{kind}")
        save_framework(library("vn.service@2022"), folder / f"service-{kind}.{kind}")
        again = [f"{name}-{kind}.{kind}" for name in ("annex", "commune")]
        converted([folder / name for name in again], kind)
    converted([folder / f"service-{kind}.{kind}" for kind in PRINTED], "pdf")
    return folder


def library(identity: str) -> Framework:
    return load_framework(framework_path(identity))


@pytest.mark.parametrize("kind", PRINTED)
def test_an_annex_saved_by_libreoffice_keeps_its_fingerprint(
    kind: str, annexes: Path
) -> None:
    draft = import_annex(annexes / kind / f"annex-{kind}.{kind}")
    assert fingerprint(draft.framework) == fingerprint(library("vn.moit.dti@2023"))


@pytest.mark.parametrize("kind", PRINTED)
def test_a_printed_annex_saved_by_libreoffice_reads_the_same(
    kind: str, annexes: Path
) -> None:
    name = f"commune-{kind}.{kind}"
    before, after = import_annex(annexes / name), import_annex(annexes / kind / name)
    assert after.framework == before.framework
    assert after.notices == before.notices


@pytest.mark.parametrize("kind", PRINTED)
def test_an_office_program_prints_the_annex(kind: str, annexes: Path) -> None:
    file = annexes / "pdf" / f"service-{kind}.pdf"
    assert file.read_bytes().startswith(b"%PDF")
