"""What an editor offers of the engine: a field for each key of a model, the methods of each step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from opendti.definitions import Text
from opendti.framework.composite import Composite, Range
from opendti.framework.model import Framework, Node
from opendti.methods import (
    aggregations,
    imputations,
    normalisations,
    treatments,
    weightings,
)
from opendti.methods.base import Method, OneOf
from opendti.rules import KINDS as RULES
from opendti.rules import BaseRule
from opendti.rules.labels import Label as RuleLabel
from opendti_site.frameworks.drafting.fields import (
    Choices,
    Field,
    KeyLabel,
    KeyLabels,
    Kind,
    Label,
)
from opendti_site.frameworks.drafting.labels import LABELS
from opendti_site.ui.language import lazily_translated

WIDGETS: dict[Any, Kind] = {
    bool: "flag",
    int: "number",
    float: "number",
    str: "line",
    Text: "words",
    Range: "range",
    BaseRule: "rule",
}
"""The widget of a key by the type of its values."""
NUMERIC = frozenset({"number", "quantity", "points", "range", "flag"})
"""The widgets of numbers and truths."""


def _methods(methods: Mapping[str, Method], default: str = "") -> Choices:
    """Return the methods of a step to choose from, the default before the others."""
    # Sorting is stable: only the default moves, the others keep the order of their registry.
    names = sorted(methods, key=lambda name: name != default)
    return tuple((name, lazily_translated(methods[name].label)) for name in names)


_DEFAULTS = Composite()
_NORMALISE, _AGGREGATE = _DEFAULTS.normalise.method, _DEFAULTS.aggregate.method
METHODS: dict[tuple[str, ...], Choices] = {
    tuple(names): _methods(names, default)
    for names, default in (
        (imputations.IMPUTATIONS, ""),
        (treatments.TREATMENTS, ""),
        (normalisations.NORMALISATIONS, _NORMALISE),
        (weightings.WEIGHTINGS, _DEFAULTS.weights),
        (aggregations.AGGREGATIONS, _AGGREGATE),
    )
}
"""The methods of each step by their names."""


def _types(annotation: Any) -> Iterator[Any]:
    """Yield the types that an annotation allows, without None; a method is its `OneOf`."""
    if get_origin(annotation) is Annotated:
        inner, *refined = get_args(annotation)
        yield from _chosen(refined) or _types(inner)
    elif get_origin(annotation) in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _types(part)
    elif annotation is not NoneType:
        yield annotation


def _chosen(metadata: Iterable[Any]) -> list[Any]:
    return [entry for entry in metadata if isinstance(entry, OneOf)]


def _choices(of: Any, key: KeyLabel) -> Choices:
    """Return the values of a key that has few, with their words."""
    if isinstance(of, OneOf):
        return METHODS[of.names]
    has_few = get_origin(of) is Literal or of is bool
    return tuple(key.choices.items()) if has_few else ()


def _kind(types: list[Any], key: KeyLabel) -> Kind:
    """Return the widget of a key of these types."""
    first, *more = types
    # Points are one number or a mapping of blocks; a mapping alone is a table.
    if any(get_origin(of) is dict for of in types):
        return "points" if more else "table"
    if get_origin(first) is tuple:
        (entry, *_more) = _types(get_args(first)[0])
        if _choices(entry, key):
            return "sequence"
        return "codes" if entry is str else "table"
    if key.names or _choices(first, key):
        return "choice"
    # A number or the name of a parameter.
    if more:
        return "quantity"
    return "formula" if key.is_formula else WIDGETS.get(first, "group")


def _field(name: str, info: FieldInfo, key: KeyLabel) -> Field:
    types = _chosen(info.metadata) or list(dict.fromkeys(_types(info.annotation)))
    kind = _kind(types, key)
    columns = _columns(types[0], key)
    (entry, *_more) = types if kind != "sequence" else _types(get_args(types[0])[0])
    choices = _choices(entry, key)
    blank: Choices = (("", key.blank),) if key.blank is not None else ()
    return Field(
        info.alias or name,
        key.title,
        kind,
        (*blank, *choices, *key.extra.items()),
        names=key.names,
        default=_default(info.default, kind),
        help=key.help,
        columns=columns,
        keyed=kind == "table" and get_origin(types[0]) is dict,
        cards=key.cards or any(column.kind == "rule" for column in columns),
        add=key.add,
        min_rows=len(choices) if kind == "sequence" else key.rows if columns else 0,
        switch=key.switch,
    )


def _columns(of: Any, key: KeyLabel) -> tuple[Field, ...]:
    """Return the fields of a part, of an entry of a list, of an entry of a mapping with its key."""
    if get_origin(of) is dict and key.entry_key:
        names = key.entry_key.names
        kind: Kind = "choice" if names else "line"
        first = Field("@key", key.entry_key.title, kind, names=names)
        types = list(_types(get_args(of)[1]))
        if key.entry_value is None:
            return (first, *fields_of_model(types[0]))
        value = key.entry_value
        return (first, Field("@value", value.title, _kind(types, value)))
    if get_origin(of) is tuple:
        (of, *_more) = _types(get_args(of)[0])
    is_part = isinstance(of, type) and issubclass(of, BaseModel) and of not in WIDGETS
    fields = fields_of_model(of) if is_part else ()
    return tuple(field for field in fields if field.key in (key.keys or {field.key}))


def _default(value: object, kind: Kind) -> str:
    """Return a default as a form shows it."""
    if isinstance(value, bool):
        return str(value).lower() if kind == "choice" else ""
    if isinstance(value, Range):
        return f"{value.low:g} {value.high:g}"
    if isinstance(value, tuple):
        return " ".join(part for part in value if isinstance(part, str))
    if isinstance(value, float | int):
        return f"{value:g}"
    return value if isinstance(value, str) else ""


def fields_of_model(model: type[BaseModel]) -> tuple[Field, ...]:
    """Return a field for each key of a model that has words."""
    keys = LABELS.get(model) or _keys_of_rule(model)
    infos = model.model_fields
    return tuple(_field(name, infos[name], key) for name, key in keys.items())


def _keys_of_rule(model: type[BaseModel]) -> KeyLabels:
    """Return the words of a rule's keys, which its model holds, those that lead first."""
    formulas = model.formula_keys if issubclass(model, BaseRule) else ()
    labels = {
        name: (label, info)
        for name, info in model.model_fields.items()
        for label in info.metadata
        if isinstance(label, RuleLabel)
    }
    return {
        name: KeyLabel(
            lazily_translated(label.title),
            lazily_translated(label.help),
            {code: lazily_translated(text) for code, text in label.choices.items()},
            add=lazily_translated(label.add),
            rows=max(label.rows, _least(info)),
            is_formula=name in formulas,
        )
        for name, (label, info) in sorted(
            labels.items(), key=lambda entry: not entry[1][0].leads
        )
    }


