"""A posted form as entries: `v:` text, `w:` what stood there, `n:` version, `na:` a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.assessments.submissions.entries import Entry
from opendti_site.assessments.submissions.enums import AnswerState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from opendti_site.frameworks.sheets import CriterionSheet, ItemSheet


def entries_in(post: QueryDict, sheets: Iterable[CriterionSheet]) -> dict[str, Entry]:
    """Return what was touched in these criteria, leaving out what the person gave up."""
    entries: dict[str, Entry] = {}
    for sheet in sheets:
        claimed, was_claimed = (
            f"na:{sheet.code}" in post,
            post.get(f"naw:{sheet.code}") == "1",
        )
        reason = post.get(f"nr:{sheet.code}", "")
        if (
            claimed
            and was_claimed
            and reason.strip() == post.get(f"nrw:{sheet.code}", "").strip()
        ):
            continue
        for item in sheet.items:
            if post.get(f"pick:{item.id}") == "theirs":
                continue
            entry = _entry(post, item)
            if claimed:
                entry = Entry(
                    "", version=entry.version if entry else None,
                    state=AnswerState.NOT_APPLICABLE, reason=reason,
                )  # fmt: skip
            elif was_claimed:
                entry = Entry(
                    entry.text if entry else "",
                    version=entry.version if entry else None,
                )
            if entry is not None:
                entries[item.id] = entry
    return entries


def texts_in(entries: dict[str, Entry]) -> dict[str, str]:
    """Return the texts as typed, to be kept where a save was refused."""
    return {item: entry.text for item, entry in entries.items()}


def _entry(post: QueryDict, item: ItemSheet) -> Entry | None:
    text = post.get(f"v:{item.id}")
    if text is None:
        return None
    version = post.get(f"n:{item.id}", "")
    return Entry(
        text=text,
        was=post.get(f"w:{item.id}"),
        version=int(version) if version.isdecimal() else None,
    )
