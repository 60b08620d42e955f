"""What lies on the shelf: files that pass every check, in two languages, with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti import load_framework, parse_framework
from opendti.errors import FrameworkError, UsageError
from opendti.framework.model import items_of, walk
from opendti.library import (
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
        "vn.dti.province@2022",
        "vn.dti.province@2024",
        "vn.moit.dti@2023",
        "vn.service@2022",
    }


@pytest.mark.parametrize("identity", IDENTITIES)
def test_file_passes_every_check_and_is_named_by_its_identity(identity: str) -> None:
    assert load_framework(framework_path(identity)).identity == identity


def _texts(node: Node) -> Iterator[Text]:
    yield node.title
    yield from (one for one in (node.note, node.guidance, node.verified_by) if one)
    for item in items_of(node):
        yield from (one for one in (item.title, item.unit, item.guidance) if one)
    yield from (one.message for one in node.checks)
    yield from (one.text for one in node.advice)
    if node.evidence:
        yield node.evidence.text


def _header_texts(framework: Framework) -> Iterator[Text]:
    yield framework.title
    for parts in (framework.levels, framework.blocks, framework.views, framework.bands):
        yield from (part.title for part in parts)
    for source in framework.sources.values():
        yield from (one for one in (source.title, source.note) if one)
    for basis in framework.legal:
        texts = (basis.issuer, basis.title, basis.note)
        yield from (one for one in texts if one)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_text_stands_in_both_languages(identity: str) -> None:
    framework = load_framework(framework_path(identity))
    texts = list(_header_texts(framework))
    for spot in walk(framework):
        texts.extend(_texts(spot.node))
    assert [text.vi for text in texts if not text.vi or not text.en] == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_item_has_a_title(identity: str) -> None:
    framework = load_framework(framework_path(identity))
    untitled = [
        f"{spot.node.code}.{item.code}"
        for spot in walk(framework)
        for item in spot.node.items
        if item.title is None
    ]
    assert untitled == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_node_says_how_official_it_is_and_where_it_was_read(
    identity: str,
) -> None:
    framework = load_framework(framework_path(identity))
    for spot in walk(framework):
        assert (spot.node.status or framework.status) in {
            "official",
            "adapted",
            "illustrative",
        }
        assert (spot.node.source or framework.source) in framework.sources


@pytest.mark.parametrize("identity", IDENTITIES)
def test_nothing_inferred_is_called_official(identity: str) -> None:
    framework = load_framework(framework_path(identity))
    claimed = [
        spot.node.code
        for spot in walk(framework)
        if (spot.node.status or framework.status) == "official"
        and framework.sources[spot.node.source or framework.source or ""].mark
        != "exact"
    ]
    assert claimed == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_changed_declared_count_is_a_fault(identity: str) -> None:
    text = framework_path(identity).read_text("utf-8")
    count = next(
        one.count
        for one in load_framework(framework_path(identity)).declared
        if one.count
    )
    changed = text.replace(f"count: {count}", f"count: {count + 1}", 1)
    with pytest.raises(FrameworkError, match=f"declared {count + 1} "):
        parse_framework(changed)


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
    assert dataset.framework in IDENTITIES
    assert dataset.answers.is_file()
    assert dataset.published.is_file()
    assert dataset.source_url.startswith("https://")
    for text in (dataset.title, dataset.source, dataset.licence, dataset.derived):
        assert text.vi
        assert text.en
