from __future__ import annotations

from pathlib import Path

import pytest

from opendti.annex import Draft, Naming, import_annex, read_annex, save_framework
from opendti.annex.writing.layout import lay_out
from opendti.annex.writing.workbook import write_workbook
from opendti.framework import fingerprint
from opendti.framework.model import Node, walk
from tests.opendti.annex.decisions import (
    write_ministry_sheet,
    write_province_document,
)


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    folder = tmp_path_factory.mktemp("ministry")
    return import_annex(write_ministry_sheet(folder / "phu-luc.xlsx"))


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    folder = tmp_path_factory.mktemp("province")
    return import_annex(write_province_document(folder / "phu-luc.docx"))


def nodes_of(draft: Draft) -> dict[str, Node]:
    return {position.node.code: position.node for position in walk(draft.framework)}


def kinds_of(draft: Draft) -> dict[str, str]:
    return {code: node.rule.kind for code, node in nodes_of(draft).items() if node.rule}


def messages_by_code(draft: Draft, level: str, field: str) -> dict[str | None, str]:
    return {
        notice.code: notice.message.vi
        for notice in draft.notices
        if (notice.level, notice.field) == (level, field)
    }


def test_the_ministry_keeps_its_printed_numbers(ministry: Draft) -> None:
    codes = "I 1 2 3 II 4 5 5-2 III 6 7 IV 8 9 10 11 12 V 13"
    assert list(nodes_of(ministry)) == codes.split()
    assert messages_by_code(ministry, "fault", "code") == {
        "5-2": "số thứ tự 5 đã có ở trên"
    }


def test_the_ministry_says_which_sums_are_wrong(ministry: Draft) -> None:
    assert messages_by_code(ministry, "fault", "points") == {
        "II": "văn bản ghi 10 điểm, nhưng các mục bên dưới cộng lại là 12",
        None: "văn bản ghi tổng 100 điểm, nhưng các tiêu chí cộng lại là 102",
    }
    declared = {
        declaration.under: declaration.points
        for declaration in ministry.framework.declared
    }
    assert declared == {"I": 15, "III": 15, "IV": 60}


def test_the_ministry_reads_each_rule_as_it_is_meant(ministry: Draft) -> None:
    assert kinds_of(ministry) == {
        "1": "steps",
        "2": "choice",
        "3": "count",
        "4": "formula",
        "5": "yes_no",
        "5-2": "choice",
        "6": "steps",
        "7": "ratio",
        "8": "ratio",
        "9": "ratio",
        "10": "formula",
        "11": "share",
        "12": "parts",
        "13": "penalty",
    }
    assert messages_by_code(ministry, "guess", "rule").keys() == {"8", "10", "11"}
    assert nodes_of(ministry)["8"].rule.zero == "not_applicable"


def test_what_only_takes_points_away_stands_outside_the_scale(ministry: Draft) -> None:
    assert nodes_of(ministry)["13"].points == 2
    notices = [notice.message.vi for notice in ministry.notices if notice.code == "13"]
    assert notices == [
        "hiểu là điểm trừ ngoài thang điểm, không tính vào tổng",
        "không ghi trừ nhiều nhất bao nhiêu; tạm lấy 2",
        "hiểu là: điểm trừ ngoài thang",
    ]


def test_a_rule_that_was_read_for_sure_has_the_title_that_editors_give_it(
    ministry: Draft, province: Draft
) -> None:
    for draft in (ministry, province):
        nodes = nodes_of(draft)
        found = {
            notice.code: (notice.message.vi, notice.message.en)
            for notice in draft.notices
            if notice.message.vi.startswith("hiểu là: ")
        }
        assert found
        for code, words in found.items():
            rule = nodes[str(code)].rule
            assert rule is not None
            title = rule.titles[rule.kind]
            assert words == (
                f"hiểu là: {title.vi[0].lower()}{title.vi[1:]}",
                f"read as: {str(title.en)[0].lower()}{str(title.en)[1:]}",
            )


def test_notes_below_a_table_are_kept_and_told(
    ministry: Draft, province: Draft
) -> None:
    for draft, lines in ((ministry, 2), (province, 1)):
        assert draft.framework.description is not None
        assert len(draft.framework.description.vi.split("\n")) == lines
        assert [notice.field for notice in draft.notices].count("note") == lines
    assert "không phát sinh hồ sơ" in province.framework.description.vi


def test_the_province_adds_up_over_its_pages(province: Draft) -> None:
    codes = "A 1 1.1 1.2 2 2.1 2.2 B 3 4 5 6 7"
    assert list(nodes_of(province)) == codes.split()
    declared = {
        declaration.under: declaration.points
        for declaration in province.framework.declared
    }
    assert declared == {None: 60.5, "A": 25, "1": 15, "2": 10, "B": 35.5}
    assert province.counted("fault") == 0


def test_the_province_reads_each_rule_for_sure(province: Draft) -> None:
    assert kinds_of(province) == {
        "1.1": "steps",
        "1.2": "choice",
        "2.1": "ratio",
        "2.2": "steps",
        "3": "steps",
        "4": "ratio",
        "5": "periods",
        "6": "formula",
        "7": "choice",
    }
    assert messages_by_code(province, "guess", "rule") == {}


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_both_go_out_and_in_again(
    ministry: Draft, province: Draft, kind: str, tmp_path: Path
) -> None:
    for draft in (ministry, province):
        path = tmp_path / f"{draft.framework.version}.{kind}"
        save_framework(draft.framework, path)
        again = import_annex(path).framework
        assert fingerprint(again) == fingerprint(draft.framework)


def test_the_printed_total_leaves_out_what_is_taken_away(ministry: Draft) -> None:
    layout = lay_out(ministry.framework)
    assert layout.total == (102,)
    assert layout.rows[-1].point_texts == ("-2",)
    raw = write_workbook(layout, None, "")
    again = read_annex(raw, Naming("", "", "", "annex.xlsx"))
    assert nodes_of(again)["13"].points == 2
    assert kinds_of(again)["13"] == "penalty"
    assert messages_by_code(again, "fault", "points") == {}
