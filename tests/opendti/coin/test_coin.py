from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter

from opendti import compile_plan, load_framework, score
from opendti.coin import CoinIndex, CoinSteps, import_coin, write_coin
from opendti.errors import TableError, UsageError
from opendti.tables import read_answers

META = """\
Level,iCode,iName,Direction,Weight,Unit,Target,Denominator,Parent,Type
1,roads,Roads,1,2,km,90,area,Ways,Indicator
1,noise,Noise,-1,1,dB,,,Ways,Indicator
1,trees,Trees,1,1,,,,Green,Indicator
2,Ways,Ways,1,1,,,,Index,Aggregate
2,Green,Green,1,3,,,,Index,Aggregate
3,Index,Good places,1,1,,,,,Aggregate
,area,Area,,,km2,,,,Denominator
,region,Region,,,,,,,Group
,note,Note,,,,,,,Other
"""
DATA = """\
uCode,uName,Time,roads,noise,trees,area,region,note
A,Place A,2023,10,50,1,2,North,x
A,Place A,2024,20,40,NA,2,North,x
B,Place B,2023,30,60,5,3,North,
B,Place B,2024,30,,5,3,North,y
C,"Place, C",2024,40,80,9,4,South,
"""


def imported(
    folder: Path, steps: CoinSteps | None = None, meta: str = META, data: str = DATA
) -> CoinIndex:
    (folder / "iMeta.csv").write_text(meta, "utf-8")
    (folder / "iData.csv").write_text(data, "utf-8")
    return import_coin(folder / "iMeta.csv", folder / "iData.csv", steps)


def test_the_default_is_raw_data_min_max_and_weighted_means(tmp_path: Path) -> None:
    index = imported(tmp_path)
    write_coin(index, tmp_path / "out")
    framework = load_framework(tmp_path / "out" / "framework.yaml")
    assert framework == index.framework
    plan = compile_plan(framework)
    assert plan.node_codes == ("index", "Ways", "roads", "noise", "Green", "trees")
    assert (plan.framework, plan.title.en) == ("coin.index@2024", "Good places")
    assert [node.level for node in plan.nodes[:3]] == ["index", "level_2", "indicator"]
    answers = read_answers(tmp_path / "out" / "answers.csv", plan)
    assert answers.units == ("A", "B", "C")
    scores = score(plan, answers)
    assert scores.points.tolist()[0] == pytest.approx(
        [100 / 3, 100 / 3, 0, 100, float("nan"), float("nan")], nan_ok=True
    )
    assert scores.points.tolist()[2] == pytest.approx([
        (200 / 3 + 300) / 4,
        200 / 3,
        100,
        0,
        100,
        100,
    ])


def test_every_step_can_be_asked_for(tmp_path: Path) -> None:
    steps = CoinSteps(
        denominate=True,
        screen=0.5,
        non_zero=0.1,
        impute="group_mean",
        group="region",
        treat=("winsorise",),
        normalise="z_score",
        aggregate="median",
        availability=0.4,
        weights="equal",
        order=("screen", "denominate", "impute", "treat"),
    )
    framework = imported(tmp_path, steps).framework
    section = framework.composite
    assert section is not None
    assert section.model_dump(exclude_defaults=True) == {
        "order": ("screen", "denominate", "impute", "treat"),
        "screen": {"availability": 0.5, "non_zero": 0.1},
        "impute": {"method": "group_mean", "group": "region"},
        "treat": {"methods": ("winsorise",)},
        "normalise": {"method": "z_score"},
        "weights": "equal",
        "aggregate": {"method": "median", "availability": 0.4},
    }
    plan = compile_plan(framework)
    assert plan.node_codes[-2:] == ("area", "region")
    region = plan.items[plan.item_index("region")]
    assert [option.code for option in region.options] == ["North", "South"]


def test_the_last_year_known_stands_beside(tmp_path: Path) -> None:
    index = imported(tmp_path, CoinSteps(impute="last", normalise="none"))
    write_coin(index, tmp_path)
    plan = compile_plan(index.framework)
    answers = read_answers(tmp_path / "answers.csv", plan)
    scores = score(plan, answers)
    found = dict(zip(scores.node_codes, scores.points[0].tolist(), strict=True))
    assert found["trees"] == 1
    assert (
        dict(zip(scores.node_codes, scores.points[1].tolist(), strict=True))["noise"]
        == -60
    )


