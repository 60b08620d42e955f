"""Every reader meets every hostile file: bounded time and memory, words, and the process lives."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import opendti
from opendti.untrusted import READERS
from tests.opendti.untrusted.hostile_files import BOMBS, FILES, PICTURED, write_files
from tests.opendti.untrusted.measure import PARAMETERS

SOURCE = Path(opendti.__file__).parent.parent
LISTING = "archive"
"""The reader that looks at an archive's list alone, and so says of a bomb what it calls itself."""
ANSWERING = {LISTING, "pdf_facts", "pdf_page", "image", "signatures"}
"""Readers that answer what is the matter with a file, where others refuse it."""
PEAK = {"image": 560, "parquet": 1_800}
"""Megabytes that a child may come to, 300 where nothing else is said."""


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What became of every file in every reader, read by a process of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    files = list(write_files(folder))
    command = [sys.executable, "-m", "tests.opendti.untrusted.measure", str(folder)]
    root = Path(__file__).parents[3]
    ended = subprocess.run(  # noqa: S603 -- our own program
        command, capture_output=True, text=True, check=False, cwd=root, timeout=500
    )
    assert ended.returncode == 0, ended.stderr
    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(found) == len(READERS) * len(files)
    return found


def test_every_reader_is_tried() -> None:
    assert set(PARAMETERS) == set(READERS)


def test_time_and_memory_are_bounded(readings: list[dict[str, Any]]) -> None:
    assert readings
    for reading in readings:
        assert reading["peak"] < PEAK.get(reading["reader"], 300), reading
        # A file of some megabytes has 15 seconds of the processor at the most.
        assert reading["processor"] < 25, reading


def test_a_far_cell_is_refused_at_once(readings: list[dict[str, Any]]) -> None:
    far = [
        reading
        for reading in readings
        if reading["file"] in {"far_single.xlsx", "far_double.xlsx"}
    ]
    for reading in (reading for reading in far if reading["reader"] not in ANSWERING):
        assert reading["fault"]
        assert reading["processor"] < 1, reading
    for reader in ("spreadsheet", "list", "annex"):
        codes = [reading["codes"] for reading in far if reading["reader"] == reader]
        assert codes == [["untrusted_memory"]] * 2


def test_faults_are_words(readings: list[dict[str, Any]]) -> None:
    assert readings
    for reading in readings:
        assert "Traceback" not in reading["fault"]
        assert "Error" not in reading["fault"].partition(": ")[2], reading


@pytest.mark.parametrize("name", BOMBS)
def test_no_reader_takes_a_bomb(readings: list[dict[str, Any]], name: str) -> None:
    assert name in FILES
    # A list is a CSV where it is no archive: these are texts of one cell a line.
    texts = {"list", "delimited"} if name.endswith((".yaml", ".json")) else set()
    taken = {
        reading["reader"]
        for reading in readings
        if reading["file"] == name and not reading["fault"]
    }
    assert taken <= texts | ANSWERING


@pytest.mark.parametrize("name", PICTURED)
def test_of_a_document_that_hurts_no_picture_is_made(
    readings: list[dict[str, Any]], name: str
) -> None:
    found = {
        reading["reader"]: reading["state"] or reading["codes"][0]
        for reading in readings
        if reading["file"] == name and reading["reader"] in PICTURED[name]
    }
    assert found == PICTURED[name]


def test_what_is_no_picture_is_called_damaged(readings: list[dict[str, Any]]) -> None:
    others = [
        reading
        for reading in readings
        if reading["reader"] in {"pdf_page", "image"}
        and not reading["file"].endswith((".pdf", ".png", ".jpg"))
    ]
    assert len(others) > 100
    assert {reading["state"] for reading in others} == {"damaged"}


def test_the_list_of_a_bomb_is_read_at_once(readings: list[dict[str, Any]]) -> None:
    listed = [reading for reading in readings if reading["reader"] == LISTING]
    assert {reading["file"] for reading in listed} >= set(BOMBS)
    assert max(reading["processor"] for reading in listed) < 2


def test_nothing_outside_the_file_is_read(readings: list[dict[str, Any]]) -> None:
    assert not Path("/tmp/owned").exists()  # noqa: S108 -- what a tag of YAML would make
    outside = [reading for reading in readings if reading["file"].startswith("outside")]
    assert not any("root:" in json.dumps(reading) for reading in outside)


