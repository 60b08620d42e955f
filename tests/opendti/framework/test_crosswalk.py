from __future__ import annotations

import pytest

from opendti import parse_framework
from opendti.errors import CrosswalkError, UsageError
from opendti.framework import Framework, load_framework
from opendti.framework.crosswalk import NodePair, pairs_of, parse_crosswalk
from opendti.framework.proposal import propose_crosswalk, write_crosswalk
from opendti.library import framework_path
from tests.years import CROSSWALK, LATER, TEXT, earlier, find, later

HEAD = "crosswalk: 1\nfrom: test.years@1\nto: test.years@2\nentries:\n"


def faults(*entries: str) -> list[str]:
    text = HEAD + "".join(f"  - {{{entry}}}\n" for entry in entries)
    with pytest.raises(CrosswalkError) as caught:
        parse_crosswalk(text, find, "years.yaml")
    return [str(fault) for fault in caught.value.faults]


def pairs(*entries: str) -> set[tuple[str, str, str]]:
    text = HEAD + "".join(f"  - {{{entry}}}\n" for entry in entries)
    found = pairs_of(*parse_crosswalk(text, find))
    return {
        (entry.kind, " ".join(dict(entry.before)), " ".join(dict(entry.after)))
        for entry in found
    }


def test_every_node_has_its_pair() -> None:
    crosswalk, before, after = parse_crosswalk(CROSSWALK, find)
    assert (before.identity, after.identity) == ("test.years@1", "test.years@2")
    assert pairs_of(crosswalk, before, after) == (
        NodePair("changed", (("index", 1.0),), (("index", 1.0),)),
        NodePair("changed", (("1", 1.0),), (("1", 1.0),)),
        NodePair("same", (("services", 1.0),), (("services", 1.0),)),
        NodePair("same", (("1.1", 1.0),), (("1.1", 1.0),)),
        NodePair("changed", (("1.2", 1.0),), (("1.3", 1.0),)),
        NodePair("same", (("2", 1.0),), (("2", 1.0),)),
        NodePair("same", (("2.1", 1.0),), (("2.1", 1.0),)),
    )


def test_where_all_is_the_same_the_index_is() -> None:
    same = ('from: "1.1", to: "1.1", kind: same', 'from: "1.2", to: "1.3", kind: same')
    found = pairs(*same, 'from: "2", to: "2", kind: same')
    assert {kind for kind, _, _ in found} == {"same"}
    assert ("same", "index", "index") in found


def test_splits_drops_and_news() -> None:
    split = 'from: "1.1", to: [{node: "1.1", weight: 60%}, {node: "1.3", weight: 0.4}]'
    found = pairs(split, 'dropped: "1.2"', 'dropped: "2"', 'new: "2"')
    assert found == {
        ("changed", "index", "index"),
        ("changed", "1", "1"),
        ("changed", "services", "services"),
        ("changed", "1.1", "1.1 1.3"),
        ("dropped", "1.2", ""),
        ("dropped", "2", ""),
        ("dropped", "2.1", ""),
        ("new", "", "2"),
        ("new", "", "2.1"),
    }


def test_below_changed_groups_what_has_no_number_in_the_other_is_new_or_dropped() -> (
    None
):
    found = pairs('from: "1", to: "1", kind: changed', 'from: "2", to: "2", kind: same')
    assert {
        ("changed", "1.1", "1.1"),
        ("dropped", "1.2", ""),
        ("new", "", "1.3"),
    } < found


def test_every_fault_is_reported_at_once() -> None:
    assert faults(
        'from: "1.1", to: "1.11", kind: same',
        'from: "1.2", to: "1.3"',
        'from: "2.1", to: [{node: "2.1", weight: 0.5}, {node: "1.1", weight: 0.4}]',
        'dropped: "1.2"',
        'dropped: "2"',
        'new: "1.3", kind: same',
        "confirm: true",
    ) == [
        "years.yaml, line 5: no node 1.11 in test.years@2; did you mean 1.1?",
        "years.yaml, line 6: `kind` is missing: same or changed",
        "years.yaml, line 7: the weights add up to 0.9, 1 was expected",
        "years.yaml, line 7: 2.1 of test.years@1 is covered by 2 too",
        "years.yaml, line 8: 1.2 of test.years@1 is named twice",
        "years.yaml, line 10: only an entry of from and to has a kind",
        "years.yaml, line 10: 1.3 of test.years@2 is named twice",
        "years.yaml, line 11: an entry is {from, to, kind}, {dropped} or {new}",
    ]


