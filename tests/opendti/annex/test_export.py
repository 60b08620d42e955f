from __future__ import annotations

import datetime as dt
import time
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
import python_calamine as calamine
from lxml import etree

from opendti.annex import (
    Naming,
    export_framework,
    import_annex,
    read_annex,
    save_framework,
    write_framework,
)
from opendti.annex.writing.claims import MARK
from opendti.annex.writing.document import write_document
from opendti.annex.writing.layout import lay_out
from opendti.annex.writing.workbook import write_workbook
from opendti.errors import UsageError
from opendti.framework import Framework, fingerprint, load_framework, parse_framework
from opendti.framework.model import walk
from opendti.library import framework_ids, framework_path
from tests.opendti.annex.annexes import write_commune_sheet

KINDS = ["yaml", "json", "xlsx", "docx"]
MOIT = "vn.moit.dti@2023"


def library(identity: str) -> Framework:
    return load_framework(framework_path(identity))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("identity", framework_ids())
def test_out_and_in_again_is_the_same(identity: str, kind: str, tmp_path: Path) -> None:
    framework = library(identity)
    path = tmp_path / f"annex.{kind}"
    save_framework(framework, path)
    draft = import_annex(path)
    assert fingerprint(draft.framework) == fingerprint(framework)
    assert fingerprint(parse_framework(draft.text)) == fingerprint(framework)


def test_a_draft_goes_out_and_in_again(tmp_path: Path) -> None:
    draft = import_annex(write_commune_sheet(tmp_path / "commune.xlsx"))
    for kind in KINDS:
        path = tmp_path / f"again.{kind}"
        save_framework(draft.framework, path)
        assert fingerprint(import_annex(path).framework) == fingerprint(draft.framework)


def test_hard_texts_survive_yaml() -> None:
    title = "'\"#: {a}, [b] & *c* !d | > %  - ? @ `\ttab\nline two\n\n  indented ~ null 1.10 có"
    text = write_framework(library("vn.service@2022").model_copy(update={
        "title": library("vn.service@2022").title.model_copy(update={"vi": title.strip()}),
    }))  # fmt: skip
    assert parse_framework(text).title.vi == title.strip()


def tree_of(framework: Framework) -> list[tuple[str, str, str | None]]:
    return [
        (
            position.node.code,
            position.node.title.vi,
            position.parent.code if position.parent else None,
        )
        for position in walk(framework)
    ]


VISIBLE = [*((identity, "xlsx") for identity in framework_ids()), (MOIT, "docx")]


@pytest.mark.parametrize(("identity", "kind"), VISIBLE)
def test_the_visible_table_alone_gives_tree_and_points(
    identity: str, kind: str
) -> None:
    framework = library(identity)
    write = {"xlsx": write_workbook, "docx": write_document}[kind]
    raw = write(lay_out(framework), None, "")
    draft = read_annex(raw, Naming("", "", "", f"annex.{kind}"))
    assert tree_of(draft.framework) == tree_of(framework)
    assert [
        declaration.points
        for declaration in draft.framework.declared
        if declaration.under is None
    ] == [
        sum(
            row.points[index] or 0
            for row in lay_out(framework).rows
            if not row.is_group
        )
        for index in range(len(framework.block_codes))
    ]
    faults = [notice.field for notice in draft.notices if notice.level == "fault"]
    assert "points" not in faults


def edited(kind: str, framework: Framework) -> bytes:
    """Change the title of 1.1 in the visible table, and nothing else."""
    raw = export_framework(framework, kind)
    if kind == "docx":
        document = docx.Document(BytesIO(raw))
        document.tables[0].cell(2, 1).paragraphs[0].runs[0].text = "Tên mới"
        file = BytesIO()
        document.save(file)
        return file.getvalue()
    return _edited_sheet(raw, framework)


def _edited_sheet(raw: bytes, framework: Framework) -> bytes:
    file = BytesIO()
    old = next(
        position.node for position in walk(framework) if position.node.code == "1.1"
    )
    with zipfile.ZipFile(BytesIO(raw)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/sharedStrings.xml":
                shown = f">{old.title.vi}<".encode()
                assert content.count(shown) == 1
                content = content.replace(shown, ">Tên mới<".encode())
            target.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_an_edited_table_wins_where_it_was_edited(kind: str) -> None:
    framework = library(MOIT)
    draft = read_annex(edited(kind, framework), Naming("", "", "", f"annex.{kind}"))
    before = {position.node.code: position.node for position in walk(framework)}
    after = {position.node.code: position.node for position in walk(draft.framework)}
    assert after.keys() == before.keys()
    assert after["1.1"].title.vi == "Tên mới"
    assert (after["1.1"].status, after["1.1"].source) == ("adapted", "annex")
    leaves = [code for code, node in before.items() if node.rule and code != "1.1"]
    assert [code for code in leaves if after[code] != before[code]] == []
    assert draft.framework.identity == framework.identity
    assert draft.framework.parameters == framework.parameters
    assert draft.framework.blocks == framework.blocks
    assert (draft.notices[0].level, draft.notices[0].field) == ("guess", "file")
    assert {notice.code for notice in draft.notices[1:]} == {"1.1"}


def sheet_rows(framework: Framework) -> tuple[str, list[list[object]]]:
    raw = export_framework(framework, "xlsx")
    workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(raw))
    name, carrier = workbook.sheet_names
    assert carrier == "Định nghĩa"
    return name, workbook.get_sheet_by_name(name).to_python()


