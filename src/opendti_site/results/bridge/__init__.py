"""The one door to the engine: answers are frozen here, scored here, put into words here."""

from __future__ import annotations

from opendti_site.results.bridge.freezing import (
    Frozen,
    FrozenTable,
    canonical,
    digest_of,
    engine_version,
    freeze,
    frozen_rows,
)
from opendti_site.results.bridge.outline import (
    SHARES,
    NodeFacts,
    Outline,
    Scale,
    ViewFacts,
    outline_of,
)
from opendti_site.results.bridge.scoring import (
    Scored,
    ScoreLine,
    result_digest,
    score_afresh,
    score_lines,
    scored,
    unresolved_count,
)
from opendti_site.results.bridge.wording import Explanation, InputLine, explanation_of

__all__ = [
    "SHARES",
    "Explanation",
    "Frozen",
    "FrozenTable",
    "InputLine",
    "NodeFacts",
    "Outline",
    "Scale",
    "ScoreLine",
    "Scored",
    "ViewFacts",
    "canonical",
    "digest_of",
    "engine_version",
    "explanation_of",
    "freeze",
    "frozen_rows",
    "outline_of",
    "result_digest",
    "score_afresh",
    "score_lines",
    "scored",
    "unresolved_count",
]