def test_a_year_can_be_chosen(tmp_path: Path) -> None:
    index = imported(tmp_path, CoinSteps(time="2023"))
    assert index.framework.version == "2023"
    assert index.answers["unit"].unique(maintain_order=True).to_list() == ["A", "B"]
    with pytest.raises(UsageError, match="no time 2020; there is 2023, 2024"):
        imported(tmp_path, CoinSteps(time="2020"))


def test_columns_of_the_metadata_set_an_indicators_own_scale(tmp_path: Path) -> None:
    meta = META.replace("Parent,Type", "goalpost_lower,goalpost_upper,goalpost_scale,"
        "goalpost_trunc2posts,minmax_lower,minmax_upper,Parent,Type")  # fmt: skip
    rows = meta.splitlines()
    for number, row in enumerate(rows[1:], start=1):
        own = "0,100,10,FALSE,1,5" if row.startswith("1,") else ",,,,,"
        cells = row.split(",")
        rows[number] = ",".join([*cells[:8], own, *cells[8:]])
    text = "\n".join(rows) + "\n"
    posts = imported(tmp_path, CoinSteps(normalise="goalposts"), text).framework
    roads = posts.nodes[0].nodes[0]
    assert roads.normalise is not None
    assert (roads.goalposts.low, roads.goalposts.high) == (0, 100)  # type: ignore[union-attr]
    assert (roads.normalise.range.high, roads.normalise.capped) == (10, False)
    assert roads.target == 90
    spread = imported(tmp_path, None, text).framework.nodes[0].nodes[0]
    assert spread.normalise is not None
    assert (spread.normalise.range.low, spread.normalise.range.high) == (1, 5)


def test_a_pillar_where_less_is_better_is_reported(tmp_path: Path) -> None:
    index = imported(tmp_path, meta=META.replace("Ways,Ways,1", "Ways,Ways,-1"))
    (note,) = index.notes
    assert str(note) == (
        "Ways has the direction -1: its value is turned round before it is "
        "aggregated (COINr leaves it as it is)"
    )


def test_every_fault_of_the_metadata_is_reported_at_once(tmp_path: Path) -> None:
    meta = """\
Level,iCode,iName,Direction,Weight,Denominator,Parent,Type
1,roads,Roads,2,1,nothing,Ways,Indicator
1,no ise,Noise,-1,-1,,Ways,Indicator
2,trees,Trees,1,1,,Green,Indicator
1,trees,Trees,1,1,,Gren,Indicator
2,Ways,Ways,1,1,,Index,Aggregate
2,Green,Green,1,1,,,Aggregate
3,Index,Index,1,x,,Ways,Aggregate
3,Second,Second,1,1,,,Aggregate
,area,Area,,,,,Denomination
,,Nobody,,,,,Other
"""
    with pytest.raises(TableError) as caught:
        imported(tmp_path, meta=meta)
    assert [str(fault) for fault in caught.value.faults] == [
        "iMeta.csv, column Level: one index was expected at the highest level, 3, not 2",
        "iMeta.csv, row 2, column Direction: 1 (more is better) or -1 was expected",
        "iMeta.csv, row 2, column Denominator: no denominator nothing",
        (
            'iMeta.csv, row 3, column iCode: a code of letters, digits, "_", "-" and "." '
            'was expected, not "no ise"'
        ),
        "iMeta.csv, row 3, column Weight: a weight of at least 0 was expected",
        "iMeta.csv, row 4, column Level: indicators, and they alone, are at level 1",
        (
            "iMeta.csv, row 4, column Parent: a parent at level 3 was expected, "
            "Green is at 2"
        ),
        "iMeta.csv, row 5, column iCode: trees stands already in row 4",
        "iMeta.csv, row 7, column Parent: a parent was expected",
        (
            "iMeta.csv, row 8, column Weight: a number such as 0,45 or 1.234,5 was "
            'expected, not "x"'
        ),
        "iMeta.csv, row 8, column Weight: a weight of at least 0 was expected",
        "iMeta.csv, row 8, column Parent: the index has no parent",
        "iMeta.csv, row 9, column iCode: nothing has Second as its parent",
        (
            "iMeta.csv, row 10, column Type: one of Indicator, Aggregate, Group, "
            'Denominator, Other was expected, not "Denomination"'
        ),
        "iMeta.csv, row 11, column iCode: a code was expected, but nothing was written",
    ]