def _least(info: FieldInfo) -> int:
    """Return how many entries a list must have."""
    lengths = (getattr(entry, "min_length", None) for entry in info.metadata)
    return next((length for length in lengths if length), 0)


KINDS: dict[str, tuple[Label, tuple[Field, ...]]] = {
    kind: (lazily_translated(rule.titles[kind]), fields_of_model(rule))
    for kind, rule in RULES.items()
}
"""Every kind with its name and its fields."""


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


OF_FRAMEWORK = {field.key: field for field in fields_of_model(Framework)}
OF_NODE = {field.key: field for field in fields_of_model(Node)}


def numeric_keys() -> Iterator[str]:
    """Yield the keys of the format whose values may be numbers or truths, and mappings of such."""
    rules = (field for _title, fields in KINDS.values() for field in fields)
    fields = [*OF_FRAMEWORK.values(), *OF_NODE.values(), *rules]
    for field in fields:
        fields += field.columns
        values = [field, *(part for part in field.columns if part.key == "@value")]
        if any(map(_is_numeric, values)):
            yield field.key


def _is_numeric(field: Field) -> bool:
    # A choice of "true" and "false" is a truth in the file.
    codes = {code for code, _label in field.choices}
    return field.kind in NUMERIC or bool(codes & {"true", "1"})
