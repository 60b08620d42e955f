"""Which values lie far from the others of their block: the number that is compared, and the fences of a whole round."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Condition

from cachetools import TTLCache, cached

from opendti_site.assessments.appraisal.bridge import (
    Fences,
    compares_value,
    fences_of_round,
)
from opendti_site.assessments.appraisal.keys import any_given
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.stages import Values
from opendti_site.frameworks.sheets import CriterionSheet

KEPT_SECONDS = 600
"""How long fences are kept: one more value of a block of many hardly moves them."""
CACHE_SIZE = 16
"""Rounds whose fences one process keeps."""


def compared_number(
    sheet: CriterionSheet, raw: Values, share: float | None
) -> float | None:
    """Return the number of a unit's criterion that is compared with the others of its block.

    It is the value where the criterion has one item that is a number, and else the share of the
    maximum: of a ratio, the two numbers grow with the unit. None where there is none.
    """
    if not sheet.items or not any_given(raw.values()):
        return None
    if compares_value(sheet.items):
        return raw[sheet.items[0].id].value
    return share if len(sheet.items) > 1 else None


def _key(round_: Round) -> tuple[int, str, str]:
    # With the moment of its making: a test or a restored database may give its number again.
    return round_.pk, round_.created_at.isoformat(), round_.framework_fingerprint


# A condition, not a lock: requests for the same round wait for it instead of reading it too.
@cached(TTLCache(CACHE_SIZE, KEPT_SECONDS), key=_key, condition=Condition())
def fences_in(round_: Round) -> Mapping[tuple[str, str], Fences]:
    """Return the fences of every criterion and block of a round, of at most ten minutes ago.

    They take all answers of the round, which a page of one unit cannot wait for each time. The value
    that is held against them is always the present one.
    """
    return fences_of_round(round_)
