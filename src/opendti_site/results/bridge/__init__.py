"""What results use of the engine: freezing answers, scoring them, explaining a score, the past of merged units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti_site.results.bridge.canonical import canonical
    from opendti_site.results.bridge.failures import failure_in_words, failure_of
    from opendti_site.results.bridge.freezing import (
        FrozenAnswers,
        FrozenTable,
        digest_of,
        engine_version,
        freeze,
        frozen_rows,
    )
    from opendti_site.results.bridge.inheriting import (
        Inheritance,
        InheritanceLink,
        inheritance_of,
    )
    from opendti_site.results.bridge.outline import (
        SHARES,
        IndexOutline,
        NodeFacts,
        Scale,
        outline_of,
    )
    from opendti_site.results.bridge.scoring import (
        Scored,
        ScoreLine,
        result_digest,
        score_lines,
        score_uncached,
        scored,
        unresolved_count,
    )
    from opendti_site.results.bridge.wording import Explanation, explanation_of

__all__ = [
    "SHARES",
    "Explanation",
    "FrozenAnswers",
    "FrozenTable",
    "IndexOutline",
    "Inheritance",
    "InheritanceLink",
    "NodeFacts",
    "Scale",
    "ScoreLine",
    "Scored",
    "canonical",
    "digest_of",
    "engine_version",
    "explanation_of",
    "failure_in_words",
    "failure_of",
    "freeze",
    "frozen_rows",
    "inheritance_of",
    "outline_of",
    "result_digest",
    "score_lines",
    "score_uncached",
    "scored",
    "unresolved_count",
]

defer(__name__)
