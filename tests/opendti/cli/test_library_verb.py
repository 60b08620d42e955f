"""`opendti library`, and data sets that are named by their ids."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opendti.cli.framework_cards import framework_card
from opendti.library import framework_ids, stored_cards


def test_library_lists_what_is_shipped(run: Any) -> None:
    cards = {card["id"]: card for card in json.loads(run("library", "--json").stdout)}
    assert cards["vn.dti.province@2024"]["blocks"] == [
        {
            "code": "all",
            "title": {"vi": "Tất cả đơn vị", "en": "All units"},
            "criteria": 8,
            "points": 940.0,
        }
    ]
    shown = run("library")
    assert [identity for identity in cards if identity not in shown.stdout] == []
    assert shown.exit_code == 0


def test_library_lists_its_data_sets_with_their_sources(run: Any) -> None:
    cards = json.loads(run("library", "--data", "--json").stdout)
    by_id = {card["id"]: card for card in cards}
    provinces = by_id["vn.dti.province.2024"]
    assert provinces["framework"] == "vn.dti.province@2024"
    assert sorted(provinces["tables"]) == ["answers", "published"]
    assert all(Path(table).is_file() for table in provinces["tables"].values())
    shown = run("library", "--data")
    assert all(identity in shown.stdout for identity in by_id)


@pytest.mark.parametrize(
    ("identity", "shown"),
    [
        ("vn.dti.averages", ["Trung bình bộ, ngành cung cấp dịch vụ công", "0.4595", "2021"]),
        ("vn.reports.figures", ["206", "295", "144", "62", "129", "12", "63", "50", "92", "0.82"]),
        ("vn.provinces.2025", ["Hải Dương", "Hải Phòng"]),
    ],
)  # fmt: skip
def test_library_shows_every_row_of_a_data_set(
    run: Any, identity: str, shown: list[str]
) -> None:
    text = run("library", "--data", identity).stdout
    assert [cell for cell in shown if cell not in text] == []
    card = json.loads(run("library", "--data", identity, "--json").stdout)
    cells = {cell for rows in card["rows"].values() for row in rows for cell in row.values()}  # fmt: skip
    assert [line for line in shown if line not in cells] == []


def test_library_shows_one_framework_and_says_what_an_old_name_stands_for(
    run: Any,
) -> None:
    (card,) = json.loads(run("library", "vn.dbi.large@2021", "--json").stdout)
    assert (card["id"], card["alias_of"]) == ("vn.dbi.large@2021", "vn.dbi.large@2025")
    assert "= vn.dbi.large@2025" in run("library", "vn.dbi.large@2021").stdout
    checked = run("check", "vn.dbi.large@2021")
    assert checked.stderr == "note: vn.dbi.large@2021 is an old name of vn.dbi.large@2025\n"  # fmt: skip
    assert checked.stdout.startswith("vn.dbi.large@2025: no faults")


def test_library_refuses_an_unknown_data_set(run: Any) -> None:
    refused = run("library", "--data", "vn.none", "-l", "en")
    assert refused.stderr.startswith("no data set vn.none in the library")
    assert refused.exit_code == 2


def test_a_data_set_is_scored_by_its_id(run: Any) -> None:
    shown = run("score", "vn.dti.province@2024", "vn.dti.province.2024", "-o", "-")
    assert "Hà Nội,all,index,index,774.699,940.0,0.8241,1" in shown.stdout
    assert shown.exit_code == 0


def test_a_data_set_without_answers_says_so(run: Any) -> None:
    shown = run("score", "vn.dti.province@2022", "vn.dti.province.2022", "-l", "en")
    assert "the data set vn.dti.province.2022 has no table of answers" in shown.stderr
    assert shown.exit_code == 2


def test_a_file_goes_before_the_id_of_a_data_set(run: Any, tmp_path: Path) -> None:
    (tmp_path / "vn.dti.province.2024").write_text("unit,1\nA,1\n", "utf-8")
    shown = run("score", "vn.dti.province@2024", "vn.dti.province.2024", "-l", "en")
    assert "a file ending in .csv, .xlsx or .parquet was expected" in shown.stderr


def test_what_is_listed_is_what_the_frameworks_have() -> None:
    """Else run `tools/library_cards.py`."""
    computed = {identity: framework_card(identity) for identity in framework_ids()}
    assert stored_cards() == computed