def official() -> Framework:
    """A set of official nodes, as if nothing of it were missing."""
    complete = {"complete": True, "missing": None}
    return library("vn.dti.province@2022").model_copy(update=complete)


def test_the_annex_of_a_decision_is_called_so() -> None:
    name, rows = sheet_rows(official())
    assert name == "Phụ lục"
    assert rows[0][0] == "PHỤ LỤC"
    assert rows[2][0] == (
        "(Kèm theo văn bản số 922/QĐ-BTTTT ngày 20 tháng 05 năm 2022 của Bộ Thông tin và Truyền thông)"
    )
    assert rows[4] == [
        "STT",
        "Nhóm chỉ số/Chỉ số chính/Chỉ số thành phần",
        "Điểm tối đa",
        "Cách xác định và tính điểm",
        "Tài liệu kiểm chứng",
        "Nguồn thu thập dữ liệu",
        "Đơn vị phối hợp xác minh số liệu",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"complete": False},
        {"legal": ()},
        {"legal": (official().legal[0].model_copy(update={"mark": "inferred"}),)},
        {"legal": (official().legal[0].model_copy(update={"mark": "partial"}),)},
        {"status": "adapted", "nodes": tuple(node.model_copy(update={"status": None}) for node in official().nodes)},
        {"sources": {key: source.model_copy(update={"mark": "partial"}) for key, source in official().sources.items()}},
    ],
)  # fmt: skip
def test_what_is_not_certain_is_no_annex(change: dict[str, object]) -> None:
    name, rows = sheet_rows(official().model_copy(update=change))
    assert name == "Bảng tiêu chí"
    assert rows[0][0] == MARK.upper()
    assert "PHỤ LỤC" not in {row[0] for row in rows}
    assert not any("Kèm theo" in str(cell) for row in rows for cell in row)


def test_one_rewritten_criterion_makes_it_no_annex() -> None:
    first, *others = official().nodes
    leaf, *leaves = first.nodes
    leaf = leaf.model_copy(update={"status": "adapted"})
    nodes = (first.model_copy(update={"nodes": (leaf, *leaves)}), *others)
    name, _ = sheet_rows(official().model_copy(update={"nodes": nodes}))
    assert name == "Bảng tiêu chí"


def test_each_row_of_a_table_that_is_no_annex_has_its_status_and_note() -> None:
    framework = library(MOIT)
    _, rows = sheet_rows(framework)
    header = next(row for row in rows if row[0] == "STT")
    assert header[-2:] == ["Trạng thái", "Ghi chú"]
    row = next(row for row in rows if row[0] == "1.1")
    node = next(
        position.node for position in walk(framework) if position.node.code == "1.1"
    )
    assert node.note
    assert row[-2:] == ["Chuyển thể", node.note.vi]


def test_the_document_is_laid_out_as_an_annex() -> None:
    raw = export_framework(official(), "docx")
    document = docx.Document(BytesIO(raw))
    section = document.sections[0]
    assert (section.page_width or 0) > (section.page_height or 0)
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size is not None
    assert document.styles["Normal"].font.size.pt == 13
    assert document.paragraphs[0].text == "PHỤ LỤC"
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells][2:4] == [
        "Điểm tối đa",
        "Cách xác định và tính điểm",
    ]
    assert "w:tblHeader" in table.rows[0]._tr.xml  # noqa: SLF001 -- python-docx shows it nowhere else
    texts = [[cell.text for cell in row.cells][:3] for row in table.rows]
    assert texts[-1] == ["", "Tổng cộng", "1.000"]
    assert ["6", "Đô thị thông minh", "Không tính điểm"] in texts


def test_the_mark_stands_on_every_page_of_the_document() -> None:
    document = docx.Document(BytesIO(export_framework(library(MOIT), "docx")))
    assert document.paragraphs[0].text == MARK.upper()
    footer = document.sections[0].footer.paragraphs[0].text
    assert footer.startswith(MARK)


DAY = dt.datetime(2026, 3, 5, 6, 7, 8, tzinfo=dt.UTC)


def properties(raw: bytes) -> dict[str, str]:
    """Return the properties of an exported file: title, dates, people."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        root = etree.fromstring(archive.read("docProps/core.xml"))
    return {etree.QName(element).localname: element.text or "" for element in root}


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_properties_of_a_file_have_the_marks_and_the_date_of_the_export(
    kind: str,
) -> None:
    framework = library(MOIT)
    found = properties(export_framework(framework, kind, DAY))
    assert found["title"] == f"{framework.title.vi} (bộ minh họa). {MARK}"
    assert (found["created"], found["modified"]) == ("2026-03-05T06:07:08Z",) * 2
    assert found.get("creator", "") == found.get("lastModifiedBy", "") == ""
    started = dt.datetime.now(dt.UTC).replace(microsecond=0)
    undated = properties(export_framework(framework, kind))
    assert started <= dt.datetime.fromisoformat(undated["created"])


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_title_of_an_annex_stands_without_marks(kind: str) -> None:
    found = properties(export_framework(official(), kind, DAY))
    assert found["title"] == official().title.vi


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_same_export_has_the_same_bytes(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = export_framework(official(), kind, DAY)
    later = time.struct_time((2031, 5, 6, 7, 8, 10, 1, 126, 0))
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert export_framework(official(), kind, DAY) == before


def test_another_kind_of_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"cannot write \.odt; one of yaml, json, xlsx, docx"
    ):
        save_framework(library(MOIT), tmp_path / "annex.odt")
    assert not (tmp_path / "annex.odt").exists()