@pytest.mark.parametrize("cell", ["1_000", "nan", "Infinity", "1e16", "0x10"])
def test_a_cell_is_no_number_that_no_other_table_takes(
    tmp_path: Path, cell: str
) -> None:
    with pytest.raises(TableError, match="row 2, column roads: a number"):
        imported(tmp_path, data=DATA.replace("2023,10,", f"2023,{cell},"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1e-05", 1e-5), ("1.5E+3", 1500.0), ("-2.25", -2.25), ("0.1", 0.1), (".5", 0.5)],
)
def test_a_cell_is_read_as_r_writes_it(tmp_path: Path, cell: str, value: float) -> None:
    index = imported(tmp_path, data=DATA.replace("2024,20,", f"2024,{cell},"))
    write_coin(index, tmp_path / "out")
    plan = compile_plan(load_framework(tmp_path / "out" / "framework.yaml"))
    answers = read_answers(tmp_path / "out" / "answers.csv", plan)
    assert answers.values[answers.unit_index("A"), plan.item_index("roads")] == value


def test_every_fault_of_the_data_is_reported_at_once(tmp_path: Path) -> None:
    data = """\
uCode,roads,noise,area,region,note,Ways,extra
A,1,2,3,N,,5,6
A,x,inf,3,N,,5,6
,1,2,3,N,,5,6
"""
    with pytest.raises(TableError) as caught:
        imported(tmp_path, data=data)
    assert [str(fault) for fault in caught.value.faults] == [
        "iData.csv, column trees: this column is missing",
        "iData.csv, column Ways: an aggregate has no data of its own",
        "iData.csv, column extra: the metadata do not know this column",
        "iData.csv, row 3, column uCode: unit A stands already in row 2",
        'iData.csv, row 3, column roads: a number such as 0,45 or 1.234,5 was expected, not "x"',
        'iData.csv, row 3, column noise: a number such as 0,45 or 1.234,5 was expected, not "inf"',
        "iData.csv, row 4, column uCode: a unit's code was expected",
    ]


def test_missing_columns_are_reported(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        imported(tmp_path, meta="iCode,iName\nx,y\n")
    columns = [fault.column for fault in caught.value.faults]
    assert columns == ["Level", "Parent", "Direction", "Weight", "Type"]
    with pytest.raises(TableError, match="column uCode: this column is missing"):
        imported(tmp_path, data="unit,roads\nA,1\n")


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (CoinSteps(impute="group_mean"), "group_mean needs a group; there is region"),
        (
            CoinSteps(impute="group_mean", group="area"),
            "group_mean needs a group; there is region",
        ),
        (CoinSteps(weights="best"), "weights: one of given, equal, pca, pca_squared"),
        (CoinSteps(treat=("cut",)), "treat: one of winsorise, log, box_cox"),
        (CoinSteps(scale=(3, 3)), "range: 3 is not below 3"),
        (CoinSteps(order=("screen",)), "order: denominate, screen, impute, treat"),
    ],
)
def test_steps_that_do_not_exist_are_refused(
    tmp_path: Path, steps: CoinSteps, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        imported(tmp_path, steps)


HEADS = "Level,iCode,Parent,Direction,Weight,Type,Target,goalpost_lower,goalpost_upper,zscore_sd,minmax_lower,minmax_upper\n"
TWO = "1,a,Top,1,{a}\n1,b,Top,1,{b}\n2,Top,,,,Aggregate,,,,,,\n"
SOUND = "1,Indicator,5,0,9,2,0,10"


@pytest.mark.parametrize(
    ("steps", "rows", "fault"),
    [
        (
            CoinSteps(aggregate="geometric"),
            {},
            (
                "row 4, Top: the geometric mean needs values above 0, and a is on a scale that "
                "holds 0; give a `range` such as [1, 100], or a `mean` above 0"
            ),
        ),
        (
            CoinSteps(normalise="distance_to_target"),
            {"b": "1,Indicator,,0,9,2,0,10"},
            "row 3, column Target, b: a number was expected, to normalise by the distance to it",
        ),
        (
            CoinSteps(normalise="goalposts"),
            {"b": "1,Indicator,5,,,2,0,10"},
            (
                "row 3, column goalpost_lower, b: a number was expected here and in "
                "goalpost_upper, to normalise by goalposts"
            ),
        ),
        (
            CoinSteps(normalise="goalposts"),
            {"b": "1,Indicator,5,9,9,2,0,10"},
            "row 3, column goalpost_lower, b: 9 is not below 9",
        ),
        (
            CoinSteps(normalise="z_score"),
            {"a": "1,Indicator,5,0,9,0,0,10"},
            "row 2, column zscore_sd, a: expected greater than 0, found '0'",
        ),
        (
            CoinSteps(),
            {"a": "1,Indicator,5,0,9,2,10,10"},
            "row 2, column minmax_lower, a: 10 is not below 10",
        ),
        (
            CoinSteps(),
            {"a": "0,Indicator,5,0,9,2,0,10", "b": "0,Indicator,5,0,9,2,0,10"},
            "row 4, Top: every weight here is 0",
        ),
        (
            CoinSteps(),
            {"a": "9e12,Indicator,5,0,9,2,0,10"},
            (
                "row 2, column Weight, a: expected less than or equal to 1000000000, found "
                "'9000000000000'"
            ),
        ),
    ],
)
def test_a_fault_names_what_the_person_gave(
    tmp_path: Path, steps: CoinSteps, rows: dict[str, str], fault: str
) -> None:
    meta = HEADS + TWO.format(**{"a": SOUND, "b": SOUND} | rows)
    with pytest.raises(TableError) as refused:
        imported(tmp_path, steps, meta, "uCode,a,b\nU,1,2\nV,2,1\n")
    assert [str(found) for found in refused.value.faults] == [f"iMeta.csv, {fault}"]


def test_a_fault_of_an_option_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "iMeta.csv").write_text(META, "utf-8")
    (tmp_path / "iData.csv").write_text(DATA, "utf-8")
    with pytest.raises(TableError) as refused:
        import_coin(tmp_path / "iMeta.csv", tmp_path / "iData.csv", identity="No Id")
    assert str(refused.value.faults[0]).startswith("--id: ")