def test_a_criterion_that_nothing_names_is_a_fault() -> None:
    assert faults('from: "1.1", to: "1.1", kind: same') == [
        "years.yaml, line 5: 1.2 of test.years@1 is not named",
        "years.yaml, line 5: 2.1 of test.years@1 is not named",
        "years.yaml, line 5: 1.3 of test.years@2 is not named",
        "years.yaml, line 5: 2.1 of test.years@2 is not named",
    ]


def test_groups_that_are_the_same_hold_the_same() -> None:
    whole = 'from: "2", to: "2", kind: same'
    assert faults('from: "1", to: "1", kind: same', whole) == [
        "years.yaml, line 5: 1 is said to be the same as 1, but 1.2 of test.years@1 has no counterpart; name what is below",
        "years.yaml, line 5: 1 is said to be the same as 1, but 1.3 of test.years@2 has no counterpart; name what is below",
    ]


def test_faults_of_shape_have_their_lines() -> None:
    assert faults(
        'from: "1.1", to: "1.1", kind: equal', 'drop: "1.2"', "new: {a: 1}"
    ) == [
        "years.yaml, line 5: expected 'same' or 'changed', found 'equal'",
        "years.yaml, line 6: unknown key `drop`",
        "years.yaml, line 7: expected a valid string",
    ]


def test_both_unknown_frameworks_are_reported() -> None:
    def refuse(identity: str) -> Framework:
        message = f"no framework {identity}"
        raise UsageError(message)

    with pytest.raises(CrosswalkError) as caught:
        parse_crosswalk(CROSSWALK, refuse, "years.yaml")
    assert [str(fault) for fault in caught.value.faults] == [
        "years.yaml, line 2: no framework test.years@1",
        "years.yaml, line 3: no framework test.years@2",
    ]


def test_a_proposal_is_a_draft_without_faults() -> None:
    before, after = earlier(), later()
    text = write_crosswalk(propose_crosswalk(before, after), before, after)
    assert text == (
        "# Bộ thử → Bộ thử\n"
        "crosswalk: 1\n"
        "from: test.years@1\n"
        "to: test.years@2\n"
        "entries:\n"
        "  # Tỷ lệ cán bộ được tập huấn\n"
        '  - {from: "1.1", to: "1.1", kind: same, confirm: true}\n'
        "  # Kế hoạch hằng năm\n"
        '  - {from: "1.2", to: "1.3", kind: same, confirm: true}\n'
        "  # Hồ sơ trực tuyến\n"
        '  - {from: "2.1", to: "2.1", kind: same, confirm: true}\n'
    )
    assert parse_crosswalk(text, find)[0] == propose_crosswalk(before, after)


def test_a_proposal_calls_changed_what_has_other_points_or_another_rule() -> None:
    text = LATER.replace(
        "points: 20, rule: {kind: share}", "points: 20, rule: {kind: yes_no}"
    )
    other = text.replace("Online files}, points: 20", "Online files}, points: 20")
    entries = propose_crosswalk(earlier(), parse_framework(other)).entries
    assert [entry.kind for entry in entries] == ["same", "same", "changed"]
    fewer = parse_framework(TEXT.replace("points: 10", "points: 5"))
    entries = propose_crosswalk(earlier(), fewer).entries
    assert [entry.kind for entry in entries] == ["changed", "changed", "same"]


def test_a_proposal_between_the_provinces_sets_of_2022_and_2024() -> None:
    before, after = (
        load_framework(framework_path(f"vn.dti.province@{year}"))
        for year in (2022, 2024)
    )
    found = {
        (" ".join(dict(entry.before)), " ".join(dict(entry.after)), entry.pair_kind)
        for entry in propose_crosswalk(before, after).entries
    }
    assert found == {
        ("1", "1", "changed"),
        ("2", "2", "changed"),
        ("3", "3", "changed"),
        ("4", "4", "same"),
        ("5", "5", "same"),
        ("6", "", "dropped"),
        ("7", "6", "same"),
        ("8", "7", "same"),
        ("9", "8", "same"),
    }


@pytest.mark.parametrize(
    "note",
    [
        "Tách theo Quyết định 1275",
        'Hai dòng: "trích"\n# không phải chú thích, {a}: [b] \\ ~',
        "null",
    ],
)
def test_a_note_outlives_writing_and_reading(note: str) -> None:
    crosswalk, before, after = parse_crosswalk(CROSSWALK, find)
    first = crosswalk.entries[0].model_copy(update={"note": note})
    noted = crosswalk.model_copy(update={"entries": (first, *crosswalk.entries[1:])})
    again, _before, _after = parse_crosswalk(
        write_crosswalk(noted, before, after), find
    )
    assert again == noted
