"""The pages on the framework file name every key and every kind of rule; their example is run elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from opendti import parse_framework
from opendti.framework import model, sources
from opendti.rules import KINDS, Option
from opendti.rules.levels import LevelTitle
from opendti.rules.parts import Part
from opendti.rules.steps import Step
from tests.docs.pages import blocks_of, text_of

PAGES = ("docs/framework-file.md", "docs/framework-file.vi.md")
MODELS = (
    model.Framework, model.Level, model.Block, model.Declared, model.Rounding, model.RankingRule, model.Node,
    model.Item, model.Check, model.Evidence, model.Advice, model.View, model.BandTable, model.Band, model.Need,
    sources.Source, sources.LegalBasis, Option, Step, Part, LevelTitle,
)  # fmt: skip


def keys_of(definition: type[BaseModel]) -> Iterator[str]:
    for name, field in definition.model_fields.items():
        yield field.alias or name


@pytest.mark.parametrize("page", PAGES)
def test_every_key_of_the_file_is_named(page: str) -> None:
    text = text_of(page)
    keys = {key for definition in MODELS for key in keys_of(definition)}
    missing = {
        key for key in keys if f"`{key}`" not in text and f"`{key}: " not in text
    }
    assert missing == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_kind_of_rule_is_named_with_its_keys(page: str) -> None:
    rows = [line for line in text_of(page).splitlines() if line.startswith("| `")]
    for kind, rule in KINDS.items():
        found = [
            line
            for line in rows
            if f"`{kind}`" in line.split("|")[1] and line.count("|") == 4
        ]
        assert len(found) == 1, f"one row for {kind} in the table of rules of {page}"
        row = found[0]
        for key in set(keys_of(rule)) - {"kind"}:
            assert f"`{key}`" in row, (kind, key)


def test_both_pages_show_the_same_framework() -> None:
    texts = [
        block.text for page in PAGES for block in blocks_of(page) if block.file == "small.yaml"
    ]  # fmt: skip
    assert texts[0] == texts[1]
    assert parse_framework(texts[0]).identity == "vn.example.small@2026"
