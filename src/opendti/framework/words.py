"""A criterion's rule in plain words, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping

from opendti.definitions import Text
from opendti.framework.model import Node
from opendti.rules import PhraseWriter


def rule_in_words(node: Node, parameters: Mapping[str, float]) -> Text:
    """Write how a criterion's points come about, parameters as numbers; empty for a group."""
    if node.rule is None:
        return Text(vi="", en="")
    vietnamese, english = (
        node.rule.sentence(PhraseWriter(language, parameters))
        for language in ("vi", "en")
    )
    return Text(vi=vietnamese, en=english)
