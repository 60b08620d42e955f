"""Reads a posted form: `v:` text, `w:` the text shown before, `n:` version, `k:` version to overrule, `c:` comment, `na:` a claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from opendti.plan.model import PlanItem
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.request_numbers import read_number

MINE, THEIRS = "mine", "theirs"


def posted_fields(
    post: QueryDict, sheets: Iterable[CriterionSheet]
) -> dict[str, PostedField]:
    """Return what was touched in these criteria, leaving out what the person gave up."""
    fields: dict[str, PostedField] = {}
    for sheet in sheets:
        picked = post.get(f"pick:{sheet.code}", "")
        if picked != THEIRS and (picked or not _is_same_claim(post, sheet.code)):
            fields |= _posted_in(post, sheet, picked)
    return fields


def _is_same_claim(post: QueryDict, criterion: str) -> bool:
    """Return whether a claim of "not applicable" is posted as the page showed it."""
    reason, shown = (post.get(f"{key}:{criterion}", "") for key in ("nr", "nrw"))
    claims = f"na:{criterion}" in post and post.get(f"naw:{criterion}") == "1"
    return claims and reason.strip() == shown.strip()


def _posted_in(
    post: QueryDict, sheet: CriterionSheet, picked: str
) -> dict[str, PostedField]:
    claimed = f"na:{sheet.code}" in post
    was_claimed = post.get(f"naw:{sheet.code}") == "1"
    fields: dict[str, PostedField] = {}
    for item in sheet.items:
        choice = picked or post.get(f"pick:{item.id}")
        if choice == THEIRS:
            continue
        posted = _posted_field(post, item, is_chosen=choice == MINE)
        if claimed:
            posted = PostedField(
                "", version=posted.version if posted else None,
                state=AnswerState.NOT_APPLICABLE,
                reason=post.get(f"nr:{sheet.code}", ""),
            )  # fmt: skip
        elif was_claimed:
            posted = PostedField(
                posted.text if posted else "",
                version=posted.version if posted else None,
            )
        if posted is not None:
            fields[item.id] = posted
    return fields


def reuse_asked(
    post: QueryDict, sheets: Iterable[CriterionSheet]
) -> dict[str, Any] | None:
    """Return what is to be taken over from the former form: all criteria, one, or one item."""
    kind, _colon, code = post.get("reuse", "").partition(":")
    if kind == "all":
        return {"criteria": [sheet.code for sheet in sheets]}
    for sheet in sheets:
        if kind == "criterion" and sheet.code == code:
            return {"criteria": [code]}
        if kind == "item" and code in {item.id for item in sheet.items}:
            return {"criteria": [sheet.code], "item": code}
    return None


def texts_of(fields: dict[str, PostedField]) -> dict[str, str]:
    """Return the texts as typed, to be kept where a save was refused."""
    return {item: posted.text for item, posted in fields.items()}


def _posted_field(
    post: QueryDict, item: PlanItem, *, is_chosen: bool
) -> PostedField | None:
    text = post.get(f"v:{item.id}")
    if text is None:
        return None
    # Only who has seen the other's value, and chosen, writes over it.
    version = post.get(f"{'k' if is_chosen else 'n'}:{item.id}", "")
    return PostedField(
        text=text,
        was=post.get(f"w:{item.id}"),
        version=read_number(version),
        comment=post.get(f"c:{item.id}"),
        was_comment=post.get(f"cw:{item.id}", ""),
    )
