"""Nothing that the library prints claims more than its mark."""

from __future__ import annotations

import csv
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest
import python_calamine as calamine

from opendti import load_framework
from opendti.annex.writing.claims import MARK, is_annex, status_of
from opendti.annex.writing.document import write_document
from opendti.annex.writing.layout import lay_out
from opendti.annex.writing.workbook import write_workbook
from opendti.framework.labels import STATUS_WORDS
from opendti.framework.model import walk
from opendti.library import dataset_ids, framework_ids, framework_path, load_dataset

if TYPE_CHECKING:
    from opendti import Framework
    from opendti.framework.sources import LegalBasis

IDENTITIES = framework_ids()
MARKS = {"exact", "derived", "inferred"}


def library(identity: str) -> Framework:
    return load_framework(framework_path(identity))


def sheet_lines(framework: Framework) -> list[str]:
    """Return every row of the exported workbook as one text."""
    raw = write_workbook(lay_out(framework), None, "")
    workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(raw))
    rows = workbook.get_sheet_by_index(0).to_python()
    return [" | ".join(map(str, row)) for row in rows]


def document_lines(framework: Framework) -> list[str]:
    """Return the exported document: its paragraphs, the foot of its pages, its rows."""
    document = docx.Document(BytesIO(write_document(lay_out(framework), None, "")))
    foot = document.sections[0].footer.paragraphs
    lines = [paragraph.text for paragraph in (*document.paragraphs, *foot)]
    (table,) = document.tables
    cells = [row.iterchildren("{*}tc") for row in table._tbl.tr_lst]  # noqa: SLF001 -- asking row by row takes the square of the length
    return lines + [" | ".join("".join(cell.itertext()) for cell in row) for row in cells]  # fmt: skip


@pytest.mark.parametrize("read", [sheet_lines, document_lines])
@pytest.mark.parametrize("identity", IDENTITIES)
def test_paper_is_no_annex_and_says_so(identity: str, read: object) -> None:
    framework = library(identity)
    assert not is_annex(framework)
    lines = read(framework)  # type: ignore[operator]
    assert lines[0].startswith(MARK.upper())
    claims = [line for line in lines if "Kèm theo" in line or line.startswith("PHỤ LỤC")]  # fmt: skip
    assert claims == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_each_row_of_a_paper_has_its_own_status(identity: str) -> None:
    framework = library(identity)
    layout = lay_out(framework)
    nodes = [position.node for position in walk(framework)]
    assert len(layout.rows) == len(nodes)
    for row, node in zip(layout.rows, nodes, strict=True):
        status, note = row.texts[-2:]
        assert status.startswith(
            STATUS_WORDS[status_of(framework, node)].capitalised().vi
        )
        assert note == (node.note.vi if node.note else "")


@pytest.mark.parametrize("identity", IDENTITIES)
def test_paper_says_what_is_missing(identity: str) -> None:
    framework = library(identity)
    heading = " ".join(lay_out(framework).heading)
    assert ("Còn thiếu: " in heading) is not framework.complete
    source = framework.sources[framework.source or ""]
    assert source.title.vi in heading
    note = source.note.vi if source.note else ""
    assert note in heading


@pytest.mark.parametrize("identity", IDENTITIES)
def test_uncertain_document_gives_the_reason(identity: str) -> None:
    uncertain = [
        citation for citation in library(identity).legal if citation.mark != "exact"
    ]
    assert [citation.document for citation in uncertain if citation.note is None] == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_no_office_that_verifies_is_made_up(identity: str) -> None:
    nodes = [position.node for position in walk(library(identity))]
    assert [node.code for node in nodes if node.verified_by is not None] == []


@pytest.mark.parametrize("identity", dataset_ids())
def test_every_published_number_has_a_mark(identity: str) -> None:
    dataset = load_dataset(identity)
    tables = [table for table in (dataset.published, dataset.figures) if table]
    marks = set()
    for table in tables:
        with table.open(encoding="utf-8", newline="") as file:
            marks |= {row["mark"] for row in csv.DictReader(file)}
    assert marks <= MARKS


def test_joined_groups_of_the_service_index_are_marked_as_inferred() -> None:
    published = load_dataset("vn.service.province").published
    assert published
    with published.open(encoding="utf-8", newline="") as file:
        marks = {(row["node"] == "3+4", row["mark"]) for row in csv.DictReader(file)}
    assert marks == {(True, "inferred"), (False, "exact")}


LAW = "148/2025/QH15"
UNDER_THE_LAW = [
    "vn.dti.ministry@2025",
    "vn.dti.national@2025",
    "vn.dti.province@2024",
    "vn.moit.dti@2023",
]
"""The sets that say how the law of digital transformation may change them."""


def test_these_sets_name_the_law_of_digital_transformation() -> None:
    found = [
        identity for identity in IDENTITIES if LAW in _documents(library(identity))
    ]
    assert found == UNDER_THE_LAW


@pytest.mark.parametrize("identity", UNDER_THE_LAW)
def test_note_on_the_law_gives_what_was_read_and_what_was_not(identity: str) -> None:
    law = _documents(library(identity))[LAW]
    assert law.mark == "partial"
    assert law.note
    assert law.note.vi.startswith("Có hiệu lực từ 01/07/2026. Một dự thảo nghị định")
    assert law.note.vi.endswith("bản chính thức chưa đọc được. Theo tin báo.")
    assert law.note.en
    assert law.note.en.startswith("In force from 01/07/2026. A draft of")
    assert law.note.en.endswith("the final text was not seen. From the press.")


@pytest.mark.parametrize(
    ("identity", "successor"),
    [
        ("vn.mard.dti@2023", "hợp nhất vào Bộ Nông nghiệp và Môi trường"),
        *(
            (name, "hợp nhất vào Bộ Khoa học và Công nghệ")
            for name in UNDER_THE_LAW[:3]
        ),
    ],
)
def test_ministry_that_was_merged_is_named_with_its_successor(
    identity: str, successor: str
) -> None:
    notes = [citation.note.vi for citation in library(identity).legal if citation.note]
    assert [note for note in notes if successor in note]


def _documents(framework: Framework) -> dict[str, LegalBasis]:
    return {citation.document: citation for citation in framework.legal}


SEEDS = {
    "vn.dti.averages": ["0.3026", "0.3982", "0.2342", "0.4595"],
    "vn.ict.averages": ["0.82", "0.69"],
    "vn.dti.ministry.2020": ["0.4516", "0.4944", "0.2995", "6"],
    "vn.dti.province.2020": ["0.4874", "18"],
    "vn.reports.figures": [
        "0.13", "0.05", "0.07", "15.4", "32.7", "12", "63", "50", "92", "206", "295",
        "144", "62", "129", "11", "98", "100", "99", "30000", "34", "47", "650", "500",
        "7", "41", "111", "109", "108", "306", "57", "45", "133", "101", "27", "72",
        "400", "300", "1000",
    ],
}  # fmt: skip
"""Every number that the five reports print of indices and results."""


@pytest.mark.parametrize("identity", SEEDS)
def test_every_number_of_the_reports_is_in_a_data_set(identity: str) -> None:
    dataset = load_dataset(identity)
    table = dataset.figures or dataset.published
    assert table
    with table.open(encoding="utf-8", newline="") as file:
        cells = {cell for row in csv.reader(file) for cell in row}
    assert [text for text in SEEDS[identity] if text not in cells] == []
