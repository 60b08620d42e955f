"""Reads of results: runs, their scores laid out, what is undecided in a round."""

from __future__ import annotations

from opendti_site.results.queries.runs import (
    blocks_of,
    form_with,
    lacks_worker,
    latest_runs,
    not_measured,
    outline_for,
    rank_table,
    runs_of,
    runs_visible_to,
    scores_of_run,
    three_scores,
)
from opendti_site.results.queries.sent_back import ReturnedProposal, sent_back
from opendti_site.results.queries.undecided import Undecided, undecided_in
from opendti_site.results.score_tables import RankingFilter, RankTable

__all__ = [
    "RankTable",
    "RankingFilter",
    "ReturnedProposal",
    "Undecided",
    "blocks_of",
    "form_with",
    "lacks_worker",
    "latest_runs",
    "not_measured",
    "outline_for",
    "rank_table",
    "runs_of",
    "runs_visible_to",
    "scores_of_run",
    "sent_back",
    "three_scores",
    "undecided_in",
]