CONFINED = {
    "opendti/tables/reading/delimited.py",
    "opendti/tables/reading/spreadsheet.py",
    "opendti/tables/reading/sheet_marks.py",
    "opendti/tables/reading/parquet.py",
    "opendti/tables/reading/rows.py",
    "opendti/tables/reading/archive.py",
    "opendti/tables/reading/separated.py",
    "opendti/annex/reading/package.py",
    "opendti/annex/reading/spreadsheet.py",
    "opendti/annex/reading/markup.py",
    "opendti/framework/yaml.py",
    "opendti/previews/pdf.py",
    "opendti/previews/image.py",
}
"""Parsers: only readers call them, in the child."""
OUR_OWN = {
    "opendti/untrusted/limits.py": "this process's own figures",
    "opendti/untrusted/client.py": "this process's own threads",
    "opendti/untrusted/source.py": "the way in: opens the file for the child",
    "opendti/untrusted/worker.py": "the way out: what the reader writes",
    "opendti/tables/reading/grid.py": "what our own child wrote",
    "opendti/formula/read.py": "the grammar that we ship",
    "opendti/library/__init__.py": "files that we ship",
    "opendti/cli/sources.py": "frameworks that we ship",
    "opendti/cli/framework_cards.py": "frameworks that we ship",
    "opendti/deferred.py": "our own source, for the names it defers",
    "opendti/cli/datasets.py": "data sets that we ship",
    "opendti/cli/verbs.py": "the null device",
    "opendti/annex/export.py": "annexes that we just wrote, read back for their digest",
    "opendti/annex/writing/document.py": "a new document",
    "opendti_site/config/environment.py": "the installation's own key",
    "opendti_site/audit/keys.py": "the keys of the audit log",
    "opendti_site/audit/anchors.py": "the anchors of the audit log",
    "opendti_site/operations/backup/archive.py": "a backup that an administrator names",
    "opendti_site/operations/backup/leftovers.py": "where our own backups go",
    "opendti_site/operations/backup/keys.py": "the keys in it",
    "opendti_site/operations/backup/logs.py": "the logs in it",
    "opendti_site/operations/backup/manifest.py": "the list of what is in it",
    "opendti_site/operations/kept_files.py": "what we made, and keep to not make it again",
    "opendti_site/assessments/evidence/views/documents.py": "evidence handed out as bytes",
    "opendti_site/assessments/evidence/files.py": "the bytes of stored evidence, for their hash",
    "opendti_site/assessments/appraisal/official_document.py": "a new document",
    "opendti_site/assessments/submissions/bridge/signatures.py": "the installation's own trust roots",
    "opendti_site/assessments/evidence/actions/correcting.py": "a row of the table of documents",
    "opendti_site/assessments/evidence/actions/documents.py": "a row of the table of documents",
    "opendti_site/assessments/evidence/storage.py": "our own empty file, which is only locked",
    "opendti_site/home/bridge.py": "published results that we ship",
    "opendti_site/frameworks/bridge/releases.py": "frameworks that we ship",
    "opendti_site/operations/backup/encryption.py": "an encrypted backup and its identity, both named by an administrator",
    "opendti_site/operations/backup/databases.py": "the script of a dump that we just wrote",
    "opendti_site/operations/backup/recorded.py": "the bytes of our own backup, for their hash",
    "opendti_site/operations/backup/scratch.py": "our own note of a drill",
    "opendti_site/operations/backup/storage.py": "the bytes of a backup, copied by number",
    "opendti_site/privacy/archive.py": "the archive of one person's data that we write",
    "opendti_site/operations/upgrade_lock.py": "our own empty file, which is only locked",
    "opendti_site/privacy/erased_file.py": "our own list of accounts that were erased",
    "opendti_site/mail/dialogue.py": "a connection to the mail server",
    "opendti_site/operations/durable.py": "a folder, to have its names on the disk",
    "opendti_site/system/checks/certificates.py": "the certificate that an administrator names",
    "opendti_site/system/checks/mail.py": "a connection to the mail server",
    "opendti_site/mail/sending.py": "a connection to the mail server",
    "opendti_site/assessments/evidence/waiting.py": "the bytes of a file that is asked about, as they came",
    "opendti_site/accounts/list_cells.py": "the text of one cell, which the child has read",
    "opendti_site/ui/list_tables/bridge.py": "a spreadsheet that we just wrote",
}
OPENERS = {
    *("open", "read_bytes", "read_text", "ZipFile", "CalamineWorkbook", "from_path"),
    *(
        "from_filelike",
        "read_csv",
        "read_parquet",
        "read_excel",
        "read_ipc",
        "scan_csv",
    ),
    *("safe_load", "compose", "load_workbook", "fromstring", "iterparse", "Document"),
    *("scan_parquet", "read_ipc_stream", "DictReader", "reader", "PdfDocument"),
}


def openings() -> Iterator[tuple[str, str]]:
    """Yield each module of the source that opens or parses a file, and how."""
    for path in sorted(SOURCE.glob("opendti*/**/*.py")):
        name = path.relative_to(SOURCE).as_posix()
        calls = (
            call.func
            for call in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(call, ast.Call)
        )
        names = {getattr(call, "attr", getattr(call, "id", "")) for call in calls}
        yield from ((name, called) for called in names & OPENERS)


def test_whatever_opens_a_file_is_known() -> None:
    found = {name for name, _called in openings()}
    assert found - CONFINED == OUR_OWN.keys()
