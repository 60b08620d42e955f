from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from opendti import compile_plan, rank, score
from opendti.errors import TableError, UsageError
from opendti.framework import load_framework
from opendti.library import dataset_ids, framework_path, load_dataset
from opendti.ranking.comparison import adds_up
from opendti.ranking.standing import ABSENT, Standing, standing_of
from opendti.scoring.answers import State
from opendti.tables import read_answers, read_standing, write_scores
from tests.years import earlier

ANSWERS = "unit,1.1,1.2,2.1\nA,0.5,,1\nB,0.3,chưa đo,0.25\nC,1,0,không áp dụng\n"


def faults(text: str, folder: Path) -> list[str]:
    path = folder / "scores.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(TableError) as caught:
        read_standing(path)
    return [str(fault) for fault in caught.value.faults]


def assert_equal(first: Standing, second: Standing) -> None:
    assert (first.units, first.blocks, first.nodes) == (
        second.units,
        second.blocks,
        second.nodes,
    )
    np.testing.assert_allclose(first.points, second.points, rtol=0, atol=1e-9)
    np.testing.assert_allclose(first.max_points, second.max_points, rtol=0, atol=1e-9)
    for name in ("values", "ranks", "states"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_what_score_writes_is_read_back(tmp_path: Path, ending: str) -> None:
    (tmp_path / "answers.csv").write_text(ANSWERS, "utf-8")
    plan = compile_plan(earlier())
    scores = score(plan, read_answers(tmp_path / "answers.csv", plan))
    path = tmp_path / f"scores.{ending}"
    write_scores(scores, rank(scores), path)
    read = read_standing(path)
    assert_equal(read, standing_of(scores, rank(scores)))
    assert read.states[:, read.columns["1.2"]].tolist() == [
        State.BLANK, State.NOT_MEASURED, State.GIVEN
    ]  # fmt: skip


SCORED = [
    identity
    for identity in dataset_ids()
    if load_dataset(identity).answers and load_dataset(identity).framework
]


@pytest.mark.parametrize("identity", SCORED)
def test_the_tree_of_a_shipped_framework_is_reported_by_the_table(
    identity: str, tmp_path: Path
) -> None:
    dataset = load_dataset(identity)
    assert dataset.framework is not None
    assert dataset.answers is not None
    plan = compile_plan(load_framework(framework_path(dataset.framework)))
    scores = score(plan, read_answers(dataset.answers, plan))
    write_scores(scores, rank(scores), tmp_path / "scores.csv")
    read = read_standing(tmp_path / "scores.csv")
    made = standing_of(scores, rank(scores))
    assert adds_up(read)
    assert adds_up(made)
    parents = {
        node.code: made.nodes[node.parent].code if node.parent is not None else None
        for column, node in enumerate(made.nodes)
        if (made.states[:, column] != ABSENT).any()
    }
    assert parents == {
        node.code: read.nodes[node.parent].code if node.parent is not None else None
        for node in read.nodes
    }


def test_a_criterion_straight_under_a_main_indicator_has_its_number_for_parent(
    tmp_path: Path,
) -> None:
    rows = [
        "index,index",
        "1,main",
        "1.1,criterion",
        "1.2,component",
        "1.2.1,criterion",
    ]
    rows += ["2,main", "v,view"]
    text = "unit,node,node_level,value\n" + "".join(f"A,{row},0.5\n" for row in rows)
    (tmp_path / "s.csv").write_text(text, "utf-8")
    nodes = read_standing(tmp_path / "s.csv").nodes
    assert [(node.code, node.parent) for node in nodes] == [
        ("index", None), ("1", 0), ("1.1", 1), ("1.2", 1), ("1.2.1", 3), ("2", 0), ("v", None)
    ]  # fmt: skip


def test_published_figures_need_a_unit_a_node_and_a_value(tmp_path: Path) -> None:
    text = 'unit,node,value,place\nA,index,"0,5",2\nB,index,0.75,1\nC,index,,\n'
    (tmp_path / "s.csv").write_text(text, "utf-8")
    read = read_standing(tmp_path / "s.csv")
    np.testing.assert_array_equal(read.values[:, 0], [0.5, 0.75, np.nan])
    assert read.ranks[:, 0].tolist() == [2, 1, 0]
    assert read.states[:, 0].tolist() == [State.GIVEN, State.GIVEN, ABSENT]
    assert (read.blocks, read.decimals) == (("all", "all", "all"), 4)
    assert np.isnan(read.points).all()


def test_more_decimals_than_four_are_kept(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("unit,node,value\nA,index,0.123456\n", "utf-8")
    assert read_standing(tmp_path / "s.csv").decimals == 6


def test_a_composite_index_on_an_open_scale_is_read(tmp_path: Path) -> None:
    text = "unit,node,points,max_points,value\nA,index,-1.23456,inf,-1.2346\n"
    (tmp_path / "s.csv").write_text(text, "utf-8")
    read = read_standing(tmp_path / "s.csv")
    assert (read.values[0, 0], read.max_points[0, 0]) == (-1.2346, np.inf)
    assert read.is_on_scale
    assert not adds_up(read)


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    text = (
        "unit,block,node,node_level,points,max_points,value,rank,band,state\n"
        "A,x,index,index,5,10,1.5,1,,given\n"
        "A,y,1,main,five,-1,0.5,0,,lost\n"
        "A,x,1,main,5,10,0.5,1.5,,given\n"
        ",x,1,main,5,10,0.5,1,,given\n"
        "B,x,,main,5,10,0.5,1,,given\n"
    )
    assert faults(text, tmp_path) == [
        "scores.csv, row 2, column value: a value from 0 to 1 was expected, not 1.5",
        "scores.csv, row 3, column block: unit A is in block x further up",
        'scores.csv, row 3, column points: a number such as 0,45 or 1.234,5 was expected, not "five"',
        "scores.csv, row 3, column max_points: a number was expected, not -1",
        "scores.csv, row 3, column rank: a rank from 1 up was expected, not 0",
        'scores.csv, row 3, column state: given, blank, not_applicable or not_measured was expected, not "lost"',
        "scores.csv, row 4, column node: unit A has this node already in row 3",
        "scores.csv, row 4, column rank: a rank from 1 up was expected, not 1.5",
        "scores.csv, row 5, column unit: the unit is missing",
        "scores.csv, row 6, column node: the node is missing",
    ]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    assert faults("unit,score\nA,1\n", tmp_path) == [
        "scores.csv: a column node was expected, as `opendti score -o` writes it",
        "scores.csv: a column value was expected, as `opendti score -o` writes it",
    ]
    assert faults("unit,node,value\n", tmp_path) == [
        "scores.csv: the table has a header, but no rows"
    ]


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        read_standing(tmp_path / "no.csv")
