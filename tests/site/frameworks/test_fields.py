"""The fields of the editor are those of the models: every key, every value, every method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from opendti.definitions import Text
from opendti.framework import composite as engine
from opendti.framework.model import Framework, Node, RankingRule
from opendti.framework.sources import LegalBasis
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS
from opendti.rules import BaseRule, Option
from opendti_site.frameworks.drafting.bridge import OF_FRAMEWORK, fields_of_model
from opendti_site.frameworks.drafting.labels import LABELS

LEFT_OUT = {
    Framework: {"opendti", "nodes"},
    Node: {"nodes"},
    RankingRule: {"ties"},
    LegalBasis: {"mark"},
}
"""Keys that are no field: the format's own, the tree beside the form, what has one value, what the importer says."""
OTHERWISE = {Framework, engine.Range, Text, BaseRule, Option}
"""Models that are one field, or that hold the words of their keys."""


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("order", get_args(engine.Step)),
        ("impute.method", IMPUTATIONS),
        ("treat.methods", TREATMENTS),
        ("normalise.method", NORMALISATIONS),
        ("weights", WEIGHTINGS),
        ("aggregate.method", AGGREGATIONS),
    ],
)
def test_every_name_of_the_method_can_be_chosen(key: str, names: Iterable[str]) -> None:
    field = OF_FRAMEWORK["composite"]
    for part in key.split("."):
        (field,) = (column for column in field.columns if column.key == part)

    assert {code for code, _label in field.choices if code} == set(names)


@pytest.mark.parametrize("model", LABELS, ids=lambda model: model.__name__)
def test_every_key_of_a_model_has_a_field_or_is_left_out_on_purpose(
    model: type[BaseModel],
) -> None:
    left_out = set(model.model_fields) - LABELS[model].keys()

    assert left_out == LEFT_OUT.get(model, set())
    assert len(fields_of_model(model)) == len(LABELS[model])


def test_every_model_of_a_file_has_words() -> None:
    found: list[type[BaseModel]] = [Framework]
    for model in found:
        for info in model.model_fields.values():
            found += {*models_in(info.annotation)} - {*found} - OTHERWISE

    assert set(found) == set(LABELS)


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


@pytest.mark.parametrize("model", LABELS, ids=lambda model: model.__name__)
def test_a_key_with_few_values_has_words_for_each(model: type[BaseModel]) -> None:
    values = {
        name: {*map(str, literals_in(model.model_fields[name].annotation))}
        for name in LABELS[model]
    }
    limited = {name: found for name, found in values.items() if found}
    named = {name: {*LABELS[model][name].choices} for name in limited}
    assert named == limited


def literals_in(annotation: object) -> set[object]:
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {value for part in get_args(annotation) for value in literals_in(part)}