def test_a_row_of_data_with_too_few_cells_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"iData\.csv, row 3"):
        imported(
            tmp_path,
            data=DATA.replace("A,Place A,2024,20,40,NA,2,North,x", "A,Place A,2024,20"),
        )


def test_codes_that_yaml_takes_for_other_things_stay_codes(tmp_path: Path) -> None:
    meta = META.replace("trees", "no").replace("roads", "1.10").replace("noise", "1e3")
    data = DATA.replace("trees", "no").replace("roads", "1.10").replace("noise", "1e3")
    index = imported(tmp_path, meta=meta, data=data)
    codes = [node.code for top in index.framework.nodes for node in top.nodes]
    assert codes == ["1.10", "1e3", "no"]


def test_a_workbook_is_read_by_the_names_of_its_sheets(tmp_path: Path) -> None:
    plain = imported(tmp_path)
    book = tmp_path / "coin.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        for name, text in {"Notes": "a\n1\n", "iData": DATA, "iMeta": META}.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(csv.reader(text.splitlines())):
                cells = [None if cell in {"", "NA"} else cell for cell in row]
                sheet.write_row(number, 0, cells)
    assert import_coin(book, book).text == plain.text


def test_what_says_nothing_of_an_aggregate_may_be_left_out(tmp_path: Path) -> None:
    meta = META.replace("Index,Good places,1,1,", "Index,Good places,,,").replace(
        "Green,Green,1,3", "Green,Green,,3"
    )
    assert imported(tmp_path, meta=meta).text == imported(tmp_path).text


def test_the_names_of_units_are_kept(tmp_path: Path) -> None:
    meta = "iCode,iName,Level,Parent,Direction,Weight,Type\nx,X,1,I,1,1,Indicator\nI,Index,2,,1,1,Aggregate\n"
    data = (
        "uCode,uName,Time,x\nHN,Hà Nội,2023,1\nhn,Thủ đô,2024,2\nHP,Hải Phòng,2024,3\n"
    )
    for name, text in (("meta.csv", meta), ("data.csv", data)):
        (tmp_path / name).write_text(text, "utf-8")
    index = import_coin(tmp_path / "meta.csv", tmp_path / "data.csv")
    assert index.answers.columns == ["unit", "name", "item", "value"]
    rows = index.answers.select("unit", "name").unique(maintain_order=True).rows()
    assert rows == [("HN", "Thủ đô"), ("HP", "Hải Phòng")]
    write_coin(index, tmp_path)
    plan = compile_plan(index.framework)
    assert read_answers(tmp_path / "answers.csv", plan).units == ("HN", "HP")
