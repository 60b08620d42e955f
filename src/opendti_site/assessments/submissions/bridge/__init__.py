"""Rows to the engine's answers, scores back; reading what people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti_site.assessments.submissions.bridge.best import best_units
    from opendti_site.assessments.submissions.bridge.scoring import (
        criterion_scores,
        plan_of_round,
        score_in_round,
        score_values,
        scores_of,
    )
    from opendti_site.assessments.submissions.bridge.signatures import (
        SignatureCheck,
        check_signatures,
    )
    from opendti_site.assessments.submissions.bridge.tables import (
        answer_table,
        answer_table_on,
    )
    from opendti_site.assessments.submissions.bridge.texts import (
        exact_value,
        parse_value,
        read_back,
        show_value,
        write_points,
        write_value,
    )

__all__ = [
    "SignatureCheck",
    "answer_table",
    "answer_table_on",
    "best_units",
    "check_signatures",
    "criterion_scores",
    "exact_value",
    "parse_value",
    "plan_of_round",
    "read_back",
    "score_in_round",
    "score_values",
    "scores_of",
    "show_value",
    "write_points",
    "write_value",
]

defer(__name__)
