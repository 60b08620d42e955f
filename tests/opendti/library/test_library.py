"""What lies on the shelf: files that pass every check, in two languages, with sources."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

import pytest

from opendti import load_framework, parse_framework
from opendti.errors import FrameworkError, UsageError
from opendti.framework.items import items_of
from opendti.framework.model import walk
from opendti.library import (
    ALIASES,
    alias_of,
    dataset_ids,
    framework_ids,
    framework_path,
    load_dataset,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opendti import Framework
    from opendti.framework import Node, Text

IDENTITIES = framework_ids()


def test_library_holds_what_the_first_release_promises() -> None:
    assert set(IDENTITIES) >= {
        "vn.dbi.large@2025",
        "vn.dbi.sme@2021",
        "vn.dti.ministry@2020",
        "vn.dti.ministry@2022",
        "vn.dti.ministry@2025",
        "vn.dti.national@2022",
        "vn.dti.national@2025",
        "vn.dti.province@2020",
        "vn.dti.province@2022",
        "vn.dti.province@2024",
        "vn.hanoi.city@2025",
        "vn.hanoi.commune@2025",
        "vn.hcmc.commune@2026",
        "vn.ict.ministry@2019",
        "vn.mard.dti@2023",
        "vn.mocst.dti@2023",
        "vn.moet.school@2022",
        "vn.moit.dti@2023",
        "vn.most.dti@2025",
        "vn.service@2022",
        "vn.tayninh.commune@2025",
    }


def test_old_identity_leads_to_the_one_in_use() -> None:
    assert not set(ALIASES) & set(IDENTITIES)
    assert set(ALIASES.values()) <= set(IDENTITIES)
    framework = load_framework(framework_path("vn.dbi.large@2021"))
    assert framework.identity == alias_of("vn.dbi.large@2021") == "vn.dbi.large@2025"
    assert framework.legal[0].document == "1567/QĐ-BKHCN"


@pytest.mark.parametrize("identity", IDENTITIES)
def test_file_passes_every_check_and_is_named_by_its_identity(identity: str) -> None:
    assert load_framework(framework_path(identity)).identity == identity


def _texts(node: Node) -> Iterator[Text]:
    yield node.title
    yield from (text for text in (node.note, node.guidance, node.verified_by) if text)
    for item in items_of(node):
        yield from (text for text in (item.title, item.unit, item.guidance) if text)
    yield from (check.message for check in node.checks)
    yield from (line.text for line in node.advice)
    if node.evidence:
        yield node.evidence.text


def _header_texts(framework: Framework) -> Iterator[Text]:
    yield framework.title
    texts = (framework.short_title, framework.description, framework.missing)
    yield from (text for text in texts if text)
    for parts in (framework.levels, framework.blocks, framework.views):
        yield from (part.title for part in parts)
    for table in framework.bands:
        yield from (band.title for band in table.bands)
    for source in framework.sources.values():
        yield from (text for text in (source.title, source.note) if text)
    for basis in framework.legal:
        texts = (basis.issuer, basis.title, basis.note)
        yield from (text for text in texts if text)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_text_stands_in_both_languages(identity: str) -> None:
    framework = load_framework(framework_path(identity))
    texts = list(_header_texts(framework))
    for position in walk(framework):
        texts.extend(_texts(position.node))
    assert [text.vi for text in texts if not text.vi or not text.en] == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_item_has_a_title(identity: str) -> None:
    framework = load_framework(framework_path(identity))
    untitled = [
        f"{position.node.code}.{item.code}"
        for position in walk(framework)
        for item in position.node.items
        if item.title is None
    ]
    assert untitled == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_node_says_how_official_it_is_and_where_it_was_read(
    identity: str,
) -> None:
    framework = load_framework(framework_path(identity))
    nodes = [position.node for position in walk(framework)]
    assert nodes
    for node in nodes:
        assert (node.status or framework.status) in {
            "official",
            "adapted",
            "illustrative",
        }
        assert (node.source or framework.source) in framework.sources


@pytest.mark.parametrize("identity", IDENTITIES)
def test_nothing_inferred_is_called_official(identity: str) -> None:
    framework = load_framework(framework_path(identity))
    claimed = [
        position.node.code
        for position in walk(framework)
        if (position.node.status or framework.status) == "official"
        and framework.sources[position.node.source or framework.source or ""].mark
        != "exact"
    ]
    assert claimed == []


DECLARING = [
    identity for identity in IDENTITIES if identity != "vn.tayninh.commune@2025"
]
"""Those whose source states counts or totals; a score sheet has rows alone."""


@pytest.mark.parametrize("identity", DECLARING)
def test_every_declared_number_is_checked_against_the_tree(identity: str) -> None:
    lines = framework_path(identity).read_text("utf-8").split("\n")
    start = lines.index("declared:") + 1
    entries = list(takewhile(lambda line: line.startswith("  - "), lines[start:]))
    raised = [re.sub(r"(count|points): (\d+)", _one_more, line) for line in entries]
    numbers = sum(line.count("count:") + line.count("points:") for line in entries)
    changed = "\n".join([*lines[:start], *raised, *lines[start + len(entries) :]])
    with pytest.raises(FrameworkError) as caught:
        parse_framework(changed, "changed.yaml")
    faults = [fault for fault in caught.value.faults if "declared" in fault.message]
    assert len(faults) == len(caught.value.faults) >= numbers > 0
    # Lines count from 1, and a number that holds in every block is told once a block.
    lines = {fault.line for fault in faults}
    assert lines == set(range(start + 1, start + 1 + len(entries)))


def _one_more(match: re.Match[str]) -> str:
    return f"{match[1]}: {int(match[2]) + 1}"


@pytest.mark.parametrize(
    ("identity", "inferred"),
    [
        ("vn.dti.province@2024", {940, 440, 500}),
        ("vn.dti.province@2020", {36}),
        ("vn.most.dti@2025", {400}),
        ("vn.moit.dti@2023", {40, 50, 60, 120, 85, 105, 160, 250}),
        ("vn.dbi.large@2025", {139}),
    ],
)
def test_nothing_inferred_is_declared(identity: str, inferred: set[int]) -> None:
    framework = load_framework(framework_path(identity))
    declared = {
        number
        for declaration in framework.declared
        for number in (declaration.count, declaration.points)
        # Of MOIT's set the report itself states the totals.
        if number is not None and declaration.under != "B"
    }
    assert declared & inferred == set()


@pytest.mark.parametrize("identity", IDENTITIES)
def test_what_was_not_read_is_reported_to_be_missing(identity: str) -> None:
    framework = load_framework(framework_path(identity))
    is_whole = all(
        (position.node.status or framework.status) == "official"
        for position in walk(framework)
    )
    assert framework.complete <= is_whole
    assert framework.complete == (framework.missing is None)


DOCUMENTS = {
    "42/2022/NĐ-CP",
    "22/2023/TT-BTTTT",
    "503/QĐ-BNNMT",
    "920/QĐ-UBND",
    "3708/QĐ-BVHTTDL",
    "4725/QĐ-BGDĐT",
    "5279/QĐ-UBND",
    "57-NQ/TW",
    "71/NQ-CP",
    "405/QĐ-BKHCN",
    "766/QĐ-TTg",
    "922/QĐ-BTTTT",
    "1567/QĐ-BKHCN",
    "1726/QĐ-BTTTT",
    "1970/QĐ-BTTTT",
    "2027/QĐ-BNN-CĐS",
    "2158/QĐ-BTTTT",
    "3117/QĐ-UBND",
    "3136/QĐ-BKHCN",
    "3283/QĐ-BCT",
    "3336/QĐ-UBND",
}
"""Every document whose number and subject were read in a source."""


@pytest.mark.parametrize("identity", IDENTITIES)
def test_no_document_is_named_that_was_not_read_of(identity: str) -> None:
    text = framework_path(identity).read_text("utf-8")
    found = re.findall(r"\b\d+(?:/\d{4})?[/-][A-ZĐ]{2}[A-ZĐa-z]*[/-][A-ZĐa-z-]+", text)
    assert set(found) - DOCUMENTS == set()
    acts = re.findall(r"(?:Nghị định|Thông tư|Decree|Circular) ?(?:số )?([\w/]*)", text)
    assert set(acts) <= {"42/2022/NĐ", "22/2023/TT", "42/2022", "22/2023"}


def test_unknown_framework_is_refused_with_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"no framework vn\.none@1 .* vn\.service"):
        framework_path("vn.none@1")


def test_path_outside_the_shelf_is_refused() -> None:
    with pytest.raises(UsageError):
        framework_path("../library/vn.service@2022")


def test_unknown_data_set_is_refused_with_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"no data set x .* vn\.dti\.province\.2024"):
        load_dataset("x")


@pytest.mark.parametrize("identity", dataset_ids())
def test_data_set_names_its_framework_its_tables_and_its_source(identity: str) -> None:
    dataset = load_dataset(identity)
    assert dataset.framework in {None, *IDENTITIES}
    tables = (dataset.answers, dataset.published, dataset.successions, dataset.figures)
    assert any(tables)
    assert all(table.is_file() for table in tables if table)
    assert dataset.source_url.startswith("https://")
    for text in (dataset.title, dataset.source, dataset.licence, dataset.derived):
        assert text.vi
        assert text.en
