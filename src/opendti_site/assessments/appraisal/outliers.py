"""Which values lie far from the others of their block: the number that is compared, and the fences of a whole round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from threading import Condition

from cachetools import TTLCache, cached

from opendti_site.assessments.appraisal.bridge import (
    Fences,
    fences_by_block,
    shares_in,
)
from opendti_site.assessments.appraisal.keys import any_given, form_keys
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.stages import (
    Values,
    criterion_values,
    without_claims,
)
from opendti_site.frameworks.sheets import CriterionSheet

WORDED = {"yes_no", "choice", "text"}
"""The types of items whose values are no numbers to compare."""
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
    (first, *others) = sheet.items or (None,)
    if first is None or (not others and first.type in WORDED):
        return None
    if not any_given(raw.values()):
        return None
    return share if others else raw[first.id].value


def _key(round_: Round) -> tuple[int, str, str]:
    # With the moment of its making: a test or a restored database may give its number again.
    return round_.pk, round_.created_at.isoformat(), round_.framework_fingerprint


@cached(TTLCache(CACHE_SIZE, KEPT_SECONDS), key=_key, condition=Condition())
def fences_in(round_: Round) -> Mapping[tuple[str, str], Fences]:
    """Return the fences of every criterion and block of a round, of at most ten minutes ago.

    They take all answers of the round, which a page of one unit cannot wait for. One more value among
    many hardly moves them, and the value that is held against them is always the present one.
    """
    forms = form_keys(round_.submissions.all())
    blocks = {form.pk: form.block for form in forms}
    raw = criterion_values(round_.submissions.all(), Stage.SELF)
    values: defaultdict[int, Values] = defaultdict(dict)
    for (pk, _code), of_criterion in raw.items():
        values[pk].update(without_claims(of_criterion))
    shares = shares_in(round_, forms, [values[form.pk] for form in forms])
    found: dict[tuple[str, str], Fences] = {}
    for sheet in framework_page(round_).criteria():
        of_sheet = shares.get(sheet.code, [None] * len(forms))
        numbers = {
            form.pk: number
            for form, share in zip(forms, of_sheet, strict=True)
            if (key := (form.pk, sheet.code)) in raw
            and (number := compared_number(sheet, raw[key], share)) is not None
        }
        for block, fences in fences_by_block(numbers, blocks).items():
            found[sheet.code, block] = fences
    return found
