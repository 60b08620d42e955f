"""Words with parameters: how a template of the catalogue becomes a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any, Literal, NamedTuple

Language = Literal["vi", "en"]
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class Words(NamedTuple):
    """
    A text in both languages.

    A template names its parameters as `str.format` does. What is in [[double
    brackets]] is left out where one of its parameters was not given. A list is written
    with commas, a mapping by its text in the language; `{name:term}` writes the words of
    `TERMS` that the parameter names.
    """

    vi: str
    en: str


TERMS = {
    "number": Words("một số", "a number"),
    "truth": Words("có hoặc không", "a yes or no"),
    "option": Words("một phương án", "an option"),
    "count": Words("một số nguyên", "a whole number"),
    "share": Words("một tỷ lệ", "a share"),
}
"""Words that stand inside sentences."""


def write_sentence(words: Words, params: Mapping[str, Any], language: Language) -> str:
    """Return the words of a language with the parameters in them."""
    template = words.vi if language == "vi" else words.en

    def written(part: re.Match[str]) -> str:
        return part[1] if names_of(part[1]) <= params.keys() else ""

    return _Writer(language).vformat(_OPTIONAL.sub(written, template), (), params)


def names_of(template: str) -> set[str]:
    """Return the parameters that a template names, optional ones with the others."""
    parts = Formatter().parse(_OPTIONAL.sub(r"\1", template))
    return {name for _text, name, _spec, _conversion in parts if name}


class _Writer(Formatter):
    """Writes parameters for people: Vietnamese has a decimal comma and its own quotation marks."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "term":
            return TERMS[value].vi if self.language == "vi" else TERMS[value].en
        if isinstance(value, Mapping):
            value = value.get(self.language) or value["vi"]
        if isinstance(value, (list, tuple)):
            return ", ".join(self.format_field(part, format_spec) for part in value)
        text = format("" if value is None else value, format_spec)
        if self.language == "vi" and isinstance(value, float):
            return text.replace(".", ",")
        return text
