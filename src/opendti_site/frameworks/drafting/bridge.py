"""What an editor offers of the engine: the fields of each kind of rule, the methods of each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.utils.functional import lazy
from django.utils.translation import get_language
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from opendti.definitions import Text
from opendti.framework.composite import Composite
from opendti.methods import (
    aggregations,
    imputations,
    normalisations,
    treatments,
    weightings,
)
from opendti.methods.base import Method
from opendti.rules import KINDS as RULES
from opendti.rules import BaseRule, Option
from opendti.rules.labels import BOUND as BOUND_LABEL
from opendti.rules.labels import OPTIONS as OPTIONS_LABEL
from opendti.rules.labels import Label as KeyLabel
from opendti_site.frameworks.drafting.fields import Choices, Field, Kind, Label

WIDGETS: dict[Any, Kind] = {
    bool: "flag",
    int: "number",
    float: "number",
    str: "line",
    Text: "words",
    BaseRule: "rule",
}
"""The widget of a key by the type of its values."""


def _in_language(text: Text) -> str:
    return text.in_language((get_language() or "vi")[:2])


_lazily: Callable[[Text], str] = lazy(_in_language, str)


def _label(text: Text | None) -> Label:
    """Return a text as it is in the language of the page that shows it."""
    return _lazily(text) if text else ""


def _choices(label: KeyLabel) -> Choices:
    return tuple((code, _label(text)) for code, text in label.choices.items())


def _types(annotation: Any) -> Iterator[Any]:
    """Yield the types that an annotation allows, without what refines them and without None."""
    if get_origin(annotation) is Annotated:
        yield from _types(get_args(annotation)[0])
    elif get_origin(annotation) in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _types(part)
    elif annotation is not NoneType:
        yield annotation


def _field(key: str, info: FieldInfo, formulas: tuple[str, ...]) -> Field:
    (label,) = (entry for entry in info.metadata if isinstance(entry, KeyLabel))
    types = set(_types(info.annotation))
    (first, *more) = types
    columns: tuple[Field, ...] = ()
    kind: Kind
    if get_origin(first) is Literal:
        kind = "choice"
    elif get_origin(first) is tuple:
        entry = get_args(first)[0]
        kind = "codes" if entry is str else "table"
        columns = () if entry is str else fields_of_model(entry)
    elif more:
        kind = "quantity"
    else:
        kind = "formula" if key in formulas else WIDGETS[first]
    return Field(
        info.alias or key,
        _label(label.title),
        kind,
        _choices(label),
        default=_default(info.default),
        help=_label(label.help),
        columns=columns,
        cards=any(column.kind == "rule" for column in columns),
        add=_label(label.add),
        min_rows=max(label.rows, _least(info)) if columns else 0,
    )


def _default(value: object) -> str:
    """Return a default as a form shows it: texts and numbers, never a flag."""
    if isinstance(value, str):
        return value
    is_number = isinstance(value, float) and not isinstance(value, bool)
    return f"{value:g}" if is_number else ""


def _least(info: FieldInfo) -> int:
    lengths = (getattr(entry, "min_length", None) for entry in info.metadata)
    return next((length for length in lengths if length), 0)


def fields_of_model(
    model: type[BaseModel], formulas: tuple[str, ...] = ()
) -> tuple[Field, ...]:
    """Return a field for each key of a model, those that lead first; `kind` is no field."""
    fields = [
        (info, _field(key, info, formulas))
        for key, info in model.model_fields.items()
        if key != "kind"
    ]
    leading = sorted(
        fields, key=lambda pair: not any(_leads(entry) for entry in pair[0].metadata)
    )
    return tuple(field for _info, field in leading)


def _leads(entry: object) -> bool:
    return isinstance(entry, KeyLabel) and entry.leads


KINDS: dict[str, tuple[Label, tuple[Field, ...]]] = {
    kind: (_label(rule.titles[kind]), fields_of_model(rule, rule.formula_keys))
    for kind, rule in RULES.items()
}
"""Every kind with its name and its fields."""
BOUND = _choices(BOUND_LABEL)
OPTION = fields_of_model(Option)
ADD_OPTION = _label(OPTIONS_LABEL.add)


def fields_of_kind(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind; an unknown one has none."""
    return KINDS[kind][1] if kind in KINDS else ()


def kinds_to_choose(*, inside: bool) -> Choices:
    """Return the kinds that a rule may have, at the top or `inside` another rule."""
    return tuple(
        (kind, title)
        for kind, (title, _fields) in KINDS.items()
        if not (inside and RULES[kind].stands_alone)
    )


def _methods(methods: Mapping[str, Method], default: str = "") -> Choices:
    """Return the methods of a step to choose from, the default before the others."""
    names = sorted(methods, key=lambda name: name != default)
    return tuple((name, _label(methods[name].label)) for name in names)


_DEFAULTS = Composite()
IMPUTATIONS = _methods(imputations.IMPUTATIONS)
TREATMENTS = _methods(treatments.TREATMENTS)
NORMALISATIONS = _methods(
    normalisations.NORMALISATIONS, default=_DEFAULTS.normalise.method
)
WEIGHTINGS = _methods(weightings.WEIGHTINGS, default=_DEFAULTS.weights)
AGGREGATIONS = _methods(aggregations.AGGREGATIONS, default=_DEFAULTS.aggregate.method)
